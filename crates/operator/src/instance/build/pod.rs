//! What the pods of a tenant have in common: the `restricted` profile and the mounted files.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    Capabilities, ConfigMapVolumeSource, Container, EmptyDirVolumeSource, PodSecurityContext,
    PodSpec, ResourceRequirements, SeccompProfile, SecretVolumeSource, SecurityContext, Volume,
    VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use primero_crd::plan::Resources;
use primero_tenant_contract::mount;

use crate::instance::validate::ValidInstance;

/// Readable by owner and group: the kubelet gives the group to the container.
const GROUP_READABLE: i32 = 0o440;

/// A pod with the one container that `subcommand` asks for.
pub(super) fn spec(instance: &ValidInstance, subcommand: &str) -> PodSpec {
    PodSpec {
        service_account_name: Some(mount::WORKLOAD_NAME.to_owned()),
        automount_service_account_token: Some(false),
        enable_service_links: Some(false),
        security_context: Some(PodSecurityContext {
            run_as_non_root: Some(true),
            run_as_user: Some(mount::RUN_AS_ID),
            run_as_group: Some(mount::RUN_AS_ID),
            fs_group: Some(mount::RUN_AS_ID),
            seccomp_profile: Some(SeccompProfile {
                type_: "RuntimeDefault".to_owned(),
                localhost_profile: None,
            }),
            ..PodSecurityContext::default()
        }),
        containers: vec![container(instance, subcommand)],
        volumes: Some(volumes()),
        ..PodSpec::default()
    }
}

fn container(instance: &ValidInstance, subcommand: &str) -> Container {
    Container {
        name: mount::WORKLOAD_NAME.to_owned(),
        image: Some(instance.release.image.clone()),
        image_pull_policy: Some("IfNotPresent".to_owned()),
        args: Some(vec![subcommand.to_owned()]),
        resources: Some(ResourceRequirements {
            requests: Some(quantities(&instance.resources.requests)),
            limits: Some(quantities(&instance.resources.limits)),
            ..ResourceRequirements::default()
        }),
        security_context: Some(SecurityContext {
            allow_privilege_escalation: Some(false),
            read_only_root_filesystem: Some(true),
            run_as_non_root: Some(true),
            capabilities: Some(Capabilities {
                drop: Some(vec!["ALL".to_owned()]),
                add: None,
            }),
            ..SecurityContext::default()
        }),
        volume_mounts: Some(vec![
            mounted("database", mount::database::DIR),
            mounted("data-key", mount::KEYS_DIR),
            mounted("bootstrap", mount::BOOTSTRAP_DIR),
            mounted("instance", mount::INSTANCE_DIR),
            VolumeMount {
                read_only: None,
                ..mounted("scratch", mount::SCRATCH_DIR)
            },
        ]),
        ..Container::default()
    }
}

fn volumes() -> Vec<Volume> {
    vec![
        secret("database", mount::DATABASE_SECRET),
        secret("data-key", mount::DATA_KEY_SECRET),
        secret("bootstrap", mount::BOOTSTRAP_SECRET),
        config_map("instance", mount::INSTANCE_CONFIG_MAP),
        Volume {
            name: "scratch".to_owned(),
            empty_dir: Some(EmptyDirVolumeSource {
                size_limit: Some(Quantity("64Mi".to_owned())),
                ..EmptyDirVolumeSource::default()
            }),
            ..Volume::default()
        },
    ]
}

/// A read-only mount of a volume.
pub(super) fn mounted(volume: &str, path: &str) -> VolumeMount {
    VolumeMount {
        name: volume.to_owned(),
        mount_path: path.to_owned(),
        read_only: Some(true),
        ..VolumeMount::default()
    }
}

fn secret(volume: &str, name: &str) -> Volume {
    Volume {
        name: volume.to_owned(),
        secret: Some(SecretVolumeSource {
            secret_name: Some(name.to_owned()),
            default_mode: Some(GROUP_READABLE),
            ..SecretVolumeSource::default()
        }),
        ..Volume::default()
    }
}

/// A volume with the files of a `ConfigMap`.
pub(super) fn config_map(volume: &str, name: &str) -> Volume {
    Volume {
        name: volume.to_owned(),
        config_map: Some(ConfigMapVolumeSource {
            name: name.to_owned(),
            default_mode: Some(GROUP_READABLE),
            ..ConfigMapVolumeSource::default()
        }),
        ..Volume::default()
    }
}

/// Resources as Kubernetes writes them.
pub(super) fn quantities(resources: &Resources) -> BTreeMap<String, Quantity> {
    [("cpu", &resources.cpu), ("memory", &resources.memory)]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), Quantity(value.clone())))
        .collect()
}
