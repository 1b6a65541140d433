//! A caseworker with a real browser: follows the sign-in link, registers a child, finds it again.

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

#[test]
fn a_caseworker_registers_a_child_in_a_browser_and_no_other_tenant_sees_it() -> Result<()> {
    let [amber, birch] = pair::tenants()?;
    let there = total(&mut Session::sign_in(&birch, CASEWORKER)?)?;
    for (language, width) in [("en", "1280"), ("ar", "360")] {
        let before = total(&mut Session::sign_in(&amber, CASEWORKER)?)?;
        walk(&amber, language, width)?;
        let after = total(&mut Session::sign_in(&amber, CASEWORKER)?)?;
        assert_eq!(after, before + 1, "{language}, {width} pixels");
    }
    assert_eq!(total(&mut Session::sign_in(&birch, CASEWORKER)?)?, there);
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
