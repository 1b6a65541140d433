//! What a container in a tenant's namespace may use, whoever starts it.

use k8s_openapi::api::core::v1::{LimitRange, LimitRangeItem, LimitRangeSpec};

use super::{meta, pod};
use crate::instance::validate::ValidInstance;

pub(super) fn build(instance: &ValidInstance) -> LimitRange {
    let limits = pod::quantities(&instance.resources.limits);
    LimitRange {
        metadata: meta::object(instance, "tenant"),
        spec: Some(LimitRangeSpec {
            limits: vec![LimitRangeItem {
                type_: "Container".to_owned(),
                default: Some(limits.clone()),
                default_request: Some(pod::quantities(&instance.resources.requests)),
                max: Some(limits),
                ..LimitRangeItem::default()
            }],
        }),
    }
}
