//! Roles: what they permit is in API v2's vocabulary, and what they name is there.

use std::str::FromStr;

use primero_case_model::access::Resource;

use super::{Check, vocabulary};
use crate::configuration::{GroupPermission, Role};

impl Check<'_> {
    pub(super) fn roles(&mut self) {
        for role in &self.configuration.roles {
            let file = self.sources.of("role", &role.unique_id);
            if !role.unique_id.starts_with("role-") {
                self.problem(file, "unique_id", "expected role- and a short name");
            }
            self.permissions(role, file);
            for module_id in &role.module_unique_ids {
                if !self
                    .configuration
                    .modules
                    .iter()
                    .any(|m| m.unique_id == *module_id)
                {
                    self.problem(
                        file,
                        "module_unique_ids",
                        format!("there is no module {module_id:?}"),
                    );
                }
            }
            self.form_permissions(role, file);
        }
        let mut roles = self.configuration.roles.iter();
        if !roles.any(|role| vocabulary::is_administrator(&role.unique_id)) {
            let reason = "every template has this role, for the first administrator";
            self.problem("roles/role-instance-admin.yaml", "", reason);
        }
    }

    fn permissions(&mut self, role: &Role, file: &str) {
        if role.permissions.actions.is_empty() {
            self.problem(file, "permissions", "a role permits at least one action");
        }
        for (resource, actions) in &role.permissions.actions {
            let place = format!("permissions.{resource}");
            let Ok(known) = Resource::from_str(resource) else {
                self.problem(file, place, "there is no such resource");
                continue;
            };
            for action in actions {
                if !known.actions().iter().any(|known| known.as_str() == action) {
                    self.problem(
                        file,
                        &place,
                        format!("{resource} knows no action {action:?}"),
                    );
                }
            }
            let is_record = primero_forms::RecordType::ALL
                .iter()
                .any(|t| t.as_str() == resource);
            if role.group_permission == GroupPermission::AdminOnly
                && is_record
                && !actions.is_empty()
            {
                self.problem(
                    file,
                    place,
                    "a role that only administers reaches no records",
                );
            }
        }
        for (kind, limit) in &role.permissions.objects {
            let ids = limit.ids();
            let place = format!("permissions.objects.{kind}");
            match kind.as_str() {
                "role" => {
                    for id in ids {
                        if !self
                            .configuration
                            .roles
                            .iter()
                            .any(|role| role.unique_id == *id)
                        {
                            self.problem(file, &place, format!("there is no role {id:?}"));
                        }
                    }
                }
                "agency" | "managed_report" => {}
                _ => self.problem(file, place, "expected role, agency or managed_report"),
            }
        }
    }

    fn form_permissions(&mut self, role: &Role, file: &str) {
        for id in role.form_section_read_write.keys() {
            let place = format!("form_section_read_write.{id}");
            match self
                .configuration
                .forms
                .iter()
                .find(|form| form.unique_id == *id)
            {
                None => self.problem(file, place, "there is no such form"),
                Some(form) if form.is_nested => {
                    self.problem(
                        file,
                        place,
                        "a nested form is permitted by the form that shows it",
                    );
                }
                Some(form)
                    if !form
                        .module_ids
                        .iter()
                        .any(|m| role.module_unique_ids.contains(m)) =>
                {
                    self.problem(file, place, "the form belongs to no module of the role");
                }
                Some(_) => {}
            }
        }
    }
}
