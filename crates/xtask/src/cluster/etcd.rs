//! etcd, over TLS in both directions.

use std::path::PathBuf;

use super::layout::Layout;
use super::process::Daemon;
use super::settings::EtcdPorts;

/// The daemon; `durable` is off only where the data is thrown away with the test.
pub(crate) fn daemon(layout: &Layout, ports: EtcdPorts, durable: bool) -> Daemon {
    let client = url(ports.client);
    let peer = url(ports.peer);
    let file = |name: &str| layout.pki(name).display().to_string();
    let mut arguments = vec![
        "--name=primero-local".to_owned(),
        format!("--data-dir={}", layout.at("etcd").display()),
        format!("--listen-client-urls={client}"),
        format!("--advertise-client-urls={client}"),
        format!("--listen-peer-urls={peer}"),
        format!("--initial-advertise-peer-urls={peer}"),
        format!("--initial-cluster=primero-local={peer}"),
        "--client-cert-auth".to_owned(),
        format!("--trusted-ca-file={}", file("etcd-ca.crt")),
        format!("--cert-file={}", file("etcd-server.crt")),
        format!("--key-file={}", file("etcd-server.key")),
        "--peer-client-cert-auth".to_owned(),
        format!("--peer-trusted-ca-file={}", file("etcd-ca.crt")),
        format!("--peer-cert-file={}", file("etcd-peer.crt")),
        format!("--peer-key-file={}", file("etcd-peer.key")),
        "--log-level=warn".to_owned(),
        "--auto-compaction-mode=periodic".to_owned(),
        "--auto-compaction-retention=30m".to_owned(),
        "--quota-backend-bytes=2147483648".to_owned(),
    ];
    if !durable {
        arguments.push("--unsafe-no-fsync".to_owned());
    }
    Daemon {
        name: "etcd",
        program: PathBuf::from("/usr/bin/etcd"),
        arguments,
        inputs: vec![layout.pki("etcd-server.crt")],
    }
}

/// Where etcd answers.
pub(crate) fn url(port: u16) -> String {
    format!("https://127.0.0.1:{port}")
}
