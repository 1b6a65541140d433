//! API server, controller manager and scheduler.

use std::net::Ipv4Addr;
use std::path::Path;

use super::etcd;
use super::layout::Layout;
use super::process::Daemon;
use super::settings::{CLUSTER_DOMAIN, EtcdPorts, POD_NETWORK, SERVICE_NETWORK};

/// Where the API server listens, and where its data lies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Endpoints {
    pub(crate) address: Ipv4Addr,
    pub(crate) port: u16,
    pub(crate) etcd: EtcdPorts,
}

/// The API server, with authorisation and admission as in a real cluster. Pod Security and
/// `ValidatingAdmissionPolicy` are on by default.
pub(crate) fn api_server(layout: &Layout, programs: &Path, endpoints: Endpoints) -> Daemon {
    let Endpoints {
        address,
        port,
        etcd,
    } = endpoints;
    let file = |name: &str| layout.pki(name).display().to_string();
    let arguments = vec![
        format!("--advertise-address={address}"),
        format!("--bind-address={address}"),
        format!("--secure-port={port}"),
        format!("--service-cluster-ip-range={SERVICE_NETWORK}"),
        format!("--etcd-servers={}", etcd::url(etcd.client)),
        format!("--etcd-cafile={}", file("etcd-ca.crt")),
        format!("--etcd-certfile={}", file("apiserver-etcd-client.crt")),
        format!("--etcd-keyfile={}", file("apiserver-etcd-client.key")),
        format!("--encryption-provider-config={}", file("encryption.json")),
        format!("--tls-cert-file={}", file("apiserver.crt")),
        format!("--tls-private-key-file={}", file("apiserver.key")),
        format!("--client-ca-file={}", file("ca.crt")),
        "--anonymous-auth=false".to_owned(),
        "--authorization-mode=Node,RBAC".to_owned(),
        "--enable-admission-plugins=NodeRestriction".to_owned(),
        format!("--kubelet-certificate-authority={}", file("ca.crt")),
        format!(
            "--kubelet-client-certificate={}",
            file("apiserver-kubelet-client.crt")
        ),
        format!(
            "--kubelet-client-key={}",
            file("apiserver-kubelet-client.key")
        ),
        "--kubelet-preferred-address-types=InternalIP".to_owned(),
        format!(
            "--requestheader-client-ca-file={}",
            file("front-proxy-ca.crt")
        ),
        "--requestheader-allowed-names=front-proxy-client".to_owned(),
        "--requestheader-username-headers=X-Remote-User".to_owned(),
        "--requestheader-group-headers=X-Remote-Group".to_owned(),
        "--requestheader-extra-headers-prefix=X-Remote-Extra-".to_owned(),
        format!(
            "--proxy-client-cert-file={}",
            file("front-proxy-client.crt")
        ),
        format!("--proxy-client-key-file={}", file("front-proxy-client.key")),
        format!("--service-account-issuer=https://kubernetes.default.svc.{CLUSTER_DOMAIN}"),
        format!("--service-account-key-file={}", file("sa.pub")),
        format!("--service-account-signing-key-file={}", file("sa.key")),
        "--allow-privileged=true".to_owned(),
        "--profiling=false".to_owned(),
    ];
    Daemon {
        name: "kube-apiserver",
        program: programs.join("kube-apiserver"),
        arguments,
        inputs: vec![layout.pki("apiserver.crt"), layout.pki("encryption.json")],
    }
}

/// The controllers, each with its own service account.
pub(crate) fn controller_manager(layout: &Layout, programs: &Path) -> Daemon {
    let kubeconfig = layout.kubeconfig_of("kube-controller-manager");
    let file = |name: &str| layout.pki(name).display().to_string();
    let arguments = vec![
        format!("--kubeconfig={}", kubeconfig.display()),
        format!("--authentication-kubeconfig={}", kubeconfig.display()),
        format!("--authorization-kubeconfig={}", kubeconfig.display()),
        "--bind-address=127.0.0.1".to_owned(),
        format!("--client-ca-file={}", file("ca.crt")),
        format!(
            "--requestheader-client-ca-file={}",
            file("front-proxy-ca.crt")
        ),
        format!("--root-ca-file={}", file("ca.crt")),
        format!(
            "--flex-volume-plugin-dir={}",
            layout.at("kubelet/volume-plugins").display()
        ),
        format!("--cluster-signing-cert-file={}", file("ca.crt")),
        format!("--cluster-signing-key-file={}", file("ca.key")),
        format!("--service-account-private-key-file={}", file("sa.key")),
        "--use-service-account-credentials=true".to_owned(),
        "--leader-elect=false".to_owned(),
        "--allocate-node-cidrs=true".to_owned(),
        format!("--cluster-cidr={POD_NETWORK}"),
        // The one node gets the whole network, whatever happened to an earlier node object.
        format!("--node-cidr-mask-size={}", prefix_length(POD_NETWORK)),
        format!("--service-cluster-ip-range={SERVICE_NETWORK}"),
        // Ten tenants at once must not wait for the client's own brake.
        "--kube-api-qps=100".to_owned(),
        "--kube-api-burst=200".to_owned(),
        "--profiling=false".to_owned(),
    ];
    Daemon {
        name: "kube-controller-manager",
        program: programs.join("kube-controller-manager"),
        arguments,
        inputs: vec![kubeconfig],
    }
}

/// The scheduler.
pub(crate) fn scheduler(layout: &Layout, programs: &Path) -> Daemon {
    let kubeconfig = layout.kubeconfig_of("kube-scheduler");
    let arguments = vec![
        format!("--kubeconfig={}", kubeconfig.display()),
        format!("--authentication-kubeconfig={}", kubeconfig.display()),
        format!("--authorization-kubeconfig={}", kubeconfig.display()),
        "--bind-address=127.0.0.1".to_owned(),
        "--leader-elect=false".to_owned(),
        "--profiling=false".to_owned(),
    ];
    Daemon {
        name: "kube-scheduler",
        program: programs.join("kube-scheduler"),
        arguments,
        inputs: vec![kubeconfig],
    }
}

fn prefix_length(network: &str) -> &str {
    network.rsplit_once('/').map_or("32", |(_, length)| length)
}
