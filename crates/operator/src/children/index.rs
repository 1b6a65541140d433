//! The index of the objects that the operator made, by instance.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::facts::{DeploymentFact, JobFact, ObjectFact, PodFact};

/// The kinds of object that the operator makes and watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names of the kinds say it")]
pub enum Kind {
    Namespace,
    ResourceQuota,
    LimitRange,
    NetworkPolicy,
    ServiceAccount,
    ConfigMap,
    Service,
    Ingress,
    Deployment,
    Job,
}

impl Kind {
    /// The kind's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Namespace => "Namespace",
            Self::ResourceQuota => "ResourceQuota",
            Self::LimitRange => "LimitRange",
            Self::NetworkPolicy => "NetworkPolicy",
            Self::ServiceAccount => "ServiceAccount",
            Self::ConfigMap => "ConfigMap",
            Self::Service => "Service",
            Self::Ingress => "Ingress",
            Self::Deployment => "Deployment",
            Self::Job => "Job",
        }
    }
}

/// What is known of the objects of every instance.
#[derive(Debug, Default)]
pub struct ChildIndex {
    instances: Mutex<HashMap<Box<str>, Children>>,
}

/// What is known of the objects of one instance.
#[derive(Debug, Default)]
struct Children {
    objects: BTreeMap<(Kind, Box<str>), ObjectFact>,
    deployment: Option<DeploymentFact>,
    jobs: BTreeMap<Box<str>, JobFact>,
    pods: BTreeMap<Box<str>, PodFact>,
}

impl Children {
    fn is_empty(&self) -> bool {
        self.objects.is_empty()
            && self.deployment.is_none()
            && self.jobs.is_empty()
            && self.pods.is_empty()
    }
}

impl ChildIndex {
    /// Takes note of an object. `true` when that says something new to the pipeline.
    ///
    /// What the operator has just written is known already, and older news than what is known is
    /// no news.
    pub fn put(&self, instance: &str, kind: Kind, name: &str, fact: ObjectFact) -> bool {
        self.change(instance, |children| {
            let known = children.objects.get(&(kind, name.into()));
            if known.is_some_and(|known| known.version >= fact.version) {
                return false;
            }
            let news = known.is_none_or(|known| {
                known.intent != fact.intent
                    || known.fields != fact.fields
                    || fact.touched
                    || known.deleting != fact.deleting
                    || known.uid != fact.uid
            });
            children.objects.insert((kind, name.into()), fact);
            news
        })
    }

    /// Takes note of what the operator has just written.
    pub fn record(&self, instance: &str, kind: Kind, name: &str, fact: ObjectFact) {
        self.change(instance, |children| {
            children.objects.insert((kind, name.into()), fact);
            false
        });
    }

    /// Forgets an object. `true` when it was known.
    pub fn remove(&self, instance: &str, kind: Kind, name: &str) -> bool {
        self.change(instance, |children| {
            match kind {
                Kind::Deployment => children.deployment = None,
                Kind::Job => drop(children.jobs.remove(name)),
                Kind::Namespace
                | Kind::ResourceQuota
                | Kind::LimitRange
                | Kind::NetworkPolicy
                | Kind::ServiceAccount
                | Kind::ConfigMap
                | Kind::Service
                | Kind::Ingress => {}
            }
            children.objects.remove(&(kind, name.into())).is_some()
        })
    }

    /// Forgets the objects of a kind that are not in `listed`; the instances that lost one.
    pub fn retain(&self, kind: Kind, listed: &[(Box<str>, Box<str>)]) -> Vec<Box<str>> {
        let listed: std::collections::HashSet<(&str, &str)> = listed
            .iter()
            .map(|(instance, name)| (&**instance, &**name))
            .collect();
        let mut lost = Vec::new();
        self.lock().retain(|instance, children| {
            let before = children.objects.len();
            children
                .objects
                .retain(|(k, name), _| *k != kind || listed.contains(&(&**instance, &**name)));
            if children.objects.len() < before {
                lost.push(instance.clone());
            }
            !children.is_empty()
        });
        lost
    }

    /// Takes note of how a Deployment is doing. `true` when that is new.
    pub fn put_deployment(&self, instance: &str, fact: DeploymentFact) -> bool {
        self.change(instance, |children| {
            let known = children.deployment.take().unwrap_or_default();
            if known.version > fact.version {
                children.deployment = Some(known);
                return false;
            }
            let news = DeploymentFact {
                version: fact.version,
                ..known
            } != fact;
            children.deployment = Some(fact);
            news
        })
    }

    /// Takes note of how a Job is doing. `true` when that is new.
    pub fn put_job(&self, instance: &str, name: &str, fact: JobFact) -> bool {
        self.change(instance, |children| {
            let news = children.jobs.get(name) != Some(&fact);
            children.jobs.insert(name.into(), fact);
            news
        })
    }

    /// Takes note of how a pod is doing. `true` when that is new.
    pub fn put_pod(&self, instance: &str, name: &str, fact: PodFact) -> bool {
        self.change(instance, |children| {
            let news = children
                .pods
                .get(name)
                .is_none_or(|known| known.ended != fact.ended || known.waiting != fact.waiting);
            children.pods.insert(name.into(), fact);
            news
        })
    }

    /// Forgets a pod.
    pub fn remove_pod(&self, instance: &str, name: &str) -> bool {
        self.change(instance, |children| children.pods.remove(name).is_some())
    }

    /// What is known of an object.
    pub fn object(&self, instance: &str, kind: Kind, name: &str) -> Option<ObjectFact> {
        self.lock()
            .get(instance)?
            .objects
            .get(&(kind, name.into()))
            .cloned()
    }

    /// The names of an instance's objects of a kind.
    pub fn names(&self, instance: &str, kind: Kind) -> Vec<Box<str>> {
        self.lock()
            .get(instance)
            .into_iter()
            .flat_map(|children| children.objects.keys())
            .filter(|(k, _)| *k == kind)
            .map(|(_, name)| name.clone())
            .collect()
    }

    /// How the instance's Deployment is doing.
    pub fn deployment(&self, instance: &str) -> Option<DeploymentFact> {
        self.lock().get(instance)?.deployment.clone()
    }

    /// How one of the instance's Jobs is doing.
    pub fn job(&self, instance: &str, name: &str) -> Option<JobFact> {
        self.lock().get(instance)?.jobs.get(name).cloned()
    }

    /// The newest pod of one of the instance's Jobs; of its Deployment when no Job is named.
    pub fn newest_pod(&self, instance: &str, job: Option<&str>) -> Option<PodFact> {
        self.lock()
            .get(instance)?
            .pods
            .values()
            .filter(|pod| pod.job.as_deref() == job)
            .max_by_key(|pod| pod.version)
            .cloned()
    }

    fn change(&self, instance: &str, change: impl FnOnce(&mut Children) -> bool) -> bool {
        let mut instances = self.lock();
        let news = change(instances.entry(instance.into()).or_default());
        if instances.get(instance).is_some_and(Children::is_empty) {
            instances.remove(instance);
        }
        news
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Box<str>, Children>> {
        self.instances
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::IntentHash;
    use serde_json::json;

    fn fact(version: u64, intent: u8) -> ObjectFact {
        ObjectFact {
            intent: Some(IntentHash::of(&json!(intent))),
            version,
            touched: false,
            fields: 0,
            deleting: false,
            uid: "u".into(),
            instance_uid: "i".into(),
        }
    }

    #[test]
    fn our_own_write_coming_back_is_no_news() {
        let index = ChildIndex::default();
        assert!(index.put("kenya", Kind::Service, "core", fact(5, 1)));
        assert!(!index.put("kenya", Kind::Service, "core", fact(5, 1)));
        assert!(!index.put("kenya", Kind::Service, "core", fact(4, 0)));
        assert_eq!(
            index.object("kenya", Kind::Service, "core"),
            Some(fact(5, 1))
        );
    }

    #[test]
    fn a_touched_object_is_news() {
        let index = ChildIndex::default();
        index.put("kenya", Kind::Service, "core", fact(5, 1));
        let touched = ObjectFact {
            touched: true,
            ..fact(6, 1)
        };
        assert!(index.put("kenya", Kind::Service, "core", touched));
    }

    #[test]
    fn what_a_new_list_lacks_is_forgotten() {
        let index = ChildIndex::default();
        index.put("kenya", Kind::Service, "core", fact(5, 1));
        index.put("kenya", Kind::Ingress, "core", fact(6, 1));
        index.put("nepal", Kind::Service, "core", fact(7, 1));
        let lost = index.retain(Kind::Service, &[("nepal".into(), "core".into())]);
        assert_eq!(lost, ["kenya".into()]);
        assert_eq!(index.object("kenya", Kind::Service, "core"), None);
        assert!(index.object("kenya", Kind::Ingress, "core").is_some());
        assert!(index.object("nepal", Kind::Service, "core").is_some());
    }
}
