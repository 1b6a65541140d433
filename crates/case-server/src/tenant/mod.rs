//! The applied configuration in memory, read often and changed rarely.

mod cache;
mod form_access;
mod load;
mod location_tree;
mod set_settings;
pub(crate) mod settings;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use primero_case_db::codes_of_conduct::CodeOfConduct;
use primero_case_db::users::User;
use primero_case_model::access::{Actor, RoleFacts};
use primero_forms::{AnswerRules, FormSection, Lookup, RecordType};
use primero_http_kit::ApiError;
use primero_templates::configuration::{
    Agency, ContactInformation, Module, Role, SystemSettings, UserGroup, Workflow,
};

pub use cache::TenantCache;
pub(crate) use form_access::PermittedFields;
pub(crate) use load::{rules_of, scope};
pub(crate) use location_tree::{LocationTree, Place};
pub use set_settings::set_settings;

/// The id of a configuration object of which there is only one.
pub(crate) const ONLY: &str = "default";

/// A configuration object as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Stored<T> {
    /// The number that API v2 knows it by.
    pub(crate) id: i64,
    /// What it is.
    pub(crate) value: T,
    /// Counts its changes; a change names the version that it is based on.
    pub(crate) version: i64,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was changed last.
    pub(crate) updated_at: Timestamp,
}

/// A form section as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredForm {
    /// The section.
    pub(crate) form: Stored<FormSection>,
    /// The numbers of its fields, in their order.
    pub(crate) field_ids: Vec<i64>,
}

/// The names of the fields that show the rows of a nested section.
pub(crate) fn subforms_of<'a>(tenant: &'a Tenant, nested: &str) -> impl Iterator<Item = &'a str> {
    let forms = tenant.forms().iter().map(|stored| &stored.form.value);
    let fields = forms.flat_map(|form| &form.fields);
    let own =
        fields.filter(move |field| field.subform_section_unique_id.as_deref() == Some(nested));
    own.map(|field| field.name.as_str())
}

/// Everything that makes this tenant different from another.
#[derive(Debug)]
pub struct Tenant {
    revision: i64,
    time_zone: TimeZone,
    locales: Vec<String>,
    forms: Vec<StoredForm>,
    form_index: BTreeMap<String, usize>,
    lookups: Vec<Stored<Lookup>>,
    modules: Vec<Stored<Module>>,
    roles: Vec<Stored<Role>>,
    actors: BTreeMap<String, load::RoleRights>,
    agencies: Vec<Stored<Agency>>,
    user_groups: Vec<Stored<UserGroup>>,
    locations: Arc<LocationTree>,
    locations_revision: i64,
    workflows: Vec<Stored<Workflow>>,
    rules: BTreeMap<(RecordType, String), AnswerRules>,
    settings: Stored<SystemSettings>,
    contact: Option<Stored<ContactInformation>>,
    code_of_conduct: Option<CodeOfConduct>,
    tag: u64,
}

impl Tenant {
    /// Grows with every change of the configuration.
    pub(crate) const fn revision(&self) -> i64 {
        self.revision
    }

    /// The languages of the tenant, the default first.
    pub(crate) fn locales(&self) -> &[String] {
        &self.locales
    }

    /// The language that counts when nothing else says.
    pub(crate) fn default_locale(&self) -> &str {
        self.locales.first().map_or("en", String::as_str)
    }

    /// The day where the tenant is.
    pub(crate) fn today(&self, now: Timestamp) -> Date {
        now.to_zoned(self.time_zone.clone()).date()
    }

    /// The language that a user reads.
    pub(crate) fn locale_of(&self, user: &User) -> String {
        let chosen = user
            .attributes
            .locale
            .as_deref()
            .filter(|own| self.locales.iter().any(|l| l == own));
        chosen.unwrap_or_else(|| self.default_locale()).to_owned()
    }

    /// Whether writes have to wait until a configuration has been applied.
    pub(crate) fn is_locked(&self) -> bool {
        self.flag("config_update_lock")
    }

    /// Refuses a request while a configuration is being applied.
    pub(crate) fn require_unlocked(&self) -> Result<(), ApiError> {
        if self.is_locked() {
            Err(ApiError::Unavailable { retry_after: 60 })
        } else {
            Ok(())
        }
    }

    /// Every form section.
    pub(crate) fn forms(&self) -> &[StoredForm] {
        &self.forms
    }

    /// The form section of this id.
    pub(crate) fn form(&self, unique_id: &str) -> Option<&StoredForm> {
        self.form_index
            .get(unique_id)
            .and_then(|index| self.forms.get(*index))
    }

    /// The number of a form section.
    pub(crate) fn form_id(&self, unique_id: &str) -> Option<i64> {
        self.form(unique_id).map(|stored| stored.form.id)
    }

    /// Every lookup.
    pub(crate) fn lookups(&self) -> &[Stored<Lookup>] {
        &self.lookups
    }

    /// The lookup of this id.
    pub(crate) fn lookup(&self, unique_id: &str) -> Option<&Stored<Lookup>> {
        self.lookups
            .iter()
            .find(|lookup| lookup.value.unique_id == unique_id)
    }

    /// Every module.
    pub(crate) fn modules(&self) -> &[Stored<Module>] {
        &self.modules
    }

    /// The stage of a new record of this type in this module.
    pub(crate) fn first_stage(&self, record_type: RecordType, module: &str) -> Option<&str> {
        let workflow = self.workflow(record_type, module)?;
        Some(&workflow.initial)
    }

    /// The workflow of records of this type in this module.
    pub(crate) fn workflow(&self, record_type: RecordType, module: &str) -> Option<&Workflow> {
        let mut workflows = self.workflows.iter().map(|stored| &stored.value);
        workflows.find(|own| own.record_type == record_type && own.module_id == module)
    }

    /// The stages of records of this type in this module, in order.
    pub(crate) fn stages(&self, record_type: RecordType, module: &str) -> Vec<String> {
        let mut workflows = self.workflows.iter().map(|stored| &stored.value);
        let own = workflows.find(|own| own.record_type == record_type && own.module_id == module);
        own.map(|own| own.states.iter().map(|state| state.id.clone()).collect())
            .unwrap_or_default()
    }

    /// The rules of records of this type in this module.
    pub(crate) fn rules(&self, record_type: RecordType, module: &str) -> Option<&AnswerRules> {
        self.rules.get(&(record_type, module.to_owned()))
    }

    /// Every role.
    pub(crate) fn roles(&self) -> &[Stored<Role>] {
        &self.roles
    }

    /// The role of this id.
    pub(crate) fn role(&self, unique_id: &str) -> Option<&Stored<Role>> {
        self.roles
            .iter()
            .find(|role| role.value.unique_id == unique_id)
    }

    /// A role as decisions about people see it.
    pub(crate) fn role_facts(&self, unique_id: &str) -> Option<RoleFacts<'_>> {
        let (id, rights) = self.actors.get_key_value(unique_id)?;
        Some(RoleFacts {
            id,
            scope: rights.scope,
            grants: &rights.grants,
        })
    }

    /// Every agency.
    pub(crate) fn agencies(&self) -> &[Stored<Agency>] {
        &self.agencies
    }

    /// The agency of this id.
    pub(crate) fn agency(&self, unique_id: &str) -> Option<&Stored<Agency>> {
        self.agencies
            .iter()
            .find(|agency| agency.value.unique_id == unique_id)
    }

    /// Every user group.
    pub(crate) fn user_groups(&self) -> &[Stored<UserGroup>] {
        &self.user_groups
    }

    /// The user group of this id.
    pub(crate) fn user_group(&self, unique_id: &str) -> Option<&Stored<UserGroup>> {
        self.user_groups
            .iter()
            .find(|group| group.value.unique_id == unique_id)
    }

    /// The places.
    pub(crate) fn locations(&self) -> &LocationTree {
        &self.locations
    }

    /// Whether one of the system settings says yes.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.setting(name)
            .and_then(serde_json::Value::as_bool)
            .unwrap_or_default()
    }

    /// One of the system settings.
    pub(crate) fn setting(&self, name: &str) -> Option<&serde_json::Value> {
        self.settings.value.0.get(name)
    }

    /// One of the `system_options` among the settings.
    pub(crate) fn option(&self, name: &str) -> Option<&serde_json::Value> {
        self.setting(settings::OPTIONS_KEY)?.get(name)
    }

    /// All system settings.
    pub(crate) const fn settings(&self) -> &Stored<SystemSettings> {
        &self.settings
    }

    /// What users agree to, if there is anything.
    pub(crate) const fn code_of_conduct(&self) -> Option<&CodeOfConduct> {
        self.code_of_conduct.as_ref()
    }

    /// Differs from the tag of any other forms and lookups, also after a new release: what clients
    /// keep of them is marked with it.
    pub(crate) const fn tag(&self) -> u64 {
        self.tag
    }

    /// Whom users turn to.
    pub(crate) const fn contact(&self) -> Option<&Stored<ContactInformation>> {
        self.contact.as_ref()
    }

    /// A user with what his role gives him; `None` when the role is gone.
    pub(crate) fn actor(&self, user: &User) -> Option<Actor> {
        let user = &user.attributes;
        let rights = self.actors.get(user.role.as_str())?;
        Some(Actor {
            user_name: user.user_name.clone(),
            agency: user.agency.clone(),
            groups: user.groups.iter().cloned().collect(),
            role: user.role.clone(),
            scope: rights.scope,
            grants: rights.grants.clone(),
            modules: rights.modules.clone(),
            forms: rights.forms.clone(),
        })
    }
}
