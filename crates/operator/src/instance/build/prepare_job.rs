//! The Job that migrates a tenant's database and applies its configuration.

use k8s_openapi::api::batch::v1::{
    Job, JobSpec, PodFailurePolicy, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyRule,
};
use k8s_openapi::api::core::v1::{
    ConfigMapProjection, PodTemplateSpec, ProjectedVolumeSource, Volume, VolumeProjection,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use primero_crd::labels::COMPONENT_PREPARE;
use primero_tenant_contract::command::{self, Exit};
use primero_tenant_contract::mount;
use serde_json::json;

use super::{bundle, instance_config, meta, pod};
use crate::hash::IntentHash;
use crate::instance::validate::ValidInstance;
use crate::platform::Platform;

/// How long the kubelet keeps a finished Job, for a person to read its log.
const KEEP_SECONDS: i32 = 600;

/// Digest of everything that the Job's outcome depends on. Another digest means another Job.
pub fn input_hash(instance: &ValidInstance, platform: &Platform) -> IntentHash {
    IntentHash::of(&json!({
        "image": instance.release.image,
        "settings": instance_config::text(instance, platform),
        "overlays": instance.overlays,
    }))
}

/// The name of the Job with this input.
pub fn name(input: IntentHash) -> String {
    format!("{}-{}", command::PREPARE, input.short())
}

/// The Job with this input.
pub fn build(instance: &ValidInstance, input: IntentHash) -> Job {
    Job {
        metadata: meta::object(instance, &name(input)),
        spec: Some(JobSpec {
            backoff_limit: Some(4),
            active_deadline_seconds: Some(900),
            ttl_seconds_after_finished: Some(KEEP_SECONDS),
            pod_failure_policy: Some(give_up_on_bad_input()),
            template: PodTemplateSpec {
                metadata: Some(ObjectMeta {
                    labels: Some(meta::pod_labels(instance, COMPONENT_PREPARE)),
                    ..ObjectMeta::default()
                }),
                spec: Some(pod_spec(instance)),
            },
            ..JobSpec::default()
        }),
        ..Job::default()
    }
}

/// Exit codes that say that trying again is useless.
fn give_up_on_bad_input() -> PodFailurePolicy {
    let codes = [Exit::InvalidInput, Exit::Refused].map(|exit| i32::from(exit.code()));
    PodFailurePolicy {
        rules: vec![PodFailurePolicyRule {
            action: "FailJob".to_owned(),
            on_exit_codes: Some(PodFailurePolicyOnExitCodesRequirement {
                container_name: Some(mount::WORKLOAD_NAME.to_owned()),
                operator: "In".to_owned(),
                values: codes.to_vec(),
            }),
            on_pod_conditions: None,
        }],
    }
}

fn pod_spec(instance: &ValidInstance) -> k8s_openapi::api::core::v1::PodSpec {
    let mut spec = pod::spec(instance, command::PREPARE);
    spec.restart_policy = Some("Never".to_owned());
    let volumes = spec.volumes.get_or_insert_default();
    volumes.push(bundle_volume(instance));
    for (index, (name, _)) in instance.overlays.iter().enumerate() {
        volumes.push(pod::config_map(
            &overlay_volume(index),
            &bundle::overlay_copy(name),
        ));
    }
    for container in &mut spec.containers {
        let mounts = container.volume_mounts.get_or_insert_default();
        mounts.push(pod::mounted("bundle", mount::BUNDLE_DIR));
        for (index, (name, _)) in instance.overlays.iter().enumerate() {
            let path = format!("{}/{name}", mount::OVERLAYS_DIR);
            mounts.push(pod::mounted(&overlay_volume(index), &path));
        }
    }
    spec
}

fn overlay_volume(index: usize) -> String {
    format!("overlay-{index}")
}

/// The parts of the bundle in one directory.
fn bundle_volume(instance: &ValidInstance) -> Volume {
    let parts = (0..instance.template.config_maps.len()).map(|part| VolumeProjection {
        config_map: Some(ConfigMapProjection {
            name: bundle::copy(part),
            ..ConfigMapProjection::default()
        }),
        ..VolumeProjection::default()
    });
    Volume {
        name: "bundle".to_owned(),
        projected: Some(ProjectedVolumeSource {
            sources: Some(parts.collect()),
            default_mode: Some(0o440),
        }),
        ..Volume::default()
    }
}
