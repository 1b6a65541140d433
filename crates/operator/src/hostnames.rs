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

/// Who asks for which host name. The oldest instance has it; of two of the same second, the one
/// whose UID is smaller.
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
    since: Option<Timestamp>,
    uid: String,
    instance: String,
}

impl HostnameIndex {
    /// Takes note of what an instance asks for now.
    pub fn claim(&self, instance: &PrimeroInstance, base_domain: &str) {
        let claim = Claim {
            since: instance
                .metadata
                .creation_timestamp
                .as_ref()
                .map(|time| time.0),
            uid: instance.metadata.uid.clone().unwrap_or_default(),
            instance: instance.metadata.name.clone().unwrap_or_default(),
        };
        let hostnames = of(instance, base_domain);
        let mut state = self.lock();
        if state.hostnames.get(&claim.instance) == Some(&hostnames)
            && hostnames
                .iter()
                .all(|name| state.claims[name].contains(&claim))
        {
            return;
        }
        state.release(&claim.instance);
        for hostname in &hostnames {
            state
                .claims
                .entry(hostname.clone())
                .or_default()
                .push(claim.clone());
        }
        state.hostnames.insert(claim.instance, hostnames);
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
}
