//! What a role is granted: actions by resource, as API v2 writes them.

use std::collections::{BTreeMap, BTreeSet};

use primero_kernel::UniqueId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Action, Permission, Resource};

/// The `permissions` of a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    actions: BTreeMap<Resource, BTreeSet<Action>>,
    objects: BTreeMap<ObjectKind, BTreeSet<UniqueId>>,
}

/// The kinds of objects that a role's permissions can be narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// The roles that the holder may give.
    Role,
    /// The agencies that the holder may manage.
    Agency,
}

/// Permissions that no role can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidGrants {
    /// The resource does not exist.
    #[error("there is no resource {0:?}")]
    UnknownResource(String),
    /// The resource has no such action.
    #[error("{resource} has no action {action:?}")]
    UnknownAction {
        /// The resource.
        resource: Resource,
        /// What was asked for.
        action: String,
    },
    /// Not a list of names.
    #[error("the permissions of {0:?} are not a list of names")]
    NotNames(String),
}

impl Grants {
    /// Grants of these actions.
    pub fn new(actions: impl IntoIterator<Item = (Resource, Action)>) -> Self {
        let mut grants = Self::default();
        for (resource, action) in actions {
            grants.actions.entry(resource).or_default().insert(action);
        }
        grants
    }

    /// Reads a role's `permissions` object; `objects` inside it narrows.
    pub fn parse(permissions: &Map<String, Value>) -> Result<Self, InvalidGrants> {
        let mut grants = Self::default();
        for (name, value) in permissions {
            if name == "objects" {
                grants.objects = parse_objects(value)?;
                continue;
            }
            let resource: Resource = name
                .parse()
                .map_err(|_| InvalidGrants::UnknownResource(name.clone()))?;
            for action in names(name, value)? {
                let known = resource
                    .actions()
                    .iter()
                    .find(|known| known.as_str() == action);
                let unknown = || InvalidGrants::UnknownAction {
                    resource,
                    action: action.clone(),
                };
                let action = *known.ok_or_else(unknown)?;
                grants.actions.entry(resource).or_default().insert(action);
            }
        }
        Ok(grants)
    }

    /// Whether the role may do this: it is granted, or everything on the resource is.
    pub fn allow(&self, resource: Resource, action: Action) -> bool {
        self.actions
            .get(&resource)
            .is_some_and(|actions| actions.contains(&action) || actions.contains(&Action::Manage))
    }

    /// Whether the role names this very action; `manage` does not stand for others here.
    pub fn names(&self, resource: Resource, action: Action) -> bool {
        self.actions
            .get(&resource)
            .is_some_and(|actions| actions.contains(&action))
    }

    /// Every right that is granted, `manage` not spelt out.
    pub fn rights(&self) -> impl Iterator<Item = Permission> {
        self.iter().flat_map(|(resource, actions)| {
            let rights = actions.iter();
            rights.map(move |action| Permission {
                resource,
                action: *action,
            })
        })
    }

    /// Whether nothing is granted.
    pub fn is_empty(&self) -> bool {
        self.actions.values().all(BTreeSet::is_empty)
    }

    /// The granted actions by resource, `manage` not spelt out.
    pub fn iter(&self) -> impl Iterator<Item = (Resource, &BTreeSet<Action>)> {
        self.actions
            .iter()
            .map(|(resource, actions)| (*resource, actions))
    }

    /// The objects that the role is narrowed to; none when it is not narrowed.
    pub fn objects(&self, kind: ObjectKind) -> Option<&BTreeSet<UniqueId>> {
        self.objects.get(&kind)
    }
}

fn parse_objects(value: &Value) -> Result<BTreeMap<ObjectKind, BTreeSet<UniqueId>>, InvalidGrants> {
    let mut objects = BTreeMap::new();
    for (kind, key) in [(ObjectKind::Role, "role"), (ObjectKind::Agency, "agency")] {
        if let Some(list) = value.get(key) {
            let ids = names(key, list)?.into_iter().map(|id| {
                id.parse::<UniqueId>()
                    .map_err(|_| InvalidGrants::NotNames(key.to_owned()))
            });
            objects.insert(kind, ids.collect::<Result<_, _>>()?);
        }
    }
    Ok(objects)
}

fn names(key: &str, value: &Value) -> Result<Vec<String>, InvalidGrants> {
    Vec::deserialize(value).map_err(|_| InvalidGrants::NotNames(key.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(permissions: &Value) -> Result<Grants, InvalidGrants> {
        Grants::parse(permissions.as_object().unwrap())
    }

    #[test]
    fn manage_covers_every_action_of_its_resource_only() {
        let grants = parse(&json!({"case": ["manage"], "role": ["read"]})).unwrap();
        assert!(grants.allow(Resource::Case, Action::Write));
        assert!(!grants.allow(Resource::Incident, Action::Read));
        assert!(!grants.allow(Resource::Role, Action::Write));
    }

    #[test]
    fn names_that_do_not_exist_are_refused() {
        let refused = parse(&json!({"case": ["fly"]})).unwrap_err();
        assert_eq!(refused.to_string(), "case has no action \"fly\"");
        let refused = parse(&json!({"cases": ["read"]})).unwrap_err();
        assert_eq!(refused.to_string(), "there is no resource \"cases\"");
        assert!(parse(&json!({"case": "read"})).is_err());
    }

    #[test]
    fn objects_narrow_roles_and_agencies() {
        let grants = parse(&json!({"role": ["read"], "objects": {"role": ["role-a"]}})).unwrap();
        assert_eq!(grants.objects(ObjectKind::Role).unwrap().len(), 1);
        assert_eq!(grants.objects(ObjectKind::Agency), None);
    }

    #[test]
    fn every_action_belongs_to_a_resource() {
        for action in Action::ALL {
            assert!(
                Resource::ALL
                    .iter()
                    .any(|resource| resource.actions().contains(action))
            );
            assert_eq!(action.as_str().parse(), Ok(*action));
        }
    }
}
