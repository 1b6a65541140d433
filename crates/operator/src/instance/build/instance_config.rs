//! `instance.json`: what the case service is told about itself.

use k8s_openapi::api::core::v1::ConfigMap;
use primero_tenant_contract::mount::{INSTANCE_CONFIG_MAP, INSTANCE_KEY};
use primero_tenant_contract::settings::{
    Administrator, InstanceSettings, Parameter, TemplateIdentity,
};

use super::meta;
use crate::instance::validate::ValidInstance;
use crate::platform::Platform;

/// What the case service is told about itself.
pub fn settings(instance: &ValidInstance, platform: &Platform) -> InstanceSettings {
    let parameters = instance.parameters.iter().map(|parameter| Parameter {
        name: parameter.name.clone(),
        value: parameter.value.clone(),
    });
    InstanceSettings {
        contract: instance.release.contract,
        name: instance.name.clone(),
        uid: instance.uid.to_string(),
        display_name: instance.display_name.clone(),
        url: instance.url(),
        aliases: instance.hostnames.iter().skip(1).cloned().collect(),
        languages: instance.languages.clone(),
        time_zone: instance.time_zone.clone(),
        template: TemplateIdentity {
            name: instance.template.name.clone(),
            version: instance.template.version.clone(),
            digest: instance.template.digest.clone(),
        },
        parameters: parameters.collect(),
        overlays: instance
            .overlays
            .iter()
            .map(|(name, _)| name.clone())
            .collect(),
        administrator: Administrator {
            user_name: instance.administrator.user_name.clone(),
            email: instance.administrator.email.clone(),
        },
        samples: platform.samples,
    }
}

/// The settings as the text of the file.
pub fn text(instance: &ValidInstance, platform: &Platform) -> String {
    serde_json::to_string_pretty(&settings(instance, platform)).expect("settings serialise")
}

pub(super) fn build(instance: &ValidInstance, platform: &Platform) -> ConfigMap {
    ConfigMap {
        metadata: meta::object(instance, INSTANCE_CONFIG_MAP),
        data: Some([(INSTANCE_KEY.to_owned(), text(instance, platform))].into()),
        ..ConfigMap::default()
    }
}
