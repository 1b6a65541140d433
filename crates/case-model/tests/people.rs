//! Who reaches whom, and who gives which role, as a snapshot: nobody gains power unseen.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use primero_case_model::access::{
    Action, Actor, Grants, Resource, RoleFacts, Scope, Standing, UserFacts, may_define_role,
    may_give_role, reaches,
};
use primero_kernel::UniqueId;

const ADMINISTRATION: [Resource; 6] = [
    Resource::Role,
    Resource::User,
    Resource::UserGroup,
    Resource::Agency,
    Resource::Metadata,
    Resource::System,
];

fn roles() -> Vec<(&'static str, Scope, Grants)> {
    let manage = |resources: &[Resource]| -> Vec<(Resource, Action)> {
        resources
            .iter()
            .map(|resource| (*resource, Action::Manage))
            .collect()
    };
    let records = [Resource::Case, Resource::Incident, Resource::Report];
    let mut everything = manage(&ADMINISTRATION);
    everything.extend(manage(&records));
    let helps = [
        (Resource::User, Action::Read),
        (Resource::User, Action::Write),
        (Resource::Role, Action::Assign),
    ];
    let officer = [
        (Resource::User, Action::AgencyRead),
        (Resource::User, Action::Write),
        (Resource::Role, Action::Assign),
    ];
    let works = [
        (Resource::Case, Action::Read),
        (Resource::Case, Action::Write),
    ];
    vec![
        ("super", Scope::All, Grants::new(everything)),
        (
            "administrator",
            Scope::AdminOnly,
            Grants::new(manage(&ADMINISTRATION)),
        ),
        ("country manager", Scope::All, Grants::new(helps)),
        ("agency officer", Scope::Group, Grants::new(officer)),
        ("group manager", Scope::Group, Grants::new(helps)),
        ("caseworker", Scope::Own, Grants::new(works)),
    ]
}

fn actor(name: &str, scope: Scope, grants: Grants) -> Actor {
    Actor {
        user_name: "me".parse().unwrap(),
        agency: Some("agency-a".parse().unwrap()),
        groups: BTreeSet::from(["group-1".parse().unwrap()]),
        role: name.replace(' ', "-").parse().unwrap(),
        scope,
        grants,
        modules: BTreeSet::new(),
        forms: BTreeMap::new(),
    }
}

#[test]
fn who_reaches_whom_and_gives_which_role() {
    let id = |text: &str| -> UniqueId { text.parse().unwrap() };
    let people = [
        ("of my group", id("agency-b"), vec![id("group-1")]),
        ("of my agency", id("agency-a"), vec![id("group-2")]),
        ("a stranger", id("agency-b"), vec![id("group-2")]),
    ];
    let mut matrix = String::new();
    for (name, scope, grants) in roles() {
        let me = actor(name, scope, grants);
        writeln!(matrix, "{name}").unwrap();
        for (other, agency, groups) in &people {
            let seen = [
                Standing::Member,
                Standing::UserAdministrator,
                Standing::SuperUser,
            ]
            .map(|standing| {
                let facts = UserFacts {
                    agency: Some(agency),
                    groups,
                    standing,
                };
                if reaches(&me, facts) { "yes" } else { "-" }
            });
            writeln!(matrix, "    reaches {other:13} {}", seen.join(" ")).unwrap();
        }
        for (role, scope, grants) in &roles() {
            let given = role.replace(' ', "-");
            let facts = RoleFacts {
                id: &given,
                scope: *scope,
                grants,
            };
            let given_out = if may_give_role(&me, facts) {
                "gives"
            } else {
                "-"
            };
            let defines = if may_define_role(&me, None, facts) {
                "defines"
            } else {
                "-"
            };
            writeln!(matrix, "    {role:16} {given_out:5} {defines}").unwrap();
        }
    }
    insta::assert_snapshot!(matrix);
}
