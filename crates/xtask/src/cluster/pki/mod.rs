//! Certificates and keys as kubeadm makes them: three authorities, one certificate per part.

mod authority;
mod kubeconfig;

use std::fs;
use std::io::Read as _;
use std::net::Ipv4Addr;
use std::path::Path;

use anyhow::Result;
use rcgen::KeyPair;
use serde_json::json;

use super::layout::Layout;
use super::settings::{API_SERVICE, CLUSTER_DOMAIN, NODE_NAME};
use super::write_file;
use authority::{Authority, Subject};

/// Clients of the API server that get a certificate and a kubeconfig: file, user name, group.
const CLIENTS: [(&str, &str, &str); 6] = [
    ("admin", "primero-local-admin", "system:masters"),
    (
        "kube-controller-manager",
        "system:kube-controller-manager",
        "",
    ),
    ("kube-scheduler", "system:kube-scheduler", ""),
    ("kube-proxy", "system:kube-proxy", ""),
    ("kube-router", "system:kube-router", ""),
    ("kubelet", "system:node:primero-local", "system:nodes"),
];

/// Makes everything unless it is there. Nothing is half done: the directory appears at once.
pub(crate) fn ensure(layout: &Layout, address: Ipv4Addr, port: u16) -> Result<()> {
    let directory = layout.at("pki");
    if !directory.exists() {
        let partial = layout.at("pki.partial");
        if partial.exists() {
            fs::remove_dir_all(&partial)?;
        }
        make_cluster(&partial, address)?;
        make_front_proxy(&partial)?;
        make_etcd(&partial)?;
        make_keys(&partial)?;
        fs::rename(&partial, &directory)?;
    }
    for (client, _, _) in CLIENTS {
        let config = kubeconfig::render(layout, client, address, port)?;
        write_file(&layout.kubeconfig_of(client), config.as_bytes(), 0o600)?;
    }
    write_file(
        &layout.kubeconfig(),
        &fs::read(layout.kubeconfig_of("admin"))?,
        0o600,
    )
}

fn make_cluster(directory: &Path, address: Ipv4Addr) -> Result<()> {
    let authority = Authority::new("kubernetes-ca")?;
    authority.write(directory, "ca")?;
    let service = format!("kubernetes.default.svc.{CLUSTER_DOMAIN}");
    let names = [
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        &service,
        "localhost",
    ];
    let addresses = [address, API_SERVICE, Ipv4Addr::LOCALHOST].map(|address| address.to_string());
    let api_names = names
        .into_iter()
        .map(str::to_owned)
        .chain(addresses)
        .collect();
    let api_server = Subject::server("kube-apiserver", api_names);
    authority.issue(directory, "apiserver", &api_server)?;
    let node_names = vec![NODE_NAME.to_owned(), address.to_string()];
    authority.issue(
        directory,
        "kubelet-serving",
        &Subject::server(NODE_NAME, node_names),
    )?;
    let to_kubelet = Subject::client("kube-apiserver-kubelet-client", "");
    authority.issue(directory, "apiserver-kubelet-client", &to_kubelet)?;
    CLIENTS.iter().try_for_each(|(file, user, group)| {
        authority.issue(directory, file, &Subject::client(user, group))
    })
}

/// Its own authority: whoever holds such a certificate may speak for any user.
fn make_front_proxy(directory: &Path) -> Result<()> {
    let authority = Authority::new("kubernetes-front-proxy-ca")?;
    authority.write(directory, "front-proxy-ca")?;
    let client = Subject::client("front-proxy-client", "");
    authority.issue(directory, "front-proxy-client", &client)
}

/// Its own authority: etcd believes every client that it signed.
fn make_etcd(directory: &Path) -> Result<()> {
    let authority = Authority::new("etcd-ca")?;
    authority.write(directory, "etcd-ca")?;
    let loopback = vec!["localhost".to_owned(), Ipv4Addr::LOCALHOST.to_string()];
    let member = Subject::both("etcd", loopback);
    authority.issue(directory, "etcd-server", &member)?;
    authority.issue(directory, "etcd-peer", &member)?;
    authority.issue(
        directory,
        "apiserver-etcd-client",
        &Subject::client("kube-apiserver", ""),
    )
}

fn make_keys(directory: &Path) -> Result<()> {
    let accounts = KeyPair::generate()?;
    write_file(
        &directory.join("sa.key"),
        accounts.serialize_pem().as_bytes(),
        0o600,
    )?;
    write_file(
        &directory.join("sa.pub"),
        accounts.public_key_pem().as_bytes(),
        0o644,
    )?;
    write_file(
        &directory.join("encryption.json"),
        encryption_configuration()?.as_bytes(),
        0o600,
    )
}

/// Secrets lie encrypted in etcd; whatever was written before is still read.
fn encryption_configuration() -> Result<String> {
    let key = kubeconfig::base64(&random_key()?);
    Ok(serde_json::to_string(&json!({
        "apiVersion": "apiserver.config.k8s.io/v1",
        "kind": "EncryptionConfiguration",
        "resources": [{
            "resources": ["secrets"],
            "providers": [{"secretbox": {"keys": [{"name": "key1", "secret": key}]}}, {"identity": {}}],
        }],
    }))?)
}

fn random_key() -> Result<[u8; 32]> {
    let mut key = [0; 32];
    fs::File::open("/dev/urandom")?.read_exact(&mut key)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn certificates_are_made_once_and_private_keys_are_private() {
        let directory = tempfile::tempdir().unwrap();
        let layout = Layout::private(directory.path());
        ensure(&layout, Ipv4Addr::LOCALHOST, 6443).unwrap();
        let first = fs::read(layout.pki("ca.crt")).unwrap();
        ensure(&layout, Ipv4Addr::LOCALHOST, 6443).unwrap();
        assert_eq!(fs::read(layout.pki("ca.crt")).unwrap(), first);
        for entry in fs::read_dir(layout.at("pki")).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            let suffix = Path::new(&name).extension().unwrap_or_default();
            let public = suffix == "crt" || suffix == "pub";
            assert_eq!(mode, if public { 0o644 } else { 0o600 }, "{name}");
        }
    }

    #[test]
    fn a_certificate_is_signed_by_the_cluster_authority() {
        let directory = tempfile::tempdir().unwrap();
        let layout = Layout::private(directory.path());
        ensure(&layout, Ipv4Addr::LOCALHOST, 6443).unwrap();
        let status = std::process::Command::new("openssl")
            .arg("verify")
            .arg("-CAfile")
            .args([
                layout.pki("ca.crt"),
                layout.pki("apiserver.crt"),
                layout.pki("kubelet.crt"),
            ])
            .output();
        // openssl is on most machines; where it is not, the API server's start proves the same.
        if let Ok(output) = status {
            assert!(
                output.status.success(),
                "{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
}
