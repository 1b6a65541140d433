//! The address of a tenant outside the cluster. No annotation: every controller understands it.

use k8s_openapi::api::networking::v1::{
    HTTPIngressPath, HTTPIngressRuleValue, Ingress, IngressBackend, IngressRule,
    IngressServiceBackend, IngressSpec, IngressTLS, ServiceBackendPort,
};
use primero_tenant_contract::mount::WORKLOAD_NAME;

use super::{certificate, meta, service};
use crate::instance::validate::{ValidInstance, ValidTls};
use crate::platform::Platform;

pub(super) fn build(instance: &ValidInstance, platform: &Platform) -> Ingress {
    let class = Some(platform.ingress_class.clone()).filter(|class| !class.is_empty());
    let tls = (instance.tls != ValidTls::None).then(|| {
        vec![IngressTLS {
            hosts: Some(instance.hostnames.clone()),
            secret_name: Some(certificate::SECRET.to_owned()),
        }]
    });
    Ingress {
        metadata: meta::workload(instance),
        spec: Some(IngressSpec {
            ingress_class_name: class,
            rules: Some(instance.hostnames.iter().map(|host| rule(host)).collect()),
            tls,
            default_backend: None,
        }),
        ..Ingress::default()
    }
}

fn rule(host: &str) -> IngressRule {
    IngressRule {
        host: Some(host.to_owned()),
        http: Some(HTTPIngressRuleValue {
            paths: vec![HTTPIngressPath {
                path: Some("/".to_owned()),
                path_type: "Prefix".to_owned(),
                backend: IngressBackend {
                    service: Some(IngressServiceBackend {
                        name: WORKLOAD_NAME.to_owned(),
                        port: Some(ServiceBackendPort {
                            number: Some(service::PORT),
                            name: None,
                        }),
                    }),
                    resource: None,
                },
            }],
        }),
    }
}
