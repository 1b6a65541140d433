//! Kubernetes events about instances, one for each transition of a condition.

use kube::runtime::events::{Event, EventType, Recorder, Reporter};
use kube::{Client, Resource as _};
use primero_crd::condition::{ConditionStatus, reasons, types};
use primero_crd::{Condition, PrimeroInstance};

/// The most bytes that the API server takes in a note.
const MAX_NOTE: usize = 1024;

/// Where events go.
#[derive(Clone)]
pub struct Events {
    recorder: Recorder,
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Events")
    }
}

impl Events {
    /// Events of the process called `pod_name`.
    pub fn new(client: Client, pod_name: &str) -> Self {
        let reporter = Reporter {
            controller: "primero-operator".to_owned(),
            instance: Some(pod_name.to_owned()),
        };
        Self {
            recorder: Recorder::new(client, reporter),
        }
    }

    /// Publishes what changed between two lists of conditions. A failure is logged: an event is a
    /// courtesy and never holds up the work.
    pub async fn publish(&self, instance: &PrimeroInstance, old: &[Condition], new: &[Condition]) {
        let reference = instance.object_ref(&());
        for event in transitions(old, new) {
            if let Err(error) = self.recorder.publish(&event, &reference).await {
                tracing::warn!(%error, "failed to publish an event");
            }
        }
    }
}

/// An event for each condition whose status or reason changed, but for those that say only that
/// something has not begun.
fn transitions(old: &[Condition], new: &[Condition]) -> Vec<Event> {
    new.iter()
        .filter(|condition| {
            let before = old.iter().find(|before| before.type_ == condition.type_);
            before.map_or_else(
                || condition.status == ConditionStatus::True,
                |before| before.status != condition.status || before.reason != condition.reason,
            )
        })
        .filter(|condition| {
            condition.status != ConditionStatus::Unknown && condition.reason != reasons::WAITING
        })
        .map(event)
        .collect()
}

fn event(condition: &Condition) -> Event {
    let abnormal = condition.type_ == types::STALLED && condition.status == ConditionStatus::True
        || matches!(
            condition.reason.as_str(),
            reasons::NOT_SERVING
                | reasons::PREPARE_FAILED
                | reasons::INPUT_REFUSED
                | reasons::REPLICAS_FAILING
                | reasons::SERVER_UNREACHABLE
                | reasons::CAPACITY_EXHAUSTED
                | reasons::CREDENTIALS_INVALID
                | reasons::DATABASE_FAILED
                | reasons::DATA_KEY_LOST
                | reasons::NAMESPACE_NOT_OWNED
        );
    let mut note = format!(
        "{} is {:?}: {}",
        condition.type_, condition.status, condition.message
    );
    note.truncate(note.floor_char_boundary(MAX_NOTE));
    Event {
        type_: if abnormal {
            EventType::Warning
        } else {
            EventType::Normal
        },
        reason: condition.reason.clone(),
        note: Some(note),
        action: "Reconcile".to_owned(),
        secondary: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(type_: &str, status: ConditionStatus, reason: &str) -> Condition {
        Condition {
            type_: type_.to_owned(),
            status,
            observed_generation: 1,
            last_transition_time: "2026-01-01T00:00:00Z".parse().unwrap(),
            reason: reason.to_owned(),
            message: "m".repeat(2000),
        }
    }

    #[test]
    fn only_transitions_are_told() {
        let old = [
            condition("Ready", ConditionStatus::False, reasons::PROVISIONING),
            condition("EdgeReady", ConditionStatus::True, reasons::ANSWERING),
        ];
        let new = [
            condition("Ready", ConditionStatus::True, reasons::AVAILABLE),
            condition("EdgeReady", ConditionStatus::True, reasons::ANSWERING),
        ];
        let events = transitions(&old, &new);
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].reason, "Available");
        assert_eq!(events[0].note.as_ref().map(String::len), Some(MAX_NOTE));
        assert!(transitions(&new, &new).is_empty());
    }

    #[test]
    fn what_needs_a_person_is_a_warning() {
        let stalled = [condition(
            "Stalled",
            ConditionStatus::True,
            reasons::INVALID_SPEC,
        )];
        assert!(matches!(
            transitions(&[], &stalled)[0].type_,
            EventType::Warning
        ));
    }
}
