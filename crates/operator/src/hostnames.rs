//! Which instance a host name belongs to.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use primero_crd::PrimeroInstance;

/// A host name as names are compared: lower case, without a trailing dot.
pub fn normalise(hostname: &str) -> String {
    hostname
        .strip_suffix('.')
        .unwrap_or(hostname)
        .to_ascii_lowercase()
}

/// The host names that an instance asks for, the first one first, each once.
pub fn of(instance: &PrimeroInstance, base_domain: &str) -> Vec<String> {
    let name = instance.metadata.name.as_deref().unwrap_or_default();
    let edge = &instance.spec.edge;
    let main = edge
        .hostname
        .clone()
        .unwrap_or_else(|| format!("{name}.{base_domain}"));
    let mut hostnames = Vec::with_capacity(1 + edge.aliases.len());
    for hostname in std::iter::once(&main)
        .chain(&edge.aliases)
        .map(|name| normalise(name))
    {
        if !hostnames.contains(&hostname) {
            hostnames.push(hostname);
        }
    }
    hostnames
}

/// Who asks for which host name. The instance whose URL it is has it, so that nobody takes the name
/// of a tenant that people use; else the oldest that asks, and of two of the same second the one whose
/// UID is smaller.
#[derive(Debug, Default)]
pub struct HostnameIndex {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    claims: HashMap<String, Vec<Claim>>,
    hostnames: HashMap<String, Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Claim {
    /// It is not the instance's URL: sorts behind the one whose it is.
    waits: bool,
    since: Option<Timestamp>,
    uid: String,
    instance: String,
}

impl HostnameIndex {
    /// Takes note of what an instance asks for now. `true` when a host name may have come free.
    pub fn claim(&self, instance: &PrimeroInstance, base_domain: &str) -> bool {
        let name = instance.metadata.name.clone().unwrap_or_default();
        let hostnames = of(instance, base_domain);
        let claims: Vec<Claim> = hostnames
            .iter()
            .map(|hostname| Claim::of(instance, hostname))
            .collect();
        let mut state = self.lock();
        let same = state.hostnames.get(&name) == Some(&hostnames);
        let asked = |(hostname, claim): (&String, &Claim)| state.claims[hostname].contains(claim);
        if same && hostnames.iter().zip(&claims).all(asked) {
            return false;
        }
        let known = state.hostnames.contains_key(&name);
        state.release(&name);
        for (hostname, claim) in hostnames.iter().zip(claims) {
            let claims = state.claims.entry(hostname.clone()).or_default();
            claims.push(claim);
        }
        state.hostnames.insert(name, hostnames);
        known && !same
    }

    /// Forgets the instances that `exists` denies.
    pub fn retain(&self, exists: impl Fn(&str) -> bool) {
        let mut state = self.lock();
        let gone: Vec<String> = state
            .hostnames
            .keys()
            .filter(|name| !exists(name))
            .cloned()
            .collect();
        for name in gone {
            state.release(&name);
        }
    }

    /// Forgets an instance.
    pub fn release(&self, instance: &str) {
        self.lock().release(instance);
    }

    /// The other instance that has `hostname`, if it is not `instance`'s to have.
    pub fn taken_from(&self, hostname: &str, instance: &str) -> Option<String> {
        let state = self.lock();
        let holder = state.claims.get(hostname)?.iter().min()?;
        (holder.instance != instance).then(|| holder.instance.clone())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claim {
    fn of(instance: &PrimeroInstance, hostname: &str) -> Self {
        let meta = &instance.metadata;
        let url = instance
            .status
            .as_ref()
            .and_then(|status| status.url.as_deref());
        let allocated = url.and_then(|url| url.split_once("://"));
        Self {
            waits: allocated.is_none_or(|(_, allocated)| allocated != hostname),
            since: meta.creation_timestamp.as_ref().map(|time| time.0),
            uid: meta.uid.clone().unwrap_or_default(),
            instance: meta.name.clone().unwrap_or_default(),
        }
    }
}

impl State {
    fn release(&mut self, instance: &str) {
        for hostname in self.hostnames.remove(instance).unwrap_or_default() {
            if let Some(claims) = self.claims.get_mut(&hostname) {
                claims.retain(|claim| claim.instance != instance);
                if claims.is_empty() {
                    self.claims.remove(&hostname);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use primero_crd::PrimeroInstanceStatus;
    use serde_json::json;

    fn instance(name: &str, created: &str, edge: &serde_json::Value) -> PrimeroInstance {
        serde_json::from_value(json!({
            "apiVersion": "primero.org/v1alpha1",
            "kind": "PrimeroInstance",
            "metadata": {"name": name, "uid": format!("uid-{name}"), "creationTimestamp": created},
            "spec": {
                "displayName": name,
                "configuration": {"template": {"name": "t"}},
                "edge": edge
            }
        }))
        .unwrap()
    }

    #[test]
    fn the_oldest_instance_has_a_name_whatever_its_case_and_trailing_dot() {
        let index = HostnameIndex::default();
        let young = instance(
            "young",
            "2026-01-02T00:00:00Z",
            &json!({"hostname": "A.Example.org."}),
        );
        let old = instance(
            "old",
            "2026-01-01T00:00:00Z",
            &json!({"aliases": ["a.example.ORG"]}),
        );
        index.claim(&young, "localhost");
        assert_eq!(index.taken_from("a.example.org", "young"), None);
        index.claim(&old, "localhost");
        assert_eq!(
            index.taken_from("a.example.org", "young"),
            Some("old".to_owned())
        );
        assert_eq!(index.taken_from("a.example.org", "old"), None);
        assert_eq!(
            index.taken_from("old.localhost", "young"),
            Some("old".to_owned())
        );
        index.release("old");
        assert_eq!(index.taken_from("a.example.org", "young"), None);
    }

    #[test]
    fn a_name_that_is_asked_for_no_more_is_free() {
        let index = HostnameIndex::default();
        index.claim(
            &instance("a", "2026-01-01T00:00:00Z", &json!({"hostname": "x"})),
            "localhost",
        );
        index.claim(
            &instance("b", "2026-01-02T00:00:00Z", &json!({"hostname": "x"})),
            "localhost",
        );
        assert_eq!(index.taken_from("x", "b"), Some("a".to_owned()));
        index.claim(
            &instance("a", "2026-01-01T00:00:00Z", &json!({})),
            "localhost",
        );
        assert_eq!(index.taken_from("x", "b"), None);
    }

    #[test]
    fn a_tenant_that_people_use_keeps_its_name_when_an_older_one_asks_for_it() {
        let index = HostnameIndex::default();
        let mut young = instance("young", "2026-01-02T00:00:00Z", &json!({}));
        young.status = Some(PrimeroInstanceStatus {
            url: Some("https://young.localhost".to_owned()),
            ..PrimeroInstanceStatus::default()
        });
        let greedy = json!({"aliases": ["young.localhost"]});
        index.claim(&young, "localhost");
        index.claim(
            &instance("old", "2026-01-01T00:00:00Z", &greedy),
            "localhost",
        );
        assert_eq!(index.taken_from("young.localhost", "young"), None);
        assert_eq!(
            index.taken_from("young.localhost", "old"),
            Some("young".to_owned())
        );
    }

    #[test]
    fn a_claim_tells_when_a_name_came_free_and_a_list_when_an_instance_is_gone() {
        let index = HostnameIndex::default();
        let at = "2026-01-01T00:00:00Z";
        assert!(!index.claim(&instance("a", at, &json!({"hostname": "x"})), "localhost"));
        assert!(!index.claim(&instance("a", at, &json!({"hostname": "x"})), "localhost"));
        assert!(index.claim(&instance("a", at, &json!({"hostname": "y"})), "localhost"));
        assert_eq!(index.taken_from("y", "b"), Some("a".to_owned()));
        index.retain(|name| name != "a");
        assert_eq!(index.taken_from("y", "b"), None);
    }
}
