//! The access matrix: role x action x scope, as a snapshot. Nobody gains a right unseen.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use primero_case_model::RecordType;
use primero_case_model::access::{
    Action, Actor, Decision, Grants, Permission, RecordFacts, Resource, Scope, decide, list_scope,
};

/// Records as seen by `worker1` of `agency-a` and `usergroup-a`.
fn records() -> Vec<(&'static str, RecordFacts)> {
    let facts = |users: &[&str], groups: &[&str], agencies: &[&str], about: Option<&str>| {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        RecordFacts {
            record_type: RecordType::Case,
            user_names: set(users),
            groups: set(groups),
            agencies: set(agencies),
            identified_by: about.map(str::to_owned),
        }
    };
    vec![
        (
            "own",
            facts(&["worker1"], &["usergroup-a"], &["agency-a"], None),
        ),
        (
            "assigned",
            facts(
                &["worker2", "worker1"],
                &["usergroup-b"],
                &["agency-b"],
                None,
            ),
        ),
        (
            "of my group",
            facts(&["worker2"], &["usergroup-a"], &["agency-b"], None),
        ),
        (
            "of my agency",
            facts(&["worker2"], &["usergroup-b"], &["agency-a"], None),
        ),
        (
            "about me",
            facts(
                &["worker2"],
                &["usergroup-b"],
                &["agency-b"],
                Some("worker1"),
            ),
        ),
        (
            "of strangers",
            facts(&["worker2"], &["usergroup-b"], &["agency-b"], Some("x")),
        ),
        ("of nobody", facts(&[], &[], &[], None)),
    ]
}

fn actor(scope: Scope, grants: Grants) -> Actor {
    Actor {
        user_name: "worker1".parse().unwrap(),
        agency: Some("agency-a".parse().unwrap()),
        groups: BTreeSet::from(["usergroup-a".parse().unwrap()]),
        role: "role-x".parse().unwrap(),
        scope,
        grants,
        modules: BTreeSet::new(),
        forms: BTreeMap::new(),
    }
}

fn roles() -> Vec<(&'static str, Grants)> {
    let on_cases =
        |actions: &[Action]| Grants::new(actions.iter().map(|action| (Resource::Case, *action)));
    vec![
        ("reader", on_cases(&[Action::Read])),
        (
            "worker",
            on_cases(&[Action::Read, Action::Create, Action::Write, Action::Flag]),
        ),
        (
            "closer",
            on_cases(&[Action::Read, Action::Close, Action::Reopen]),
        ),
        ("manager", on_cases(&[Action::Manage])),
        (
            "of incidents",
            Grants::new([(Resource::Incident, Action::Manage)]),
        ),
        ("of nothing", Grants::default()),
    ]
}

#[test]
fn role_by_action_by_scope() {
    let actions = [
        Action::Read,
        Action::Create,
        Action::Write,
        Action::Close,
        Action::Flag,
    ];
    let mut matrix = String::new();
    for (role, grants) in roles() {
        for scope in Scope::ALL {
            let actor = actor(scope, grants.clone());
            writeln!(matrix, "{role}, {scope}").unwrap();
            for (name, facts) in records() {
                let decisions = actions.map(|action| match decide(&actor, action, &facts) {
                    Decision::Allowed => action.as_str(),
                    Decision::OutOfScope => "(scope)",
                    Decision::NotGranted => "-",
                });
                writeln!(matrix, "    {name:13} {}", decisions.join(" ")).unwrap();
            }
        }
    }
    insta::assert_snapshot!(matrix);
}

#[test]
fn the_scope_of_a_list_is_the_decision_for_each_of_its_records() {
    for (_, grants) in roles() {
        for scope in Scope::ALL {
            let actor = actor(scope, grants.clone());
            let permission = Permission {
                resource: Resource::Case,
                action: Action::Read,
            };
            let listed = list_scope(&actor, permission);
            for (name, facts) in records() {
                let in_list = listed.as_ref().is_some_and(|scope| scope.covers(&facts));
                let allowed = decide(&actor, Action::Read, &facts).is_allowed();
                assert_eq!(in_list, allowed, "{scope} {name}");
            }
        }
    }
}

#[test]
fn every_resource_with_its_actions() {
    let mut table = String::new();
    for resource in Resource::ALL {
        let actions: Vec<&str> = resource
            .actions()
            .iter()
            .map(|action| action.as_str())
            .collect();
        writeln!(
            table,
            "{resource} ({}): {}",
            resource.plural(),
            actions.join(" ")
        )
        .unwrap();
    }
    insta::assert_snapshot!(table);
}

#[test]
fn users_without_agency_or_groups_see_nothing_by_them() {
    for scope in [Scope::Agency, Scope::Group] {
        let grants = Grants::new([(Resource::Case, Action::Manage)]);
        let actor = Actor {
            agency: None,
            groups: BTreeSet::new(),
            ..actor(scope, grants)
        };
        for (_, facts) in records() {
            assert_eq!(decide(&actor, Action::Read, &facts), Decision::OutOfScope);
        }
    }
}
