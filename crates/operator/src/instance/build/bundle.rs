//! Copies of bundle and overlays in the tenant's namespace, which are there while a Job reads them.

use k8s_openapi::api::core::v1::ConfigMap;
use primero_tenant_contract::mount::BUNDLE_CONFIG_MAP;

use super::meta;
use crate::instance::validate::ValidInstance;

const OVERLAY_PREFIX: &str = "overlay-";

/// The name of the copy of a part of the bundle.
pub fn copy(part: usize) -> String {
    if part == 0 {
        BUNDLE_CONFIG_MAP.to_owned()
    } else {
        format!("{BUNDLE_CONFIG_MAP}-{part}")
    }
}

/// The name of the copy of an overlay.
pub fn overlay_copy(overlay: &str) -> String {
    format!("{OVERLAY_PREFIX}{overlay}")
}

/// Whether a `ConfigMap` in a tenant's namespace is such a copy.
pub fn is_copy(name: &str) -> bool {
    name.starts_with(BUNDLE_CONFIG_MAP) || name.starts_with(OVERLAY_PREFIX)
}

/// What has to be copied: names of the sources in the operator's namespace, and of the copies.
pub fn copies(instance: &ValidInstance) -> Vec<(String, String)> {
    let parts = instance.template.config_maps.iter().enumerate();
    let overlays = instance.overlays.iter();
    parts
        .map(|(part, source)| (source.clone(), copy(part)))
        .chain(overlays.map(|(source, _)| (source.clone(), overlay_copy(source))))
        .collect()
}

/// The copy of `source` called `name`.
pub fn build(instance: &ValidInstance, name: &str, source: ConfigMap) -> ConfigMap {
    ConfigMap {
        metadata: meta::object(instance, name),
        data: source.data,
        binary_data: source.binary_data,
        immutable: None,
    }
}
