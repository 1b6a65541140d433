//! Who may talk to whom: nobody, but for the openings that a tenant needs.
//!
//! Ports are those of the pods: a policy sees a connection after a Service has translated it.

use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer,
    NetworkPolicyPort, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use primero_crd::database_server::DatabaseNetwork;
use primero_crd::labels::COMPONENT_CASE_SERVICE;
use primero_tenant_contract::port;

use super::meta::{self, Labels};
use crate::instance::validate::ValidInstance;
use crate::platform::Platform;

pub(super) fn build(instance: &ValidInstance, platform: &Platform) -> Vec<NetworkPolicy> {
    let mut policies = vec![
        default_deny(instance),
        allow_edge(instance, platform),
        allow_dns(instance, platform),
        allow_database(instance),
    ];
    if !platform.metrics_namespace.is_empty() {
        policies.push(allow_metrics(instance, platform));
    }
    policies
}

fn default_deny(instance: &ValidInstance) -> NetworkPolicy {
    policy(
        instance,
        "default-deny",
        NetworkPolicySpec {
            policy_types: Some(vec!["Ingress".to_owned(), "Egress".to_owned()]),
            ..NetworkPolicySpec::default()
        },
    )
}

fn allow_edge(instance: &ValidInstance, platform: &Platform) -> NetworkPolicy {
    let from = vec![namespace(&platform.edge_namespace)];
    policy(instance, "allow-edge", ingress(instance, from, port::HTTP))
}

fn allow_metrics(instance: &ValidInstance, platform: &Platform) -> NetworkPolicy {
    let from = vec![namespace(&platform.metrics_namespace)];
    policy(
        instance,
        "allow-metrics",
        ingress(instance, from, port::ADMIN),
    )
}

fn allow_dns(instance: &ValidInstance, platform: &Platform) -> NetworkPolicy {
    let (key, value) = &platform.dns_pod_label;
    let to = pods(
        &platform.dns_namespace,
        [(key.clone(), value.clone())].into(),
    );
    let port = i32::from(platform.dns_port);
    policy(
        instance,
        "allow-dns",
        egress(vec![to], vec![udp(port), tcp(port)]),
    )
}

fn allow_database(instance: &ValidInstance) -> NetworkPolicy {
    let DatabaseNetwork {
        port,
        pods: inside,
        cidrs,
    } = &instance.database.server.network;
    let inside = inside.iter().map(|server| {
        let labels = server
            .labels
            .iter()
            .map(|label| (label.name.clone(), label.value.clone()));
        pods(&server.namespace, labels.collect())
    });
    let outside = cidrs.iter().map(|cidr| NetworkPolicyPeer {
        ip_block: Some(IPBlock {
            cidr: cidr.clone(),
            except: None,
        }),
        ..NetworkPolicyPeer::default()
    });
    policy(
        instance,
        "allow-database",
        egress(inside.chain(outside).collect(), vec![tcp(*port)]),
    )
}

/// A policy that says everything, empty lists too: a field that an apply leaves out belongs to
/// whoever adds it, so a rule added by hand would stay.
fn policy(instance: &ValidInstance, name: &str, spec: NetworkPolicySpec) -> NetworkPolicy {
    NetworkPolicy {
        metadata: meta::object(instance, name),
        spec: Some(NetworkPolicySpec {
            pod_selector: Some(spec.pod_selector.unwrap_or_default()),
            policy_types: spec.policy_types,
            ingress: Some(spec.ingress.unwrap_or_default()),
            egress: Some(spec.egress.unwrap_or_default()),
        }),
    }
}

/// Opens a port of the pods that serve.
fn ingress(instance: &ValidInstance, from: Vec<NetworkPolicyPeer>, port: u16) -> NetworkPolicySpec {
    NetworkPolicySpec {
        pod_selector: Some(selector(meta::selector(instance, COMPONENT_CASE_SERVICE))),
        policy_types: Some(vec!["Ingress".to_owned()]),
        ingress: Some(vec![NetworkPolicyIngressRule {
            from: Some(from),
            ports: Some(vec![tcp(i32::from(port))]),
        }]),
        egress: None,
    }
}

/// Lets every pod of the tenant out to some peers.
fn egress(to: Vec<NetworkPolicyPeer>, ports: Vec<NetworkPolicyPort>) -> NetworkPolicySpec {
    NetworkPolicySpec {
        policy_types: Some(vec!["Egress".to_owned()]),
        egress: Some(vec![NetworkPolicyEgressRule {
            to: Some(to),
            ports: Some(ports),
        }]),
        ..NetworkPolicySpec::default()
    }
}

fn namespace(name: &str) -> NetworkPolicyPeer {
    NetworkPolicyPeer {
        namespace_selector: Some(selector(meta::strings([(
            "kubernetes.io/metadata.name",
            name,
        )]))),
        ..NetworkPolicyPeer::default()
    }
}

fn pods(in_namespace: &str, labels: Labels) -> NetworkPolicyPeer {
    NetworkPolicyPeer {
        pod_selector: Some(selector(labels)),
        ..namespace(in_namespace)
    }
}

fn selector(labels: Labels) -> LabelSelector {
    LabelSelector {
        match_labels: Some(labels),
        ..LabelSelector::default()
    }
}

fn tcp(port: i32) -> NetworkPolicyPort {
    open("TCP", port)
}

fn udp(port: i32) -> NetworkPolicyPort {
    open("UDP", port)
}

fn open(protocol: &str, port: i32) -> NetworkPolicyPort {
    NetworkPolicyPort {
        protocol: Some(protocol.to_owned()),
        port: Some(IntOrString::Int(port)),
        end_port: None,
    }
}
