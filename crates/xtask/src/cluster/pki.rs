//! Certificates and keys as kubeadm makes them: three authorities, one certificate per part.

use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;

use anyhow::{Context as _, Result};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use serde_json::json;

use super::layout::Layout;
use super::settings::{API_SERVICE, CLUSTER_DOMAIN, NODE_NAME};
use super::write_file;

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
        make(&partial, address)?;
        fs::rename(&partial, &directory)?;
    }
    for (client, _, _) in CLIENTS {
        let config = kubeconfig(layout, client, address, port)?;
        write_file(&layout.kubeconfig_of(client), config.as_bytes(), 0o600)?;
    }
    write_file(
        &layout.kubeconfig(),
        &fs::read(layout.kubeconfig_of("admin"))?,
        0o600,
    )
}

fn make(directory: &Path, address: Ipv4Addr) -> Result<()> {
    let cluster = Authority::new("kubernetes-ca")?;
    let front_proxy = Authority::new("kubernetes-front-proxy-ca")?;
    let etcd = Authority::new("etcd-ca")?;
    cluster.write(directory, "ca")?;
    front_proxy.write(directory, "front-proxy-ca")?;
    etcd.write(directory, "etcd-ca")?;

    let service = format!("kubernetes.default.svc.{CLUSTER_DOMAIN}");
    let names = [
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        &service,
        "localhost",
    ];
    let addresses = [address, API_SERVICE, Ipv4Addr::LOCALHOST].map(|address| address.to_string());
    let api_names: Vec<_> = names
        .into_iter()
        .map(str::to_owned)
        .chain(addresses)
        .collect();
    cluster.issue(
        directory,
        "apiserver",
        &Subject::server("kube-apiserver", api_names),
    )?;
    let node_names = vec![NODE_NAME.to_owned(), address.to_string()];
    cluster.issue(
        directory,
        "kubelet-serving",
        &Subject::server(NODE_NAME, node_names),
    )?;
    let kubelet_client = Subject::client("kube-apiserver-kubelet-client", "");
    cluster.issue(directory, "apiserver-kubelet-client", &kubelet_client)?;
    for (file, user, group) in CLIENTS {
        cluster.issue(directory, file, &Subject::client(user, group))?;
    }

    front_proxy.issue(
        directory,
        "front-proxy-client",
        &Subject::client("front-proxy-client", ""),
    )?;

    let loopback = || vec!["localhost".to_owned(), Ipv4Addr::LOCALHOST.to_string()];
    etcd.issue(directory, "etcd-server", &Subject::both("etcd", loopback()))?;
    etcd.issue(directory, "etcd-peer", &Subject::both("etcd", loopback()))?;
    etcd.issue(
        directory,
        "apiserver-etcd-client",
        &Subject::client("kube-apiserver", ""),
    )?;

    let service_accounts = KeyPair::generate()?;
    write_file(
        &directory.join("sa.key"),
        service_accounts.serialize_pem().as_bytes(),
        0o600,
    )?;
    write_file(
        &directory.join("sa.pub"),
        service_accounts.public_key_pem().as_bytes(),
        0o644,
    )?;
    let encryption = encryption_configuration()?;
    write_file(
        &directory.join("encryption.json"),
        encryption.as_bytes(),
        0o600,
    )
}

/// Who a certificate is for.
#[derive(Debug)]
struct Subject {
    name: String,
    group: String,
    reachable_as: Vec<String>,
    usages: Vec<ExtendedKeyUsagePurpose>,
}

impl Subject {
    fn client(name: &str, group: &str) -> Self {
        let usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        Self {
            name: name.to_owned(),
            group: group.to_owned(),
            reachable_as: Vec::new(),
            usages,
        }
    }

    fn server(name: &str, reachable_as: Vec<String>) -> Self {
        let usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        Self {
            name: name.to_owned(),
            group: String::new(),
            reachable_as,
            usages,
        }
    }

    fn both(name: &str, reachable_as: Vec<String>) -> Self {
        let mut subject = Self::server(name, reachable_as);
        subject.usages.push(ExtendedKeyUsagePurpose::ClientAuth);
        subject
    }
}

/// A certificate authority that lives as long as its cluster.
struct Authority {
    certificate: String,
    key: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new(name: &str) -> Result<Self> {
        let mut params = lasting(CertificateParams::new(Vec::new())?);
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::KeyCertSign,
            KeyUsagePurpose::CrlSign,
        ];
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?.pem();
        Ok(Self {
            certificate,
            key: key.serialize_pem(),
            issuer: Issuer::new(params, key),
        })
    }

    fn write(&self, directory: &Path, name: &str) -> Result<()> {
        write_file(
            &directory.join(format!("{name}.crt")),
            self.certificate.as_bytes(),
            0o644,
        )?;
        write_file(
            &directory.join(format!("{name}.key")),
            self.key.as_bytes(),
            0o600,
        )
    }

    fn issue(&self, directory: &Path, file: &str, subject: &Subject) -> Result<()> {
        let mut params = lasting(CertificateParams::new(subject.reachable_as.clone())?);
        params
            .distinguished_name
            .push(DnType::CommonName, subject.name.as_str());
        if !subject.group.is_empty() {
            params
                .distinguished_name
                .push(DnType::OrganizationName, subject.group.as_str());
        }
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages.clone_from(&subject.usages);
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let certificate = params
            .signed_by(&key, &self.issuer)
            .with_context(|| format!("failed to sign the certificate {file}"))?;
        write_file(
            &directory.join(format!("{file}.crt")),
            certificate.pem().as_bytes(),
            0o644,
        )?;
        write_file(
            &directory.join(format!("{file}.key")),
            key.serialize_pem().as_bytes(),
            0o600,
        )
    }
}

/// Valid whatever the machine's clock says: a cluster for evaluation is thrown away, not renewed.
fn lasting(mut params: CertificateParams) -> CertificateParams {
    params.not_before = rcgen::date_time_ymd(2000, 1, 1);
    params.not_after = rcgen::date_time_ymd(2100, 1, 1);
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
}

/// Secrets lie encrypted in etcd; whatever was written before is still read.
fn encryption_configuration() -> Result<String> {
    let key = base64(&random_key()?);
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
    use std::io::Read as _;
    let mut key = [0; 32];
    fs::File::open("/dev/urandom")?.read_exact(&mut key)?;
    Ok(key)
}

fn kubeconfig(layout: &Layout, client: &str, address: Ipv4Addr, port: u16) -> Result<String> {
    let read = |file: String| -> Result<String> { Ok(base64(&fs::read(layout.pki(&file))?)) };
    Ok(serde_json::to_string_pretty(&json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "primero-local", "cluster": {
            "server": format!("https://{address}:{port}"),
            "certificate-authority-data": read("ca.crt".to_owned())?,
        }}],
        "users": [{"name": client, "user": {
            "client-certificate-data": read(format!("{client}.crt"))?,
            "client-key-data": read(format!("{client}.key"))?,
        }}],
        "contexts": [{"name": "primero-local", "context": {"cluster": "primero-local", "user": client}}],
        "current-context": "primero-local",
    }))?)
}

/// Base64 as a kubeconfig wants it. Twenty lines here keep a dependency out of the first build.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .fold(0_usize, |word, byte| (word << 8) | usize::from(*byte));
        let word = word << (8 * (3 - chunk.len()));
        for position in 0..4 {
            if position <= chunk.len() {
                text.push(char::from(ALPHABET[(word >> (18 - 6 * position)) & 63]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads_every_remainder() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, encoded) in cases {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }

    #[test]
    fn certificates_are_made_once_and_private_keys_are_private() {
        use std::os::unix::fs::PermissionsExt as _;
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
            let public = name.ends_with(".crt") || name.ends_with(".pub");
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
