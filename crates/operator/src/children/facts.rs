//! The few facts of an object that the pipeline decides by.

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{ContainerStatus, Pod};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ManagedFieldsEntry, ObjectMeta};
use primero_crd::labels;

use crate::hash::IntentHash;

/// Prefix of the field managers of everything that the operator writes.
pub const FIELD_MANAGER: &str = "primero-operator";

/// An object of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectFact {
    /// What the operator meant when it last wrote the object.
    pub intent: Option<IntentHash>,
    /// The version of the object.
    pub version: u64,
    /// Somebody else wrote the object after the operator did.
    pub touched: bool,
    /// Which fields the operator owns, as a digest: an edit that removes a field leaves no other
    /// trace in the metadata.
    pub fields: u32,
    /// The object is being deleted.
    pub deleting: bool,
    /// The object's UID.
    pub uid: Box<str>,
    /// The UID of the instance that the object was made for.
    pub instance_uid: Box<str>,
}

impl ObjectFact {
    /// The facts in an object's metadata.
    pub fn of(meta: &ObjectMeta) -> Self {
        let label = |name| meta.labels.as_ref().and_then(|labels| labels.get(name));
        Self {
            intent: meta
                .annotations
                .as_ref()
                .and_then(|annotations| annotations.get(labels::INTENT_HASH))
                .and_then(|text| IntentHash::parse(text)),
            version: version(meta),
            touched: touched(meta.managed_fields.as_deref().unwrap_or_default()),
            fields: fields(meta.managed_fields.as_deref().unwrap_or_default()),
            deleting: meta.deletion_timestamp.is_some(),
            uid: meta.uid.as_deref().unwrap_or_default().into(),
            instance_uid: label(labels::INSTANCE_UID)
                .map_or("", String::as_str)
                .into(),
        }
    }
}

/// The resource version as the number that it is, so that two can be compared.
pub fn version(meta: &ObjectMeta) -> u64 {
    meta.resource_version
        .as_deref()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

fn is_ours(entry: &ManagedFieldsEntry) -> bool {
    entry
        .manager
        .as_deref()
        .is_some_and(|manager| manager.starts_with(FIELD_MANAGER))
}

fn fields(entries: &[ManagedFieldsEntry]) -> u32 {
    let ours = entries.iter().filter(|entry| is_ours(entry));
    let sets = ours
        .filter_map(|entry| entry.fields_v1.as_ref())
        .map(|fields| &fields.0);
    IntentHash::of(&sets.cloned().collect()).word()
}

/// Whether somebody else wrote an object (not only its status) after the operator's last write.
///
/// A managed field tells its time in whole seconds, so a write in the same second counts: the cost
/// is one idempotent write, and the other way an edit would go unnoticed.
fn touched(entries: &[ManagedFieldsEntry]) -> bool {
    let last = entries
        .iter()
        .filter(|entry| is_ours(entry))
        .filter_map(|entry| entry.time.as_ref())
        .max();
    entries
        .iter()
        .filter(|entry| {
            !is_ours(entry) && entry.subresource.as_deref().unwrap_or_default().is_empty()
        })
        .any(|entry| entry.time.as_ref() >= last)
}

/// How a Deployment is doing.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct DeploymentFact {
    /// The controller has seen the newest spec.
    pub current: bool,
    /// Replicas of the newest template that are available.
    pub updated_available: i32,
    /// Replicas of any template that are available.
    pub available: i32,
    /// Replicas that exist, of any template.
    pub existing: i32,
    /// Why no progress is made, if so.
    pub obstacle: Option<Box<str>>,
    /// The version of the object.
    pub version: u64,
}

impl DeploymentFact {
    /// The facts in a Deployment.
    pub fn of(deployment: &Deployment) -> Self {
        let status = deployment.status.clone().unwrap_or_default();
        let count = |replicas: Option<i32>| replicas.unwrap_or(0);
        let condition = |type_: &str, value: &str| {
            status
                .conditions
                .iter()
                .flatten()
                .find(|c| c.type_ == type_ && c.status == value)
        };
        let obstacle = condition("ReplicaFailure", "True")
            .or_else(|| condition("Progressing", "False"))
            .map(|c| c.message.clone().unwrap_or_default().into_boxed_str());
        Self {
            current: status.observed_generation >= deployment.metadata.generation,
            // Kubernetes counts "available" over all templates; with old replicas gone it is the
            // newest template's.
            updated_available: count(status.available_replicas).min(count(status.updated_replicas)),
            available: count(status.available_replicas),
            existing: count(status.replicas),
            obstacle,
            version: version(&deployment.metadata),
        }
    }
}

/// How a Job is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFact {
    /// Why it failed for good, if so.
    pub failed: Option<Box<str>>,
}

impl JobFact {
    /// The facts in a Job.
    pub fn of(job: &Job) -> Self {
        let conditions = job
            .status
            .as_ref()
            .and_then(|status| status.conditions.as_deref());
        Self {
            failed: conditions
                .unwrap_or_default()
                .iter()
                .find(|condition| condition.type_ == "Failed" && condition.status == "True")
                .map(|condition| {
                    condition
                        .message
                        .clone()
                        .unwrap_or_default()
                        .into_boxed_str()
                }),
        }
    }
}

/// How a pod is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodFact {
    /// The Job that it belongs to.
    pub job: Option<Box<str>>,
    /// How its container ended.
    pub ended: Option<Ended>,
    /// Why its container does not start, if so.
    pub waiting: Option<Box<str>>,
    /// When it was made, so that the newest of a Job's pods can be told.
    pub version: u64,
}

/// How a container ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Its exit code.
    pub code: i32,
    /// What it left in its termination message.
    pub message: Box<str>,
}

/// Reasons of waiting that pass by themselves.
const STARTING: [&str; 2] = ["ContainerCreating", "PodInitializing"];

impl PodFact {
    /// The facts in a pod.
    pub fn of(pod: &Pod) -> Self {
        let container: Option<&ContainerStatus> = pod
            .status
            .as_ref()
            .and_then(|status| status.container_statuses.as_ref())
            .and_then(|containers| containers.first());
        let state = container.and_then(|container| container.state.as_ref());
        let label = |name| {
            pod.metadata
                .labels
                .as_ref()
                .and_then(|labels| labels.get(name))
        };
        Self {
            job: label("batch.kubernetes.io/job-name").map(|name| name.as_str().into()),
            ended: state
                .and_then(|state| state.terminated.as_ref())
                .map(|ended| Ended {
                    code: ended.exit_code,
                    message: ended.message.as_deref().unwrap_or_default().into(),
                }),
            waiting: state
                .and_then(|state| state.waiting.as_ref())
                .filter(|waiting| {
                    !waiting
                        .reason
                        .as_deref()
                        .is_some_and(|reason| STARTING.contains(&reason))
                })
                .map(|waiting| {
                    let reason = waiting.reason.as_deref().unwrap_or("Waiting");
                    let message = waiting.message.as_deref().unwrap_or_default();
                    format!("{reason}: {message}").into_boxed_str()
                })
                .or_else(|| unschedulable(pod)),
            version: version(&pod.metadata),
        }
    }
}

fn unschedulable(pod: &Pod) -> Option<Box<str>> {
    let conditions = pod.status.as_ref()?.conditions.as_ref()?;
    conditions
        .iter()
        .find(|condition| condition.type_ == "PodScheduled" && condition.status == "False")
        .map(|condition| {
            condition
                .message
                .clone()
                .unwrap_or_default()
                .into_boxed_str()
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn is_touched(entries: &Value) -> bool {
        let meta: ObjectMeta = serde_json::from_value(json!({"managedFields": entries})).unwrap();
        ObjectFact::of(&meta).touched
    }

    #[test]
    fn an_edit_after_our_write_is_noticed() {
        let ours = json!({"manager": "primero-operator/isolation", "time": "2026-01-01T00:00:05Z"});
        let edit = |time: &str| json!({"manager": "kubectl-edit", "time": time});
        assert!(is_touched(&json!([ours, edit("2026-01-01T00:00:06Z")])));
        assert!(is_touched(&json!([ours, edit("2026-01-01T00:00:05Z")])));
        assert!(!is_touched(&json!([ours, edit("2026-01-01T00:00:04Z")])));
        assert!(!is_touched(&json!([ours])));
    }

    #[test]
    fn an_edit_that_removes_a_field_changes_what_the_operator_owns() {
        let owned = |fields: &Value| {
            let meta: ObjectMeta = serde_json::from_value(json!({"managedFields": [
                {"manager": "primero-operator", "fieldsV1": fields}
            ]}))
            .unwrap();
            ObjectFact::of(&meta).fields
        };
        let all = json!({"f:spec": {"f:ingress": {}, "f:podSelector": {}}});
        assert_eq!(owned(&all), owned(&all.clone()));
        assert_ne!(
            owned(&all),
            owned(&json!({"f:spec": {"f:podSelector": {}}}))
        );
    }

    #[test]
    fn a_controller_that_reports_status_touches_nothing() {
        assert!(!is_touched(&json!([
            {"manager": "primero-operator/workload", "time": "2026-01-01T00:00:05Z"},
            {"manager": "kube-controller-manager", "subresource": "status",
             "time": "2026-01-01T00:00:09Z"}
        ])));
    }

    #[test]
    fn a_deployment_counts_only_replicas_of_the_newest_template() {
        let deployment: Deployment = serde_json::from_value(json!({
            "metadata": {"generation": 2},
            "status": {"observedGeneration": 2, "replicas": 3, "updatedReplicas": 1,
                       "availableReplicas": 2}
        }))
        .unwrap();
        let fact = DeploymentFact::of(&deployment);
        assert_eq!(
            (fact.current, fact.updated_available, fact.existing),
            (true, 1, 3)
        );
    }

    #[test]
    fn a_pod_that_cannot_start_says_why() {
        let pod: Pod = serde_json::from_value(json!({
            "metadata": {"labels": {"batch.kubernetes.io/job-name": "prepare-1"}},
            "status": {"containerStatuses": [{
                "name": "core", "image": "i", "imageID": "", "ready": false, "restartCount": 0,
                "state": {"waiting": {"reason": "ErrImagePull", "message": "not found"}}
            }]}
        }))
        .unwrap();
        let fact = PodFact::of(&pod);
        assert_eq!(fact.waiting.as_deref(), Some("ErrImagePull: not found"));
        assert_eq!(fact.job.as_deref(), Some("prepare-1"));
    }
}
