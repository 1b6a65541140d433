//! TLS by the operator's own authority, where no other issues certificates.

use std::env;
use std::process::Command;

use anyhow::{Context as _, Result};
use base64::Engine as _;
use primero_e2e::edge::EDGE_TLS_PORT;
use primero_e2e::tenant::{Deletion, Tenant, manifest};
use serde_json::json;

use crate::pair;

#[test]
fn an_automatic_certificate_is_valid_for_whoever_trusts_the_platform() -> Result<()> {
    let cluster = pair::cluster()?;
    let name = "t-secure";
    let mut wanted = manifest(name);
    wanted["spec"]["edge"] = json!({"tls": {"mode": "Auto"}});
    let tenant = Tenant::create_from(cluster, name, &wanted)?;
    let object = tenant.wait_ready()?;
    let url = object["status"]["url"]
        .as_str()
        .context("a Ready tenant has a URL")?;
    assert_eq!(url, format!("https://{}", tenant.host()));

    let authority = cluster.get("/api/v1/namespaces/primero-system/secrets/operator-ca")?;
    let encoded = authority["data"]["tls.crt"]
        .as_str()
        .context("the authority is public")?;
    let file = env::temp_dir().join(format!("primero-e2e-ca-{}.crt", std::process::id()));
    std::fs::write(
        &file,
        base64::engine::general_purpose::STANDARD.decode(encoded)?,
    )?;
    let trusting = curl(&tenant.host(), &["--cacert", &file.to_string_lossy()])?;
    let mistrusting = curl(&tenant.host(), &[])?;
    std::fs::remove_file(&file)?;
    assert_eq!(trusting, "200");
    assert_eq!(mistrusting, "000", "a stranger must not trust it");
    tenant.remove(Deletion::Delete)
}

/// The status that the tenant's host answers with over TLS; `000` without a connection.
fn curl(host: &str, trust: &[&str]) -> Result<String> {
    let port = env::var(EDGE_TLS_PORT).unwrap_or_else(|_| "443".to_owned());
    let output = Command::new("curl")
        .args([
            "--silent",
            "--noproxy",
            "*",
            "--output",
            "/dev/null",
            "--write-out",
            "%{http_code}",
        ])
        .args(["--resolve", &format!("{host}:{port}:127.0.0.1")])
        .args(trust)
        .arg(format!("https://{host}:{port}/"))
        .output()
        .context("failed to run curl")?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
