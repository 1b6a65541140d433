//! What the operator was told about the platform it runs on: flags and environment of `run`.

use std::net::SocketAddr;

/// Settings of `primero-operator run`, the same for every instance.
#[derive(Clone, Debug, clap::Args)]
pub struct Platform {
    /// The operator's own namespace, with the Secrets and `ConfigMap`s that instances refer to.
    #[arg(long, env = "POD_NAMESPACE", default_value = "primero-system")]
    pub namespace: String,
    /// The name of this process, for the Lease and for events.
    #[arg(long, env = "POD_NAME", default_value = "primero-operator")]
    pub pod_name: String,
    /// An instance without `spec.edge.hostname` gets `<name>.<base domain>`.
    #[arg(long, env = "PRIMERO_BASE_DOMAIN", default_value = "localhost")]
    pub base_domain: String,
    /// The `ingressClassName` of Ingresses; empty means the cluster's default.
    #[arg(long, env = "PRIMERO_INGRESS_CLASS", default_value = "")]
    pub ingress_class: String,
    /// The namespace of the ingress controller, from which tenants accept connections.
    #[arg(long, env = "PRIMERO_EDGE_NAMESPACE", default_value = "traefik")]
    pub edge_namespace: String,
    /// Host name or address of the ingress controller, for the smoke test.
    #[arg(
        long,
        env = "PRIMERO_EDGE_SERVICE_ADDRESS",
        default_value = "traefik.traefik.svc.cluster.local"
    )]
    pub edge_address: String,
    /// Port of the ingress controller for plain HTTP.
    #[arg(long, env = "PRIMERO_EDGE_HTTP_PORT", default_value_t = 80)]
    pub edge_http_port: u16,
    /// Port of the ingress controller for HTTPS.
    #[arg(long, env = "PRIMERO_EDGE_HTTPS_PORT", default_value_t = 443)]
    pub edge_https_port: u16,
    /// The cert-manager `ClusterIssuer` for `edge.tls.mode: Auto`; empty means the operator's own
    /// authority.
    #[arg(long, env = "PRIMERO_CLUSTER_ISSUER", default_value = "")]
    pub cluster_issuer: String,
    /// The namespace of the cluster's DNS service.
    #[arg(long, env = "PRIMERO_DNS_NAMESPACE", default_value = "kube-system")]
    pub dns_namespace: String,
    /// A label, `key=value`, of the pods of the cluster's DNS service.
    #[arg(long, env = "PRIMERO_DNS_POD_LABEL", default_value = "k8s-app=kube-dns", value_parser = parse_label)]
    pub dns_pod_label: (String, String),
    /// The port that those pods listen on: network policies see it after translation.
    #[arg(long, env = "PRIMERO_DNS_PORT", default_value_t = 53)]
    pub dns_port: u16,
    /// The namespace that may read tenants' metrics; empty means nobody.
    #[arg(long, env = "PRIMERO_METRICS_NAMESPACE", default_value = "")]
    pub metrics_namespace: String,
    /// Whether templates' sample users and records are applied. Evaluation only.
    #[arg(long, env = "PRIMERO_SAMPLES", default_value_t = false, action = clap::ArgAction::Set)]
    pub samples: bool,
    /// Where probes and metrics are served.
    #[arg(long, env = "PRIMERO_ADMIN_ADDRESS", default_value = "0.0.0.0:8081")]
    pub admin_address: SocketAddr,
    /// How many instances are worked on at once.
    #[arg(long, env = "PRIMERO_CONCURRENCY", default_value_t = 16)]
    pub concurrency: u16,
}

fn parse_label(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .filter(|(key, _)| !key.is_empty())
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .ok_or_else(|| format!("{text:?} is not of the form key=value"))
}
