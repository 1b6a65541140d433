//! A caseworker with a real browser: follows the sign-in link, registers a child, finds it again.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use primero_e2e::edge::{self, Session};
use primero_e2e::tenant::Tenant;
use primero_tenant_contract::bootstrap;
use serde_json::Value;

use crate::pair;

/// A caseworker among the template's sample users.
pub(crate) const CASEWORKER: &str = "caseworker";

/// Who walks (`t-amber` is 0, `t-birch` 1), in which language, how many pixels wide. Every language
/// of both tenants in a long run.
fn walks() -> Vec<(usize, &'static str, &'static str)> {
    let mut walks = vec![(0, "en", "1280"), (0, "ar", "360"), (1, "fr", "360")];
    if std::env::var_os("PRIMERO_TEST_LONG").is_some() {
        walks.extend([(0, "es", "360"), (1, "en", "360"), (1, "ar", "1280")]);
    }
    walks
}

#[test]
fn caseworkers_of_both_templates_register_a_child_and_no_other_tenant_sees_it() -> Result<()> {
    let tenants = pair::tenants()?;
    let totals = || -> Result<Vec<u64>> {
        tenants
            .iter()
            .map(|tenant| total(&mut Session::sign_in(tenant, CASEWORKER)?))
            .collect()
    };
    for (who, language, width) in walks() {
        let mut expected = totals()?;
        walk(&tenants[who], language, width)?;
        expected[who] += 1;
        assert_eq!(totals()?, expected, "{who}, {language}, {width} pixels");
    }
    Ok(())
}

#[test]
fn each_tenant_speaks_its_three_languages_and_no_other() -> Result<()> {
    for (tenant, languages) in pair::tenants()?.iter().zip(pair::LANGUAGES) {
        let mut session = Session::sign_in(tenant, CASEWORKER)?;
        for (path, unique_id, text) in [
            ("/api/v2/forms", "basic_identity", "name"),
            ("/api/v2/lookups?per=999", "lookup-gender", "name"),
        ] {
            let list = session.get(path)?;
            let item = list["data"]
                .as_array()
                .into_iter()
                .flatten()
                .find(|item| item["unique_id"] == unique_id)
                .with_context(|| format!("{path} has no {unique_id}"))?;
            let texts = item[text].as_object().context("a text has languages")?;
            let spoken: BTreeSet<&str> = texts
                .iter()
                .filter(|(_, text)| text.as_str().is_some_and(|text| !text.is_empty()))
                .map(|(language, _)| language.as_str())
                .collect();
            assert_eq!(spoken, BTreeSet::from(languages), "{unique_id}: {texts:?}");
            let different: BTreeSet<&str> = texts.values().filter_map(Value::as_str).collect();
            assert_eq!(different.len(), languages.len(), "{unique_id}: {texts:?}");
        }
    }
    Ok(())
}

/// Follows a fresh link through the app: registers a child, finds, opens and edits it, signs out.
/// Accessibility, content security policy and page width are judged on the way.
fn walk(tenant: &Tenant<'_>, language: &str, width: &str) -> Result<()> {
    let url = format!("http://{}", tenant.host());
    let link = bootstrap::link(&url, &edge::sign_in_token(tenant, CASEWORKER)?);
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/case-web/ui");
    let walk = Command::new("node")
        .args(["tests/walk.mjs", "--url", &url, "--link", &link])
        .args(["--language", language, "--width", width])
        .current_dir(ui)
        .output()
        .context("failed to run node")?;
    ensure!(
        walk.status.success(),
        "the walk failed ({language}, {width} pixels):\n{}{}",
        String::from_utf8_lossy(&walk.stdout),
        String::from_utf8_lossy(&walk.stderr)
    );
    Ok(())
}

#[test]
fn a_sign_in_link_works_once_and_only_for_its_tenant() -> Result<()> {
    let [amber, birch] = pair::tenants()?;
    let token = serde_json::json!({"token": edge::sign_in_token(&amber, CASEWORKER)?});
    let exchange = |host: &str| edge::post(host, "/api/app/v1/bootstrap-sessions", &token);
    assert!(
        (400..500).contains(&exchange(&birch.host())?.status),
        "another tenant's link"
    );
    assert!(exchange(&amber.host())?.succeeded());
    assert!(
        (400..500).contains(&exchange(&amber.host())?.status),
        "the link worked twice"
    );
    Ok(())
}

fn total(session: &mut Session) -> Result<u64> {
    let list: Value = session.get("/api/v2/cases?per=1")?;
    list["metadata"]["total"]
        .as_u64()
        .context("a list has a total")
}
