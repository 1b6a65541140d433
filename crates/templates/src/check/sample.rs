//! Places, organisations and people refer to what is there.

use std::collections::BTreeSet;

use super::Check;
use crate::configuration::{Location, SampleUser};

impl Check<'_> {
    pub(super) fn samples(&mut self) {
        let configuration = self.configuration;
        self.location_tree(&configuration.locations, "locations.yaml");
        self.location_tree(&configuration.samples.locations, "samples/locations.yaml");
        let agencies: BTreeSet<&str> = configuration
            .agencies
            .iter()
            .chain(&configuration.samples.agencies)
            .map(|agency| agency.unique_id.as_str())
            .collect();
        let mut names = BTreeSet::new();
        for user in &configuration.samples.users {
            let place = format!("[{}]", user.user_name);
            if !names.insert(user.user_name.as_str()) {
                self.problem("samples/users.yaml", &place, "two users have this name");
            }
            if !agencies.contains(user.agency_unique_id.as_str()) {
                let reason = format!("there is no agency {:?}", user.agency_unique_id);
                self.problem(
                    "samples/users.yaml",
                    format!("{place}.agency_unique_id"),
                    reason,
                );
            }
            self.sample_user(user, &place);
        }
        self.sample_records();
    }

    fn sample_user(&mut self, user: &SampleUser, place: &str) {
        const FILE: &str = "samples/users.yaml";
        if user.user_name.is_empty()
            || user.user_name != user.user_name.to_lowercase()
            || user.user_name.contains(' ')
        {
            self.problem(FILE, place, "a user name is lower case, without blanks");
        }
        if !self
            .configuration
            .roles
            .iter()
            .any(|role| role.unique_id == user.role_unique_id)
        {
            let reason = format!("there is no role {:?}", user.role_unique_id);
            self.problem(FILE, format!("{place}.role_unique_id"), reason);
        }
        let groups = self
            .configuration
            .user_groups
            .iter()
            .chain(&self.configuration.samples.user_groups);
        let groups: BTreeSet<&str> = groups.map(|group| group.unique_id.as_str()).collect();
        for id in &user.user_group_unique_ids {
            if !groups.contains(id.as_str()) {
                self.problem(
                    FILE,
                    format!("{place}.user_group_unique_ids"),
                    format!("there is no user group {id:?}"),
                );
            }
        }
        if let Some(code) = &user.location
            && !self.has_location(code)
        {
            self.problem(
                FILE,
                format!("{place}.location"),
                format!("there is no location {code:?}"),
            );
        }
        // Nobody must ever be written to because of a demonstration.
        if !user.email.ends_with(".example") {
            self.problem(
                FILE,
                format!("{place}.email"),
                "a sample address ends in .example",
            );
        }
    }

    fn has_location(&self, code: &str) -> bool {
        let samples = &self.configuration.samples.locations;
        self.configuration
            .locations
            .iter()
            .chain(samples)
            .any(|known| known.code == code)
    }

    fn location_tree(&mut self, locations: &[Location], file: &str) {
        let mut codes = BTreeSet::new();
        for location in locations {
            let place = format!("[{}]", location.code);
            if let Some(parent) = &location.parent_code
                && !codes.contains(parent)
            {
                let reason = format!("the parent {parent:?} must stand before it");
                self.problem(file, format!("{place}.parent_code"), reason);
            }
            if !codes.insert(location.code.clone()) {
                self.problem(file, &place, "two locations have this code");
            }
            if location.admin_level > 5 {
                self.problem(file, &place, "locations have at most six levels");
            }
            if location.placename.is_blank() {
                self.problem(file, format!("{place}.placename"), "expected a text");
            }
        }
    }
}
