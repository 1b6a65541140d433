//! The last lines of `up`: a URL and fresh sign-in links, one a role. Each link works once, for
//! fifteen minutes, and only who may read the Secret `bootstrap` of the tenant can make one.

use std::io::Write as _;

use anyhow::{Context as _, Result, bail};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use primero_kernel::{Clock, SystemClock};
use primero_tenant_contract::{bootstrap, mount};
use serde_json::Value;

use super::target::Target;
use super::{chart, progress};
use crate::cluster::{self, settings::EdgePorts};

/// Prints the links of every tenant that is Ready, except those that tests made (`t-*`).
pub(super) fn print(target: &Target) -> Result<()> {
    let list = target
        .get(&["primeroinstances"])?
        .context("the cluster lists no instances")?;
    let mut output = std::io::stdout().lock();
    for instance in list["items"].as_array().into_iter().flatten() {
        let name = text(instance, "/metadata/name")?;
        if !name.starts_with("t-") && progress::is_ready(instance) {
            write!(
                output,
                "{}",
                lines(target, instance).with_context(|| format!("no link for {name}"))?
            )?;
        }
    }
    Ok(())
}

fn lines(target: &Target, instance: &Value) -> Result<String> {
    let key = signing_key(target, instance)?;
    let url = reachable(target, text(instance, "/status/url")?)?;
    let uid = text(instance, "/metadata/uid")?;
    let mut lines = format!("url {url}\n");
    for user in users(target, instance)? {
        let nonce = SystemClock.new_random_uuid().into_bytes();
        let token = bootstrap::mint(&key, uid, &user, nonce, SystemClock.now());
        lines += &["sign-in ", &bootstrap::link(&url, &token), "\n"].concat();
    }
    Ok(lines)
}

/// The administrator, then the sample caseworker of the template that was applied.
fn users(target: &Target, instance: &Value) -> Result<Vec<String>> {
    let administrator = instance
        .pointer("/spec/administrator/userName")
        .and_then(Value::as_str);
    let mut users = vec![administrator.unwrap_or("admin").to_owned()];
    if target.has_samples() {
        let applied = text(instance, "/status/configuration/template")?;
        let template = chart::templates()?
            .into_iter()
            .find(|template| template.name == applied);
        users.extend(template.and_then(|template| template.sample_users.into_iter().next()));
    }
    Ok(users)
}

fn signing_key(target: &Target, instance: &Value) -> Result<[u8; bootstrap::KEY_BYTES]> {
    let namespace = text(instance, "/status/namespace/name")?;
    let secret = target
        .get(&["secret", mount::BOOTSTRAP_SECRET, "--namespace", namespace])?
        .with_context(|| format!("the namespace {namespace} holds no Secret `bootstrap`"))?;
    let encoded = secret["data"][mount::SIGNING_KEY].as_str();
    let decoded = STANDARD.decode(encoded.context("the Secret `bootstrap` holds no key")?)?;
    let Ok(key) = decoded.try_into() else {
        bail!("the signing key has another length")
    };
    Ok(key)
}

/// The URL as this machine reaches it: the local edge may listen on other ports than 80 and 443.
fn reachable(target: &Target, url: &str) -> Result<String> {
    let Target::Local = target else {
        return Ok(url.to_owned());
    };
    Ok(with_port(url, cluster::edge_ports()?))
}

fn with_port(url: &str, ports: EdgePorts) -> String {
    let (usual, port) = if url.starts_with("https:") {
        (443, ports.https)
    } else {
        (80, ports.http)
    };
    if port == usual {
        url.to_owned()
    } else {
        format!("{url}:{port}")
    }
}

fn text<'object>(object: &'object Value, pointer: &str) -> Result<&'object str> {
    object
        .pointer(pointer)
        .and_then(Value::as_str)
        .with_context(|| format!("the instance has no {}", pointer.trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_named_when_it_is_not_the_usual_one() {
        let url = "http://kenya.localhost";
        assert_eq!(
            with_port(
                url,
                EdgePorts {
                    http: 80,
                    https: 8443
                }
            ),
            url
        );
        let other = EdgePorts {
            http: 8080,
            https: 443,
        };
        assert_eq!(with_port(url, other), "http://kenya.localhost:8080");
    }
}
