//! Reads the configuration from the database.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use primero_case_db::Tx;
use primero_case_db::configuration::{LoadedConfiguration, ObjectKind, StoredObject};
use primero_case_model::access::{FormAccess, Grants, Scope};
use primero_forms::check::RuleError;
use primero_forms::{AnswerRules, FormSection, Lookup, RecordType};
use primero_http_kit::ApiError;
use primero_kernel::UniqueId;
use primero_templates::configuration::{
    FormPermission, GroupPermission, Module, Role, SystemSettings,
};
use primero_tenant_contract::settings::InstanceSettings;
use serde::de::DeserializeOwned;
use serde_json::Map;

use super::location_tree::LocationTree;
use super::{Stored, StoredForm, Tenant};
use crate::http::db_failure;

/// What a role gives, in the words of decisions.
#[derive(Debug)]
pub(super) struct RoleRights {
    pub(super) scope: Scope,
    pub(super) grants: Grants,
    pub(super) modules: BTreeSet<UniqueId>,
    pub(super) forms: BTreeMap<String, FormAccess>,
}

/// A stored document that this release cannot read.
#[derive(Debug, thiserror::Error)]
#[error("the configuration holds a {kind} {unique_id:?} that this release cannot read")]
struct Unreadable {
    kind: &'static str,
    unique_id: String,
    #[source]
    source: serde_json::Error,
}

/// The configuration as the database has it now. `held` is what was read last: its places are kept
/// while nobody changed one.
pub(super) async fn load(
    tx: &mut Tx,
    instance: &InstanceSettings,
    held: Option<&Tenant>,
) -> Result<Tenant, ApiError> {
    let loaded = tx.configuration().load().await.map_err(db_failure)?;
    let locations = locations(tx, &loaded, held).await?;
    let code_of_conduct = tx.codes_of_conduct().current().await.map_err(db_failure)?;
    let mut objects = ByKind::of(&loaded);
    let roles: Vec<Stored<Role>> = objects.take(ObjectKind::Role)?;
    let forms = forms(&mut objects, &loaded)?;
    let lookups: Vec<Stored<Lookup>> = objects.take(ObjectKind::Lookup)?;
    let modules = modules(&mut objects, &forms)?;
    Ok(Tenant {
        revision: loaded.state.revision,
        time_zone: TimeZone::get(&instance.time_zone).unwrap_or(TimeZone::UTC),
        form_index: index(&forms),
        rules: rules(&forms, &lookups, &modules)?,
        tag: tag(&loaded),
        forms,
        lookups,
        modules,
        actors: roles
            .iter()
            .map(|role| rights(&role.value))
            .collect::<Result<_, _>>()?,
        roles,
        agencies: objects.take(ObjectKind::Agency)?,
        user_groups: objects.take(ObjectKind::UserGroup)?,
        locations,
        locations_revision: loaded.state.locations_revision,
        workflows: objects.take(ObjectKind::Workflow)?,
        settings: objects
            .take(ObjectKind::SystemSettings)?
            .pop()
            .unwrap_or_else(no_settings),
        contact: objects.take(ObjectKind::ContactInformation)?.pop(),
        code_of_conduct,
        locales: loaded.state.languages.clone(),
    })
}

/// The places; read only when one of them, or a language, has changed.
async fn locations(
    tx: &mut Tx,
    loaded: &LoadedConfiguration,
    held: Option<&Tenant>,
) -> Result<Arc<LocationTree>, ApiError> {
    let (revision, locales) = (loaded.state.locations_revision, &loaded.state.languages);
    let kept = held.filter(|held| held.locations_revision == revision && held.locales == *locales);
    if let Some(held) = kept {
        return Ok(Arc::clone(&held.locations));
    }
    let places = tx.locations().list().await.map_err(db_failure)?;
    Ok(Arc::new(LocationTree::new(places, locales)))
}

/// A tenant that nobody has configured yet.
fn no_settings() -> Stored<SystemSettings> {
    Stored {
        id: 0,
        value: SystemSettings::default(),
        version: 0,
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
    }
}

/// What forms and lookups look like on the wire follows from these.
fn tag(loaded: &LoadedConfiguration) -> u64 {
    let mut tag = DefaultHasher::new();
    env!("CARGO_PKG_VERSION").hash(&mut tag);
    loaded.state.languages.hash(&mut tag);
    for object in &loaded.objects {
        if matches!(object.kind, ObjectKind::Form | ObjectKind::Lookup) {
            let when = object.updated_at.as_nanosecond();
            (&object.unique_id, object.number, object.version, when).hash(&mut tag);
        }
    }
    tag.finish()
}

/// The modules. Sections say which modules use them, so the modules' lists follow from that.
fn modules(
    objects: &mut ByKind<'_>,
    forms: &[StoredForm],
) -> Result<Vec<Stored<Module>>, ApiError> {
    let mut modules: Vec<Stored<Module>> = objects.take(ObjectKind::Module)?;
    for module in modules.iter_mut().map(|stored| &mut stored.value) {
        let own = forms.iter().map(|stored| &stored.form.value);
        let own = own.filter(|form| !form.is_nested && form.module_ids.contains(&module.unique_id));
        module.form_section_unique_ids = own.map(|form| form.unique_id.clone()).collect();
    }
    Ok(modules)
}

/// The stored objects, to be taken kind by kind.
struct ByKind<'a>(BTreeMap<ObjectKind, Vec<&'a StoredObject>>);

impl<'a> ByKind<'a> {
    fn of(loaded: &'a LoadedConfiguration) -> Self {
        let mut kinds: BTreeMap<ObjectKind, Vec<&StoredObject>> = BTreeMap::new();
        for object in &loaded.objects {
            kinds.entry(object.kind).or_default().push(object);
        }
        Self(kinds)
    }

    fn take<T: DeserializeOwned>(&mut self, kind: ObjectKind) -> Result<Vec<Stored<T>>, ApiError> {
        let objects = self.0.remove(&kind).unwrap_or_default();
        objects.into_iter().map(read).collect()
    }
}

fn read<T: DeserializeOwned>(object: &StoredObject) -> Result<Stored<T>, ApiError> {
    let value = T::deserialize(&object.document).map_err(|source| {
        let unique_id = object.unique_id.clone();
        ApiError::internal(Unreadable {
            kind: object.kind.as_str(),
            unique_id,
            source,
        })
    })?;
    Ok(Stored {
        id: object.number.into(),
        value,
        version: object.version,
        created_at: object.created_at,
        updated_at: object.updated_at,
    })
}

fn forms(
    objects: &mut ByKind<'_>,
    loaded: &LoadedConfiguration,
) -> Result<Vec<StoredForm>, ApiError> {
    let forms: Vec<Stored<FormSection>> = objects.take(ObjectKind::Form)?;
    let forms = forms.into_iter().map(|form| {
        let numbers = loaded.field_numbers.get(&form.value.unique_id);
        let number = |name: &str| numbers.and_then(|numbers| numbers.get(name)).copied();
        let fields = form.value.fields.iter();
        let field_ids = fields
            .map(|field| number(&field.name).unwrap_or_default().into())
            .collect();
        StoredForm { form, field_ids }
    });
    Ok(forms.collect())
}

fn index(forms: &[StoredForm]) -> BTreeMap<String, usize> {
    let forms = forms.iter().enumerate();
    forms
        .map(|(index, stored)| (stored.form.value.unique_id.clone(), index))
        .collect()
}

/// The rules by record type and module.
fn rules(
    forms: &[StoredForm],
    lookups: &[Stored<Lookup>],
    modules: &[Stored<Module>],
) -> Result<BTreeMap<(RecordType, String), AnswerRules>, ApiError> {
    let forms: Vec<&FormSection> = forms.iter().map(|stored| &stored.form.value).collect();
    let lookups: Vec<Lookup> = lookups.iter().map(|lookup| lookup.value.clone()).collect();
    let mut rules = BTreeMap::new();
    for module in modules.iter().map(|stored| &stored.value) {
        for kind in &module.associated_record_types {
            let own = rules_of(*kind, &module.unique_id, &forms, &lookups);
            let own = own.map_err(ApiError::internal)?;
            rules.insert((*kind, module.unique_id.clone()), own);
        }
    }
    Ok(rules)
}

/// The rules of records of one type in one module. Nested sections belong to every module.
pub(crate) fn rules_of(
    kind: RecordType,
    module: &str,
    forms: &[&FormSection],
    lookups: &[Lookup],
) -> Result<AnswerRules, RuleError> {
    let own = forms.iter().filter(|form| {
        let in_module = form.is_nested || form.module_ids.iter().any(|id| id == module);
        form.parent_form == kind && in_module
    });
    AnswerRules::new(own.copied(), lookups)
}

fn rights(role: &Role) -> Result<(String, RoleRights), ApiError> {
    let permissions = serde_json::to_value(&role.permissions).map_err(ApiError::internal)?;
    let none = Map::new();
    let grants = Grants::parse(permissions.as_object().unwrap_or(&none));
    let modules = role.module_unique_ids.iter().map(|id| id.parse());
    let rights = RoleRights {
        scope: scope(role.group_permission),
        grants: grants.map_err(ApiError::internal)?,
        modules: modules
            .collect::<Result<_, _>>()
            .map_err(ApiError::internal)?,
        forms: role
            .form_section_read_write
            .iter()
            .map(|(form, permission)| (form.clone(), access(*permission)))
            .collect(),
    };
    Ok((role.unique_id.clone(), rights))
}

/// A role's scope, in the words of decisions.
pub(crate) const fn scope(permission: GroupPermission) -> Scope {
    match permission {
        GroupPermission::Own => Scope::Own,
        GroupPermission::Group => Scope::Group,
        GroupPermission::Agency => Scope::Agency,
        GroupPermission::All => Scope::All,
        GroupPermission::AdminOnly => Scope::AdminOnly,
        GroupPermission::Identified => Scope::Identified,
    }
}

const fn access(permission: FormPermission) -> FormAccess {
    match permission {
        FormPermission::Read => FormAccess::Read,
        FormPermission::ReadWrite => FormAccess::ReadWrite,
    }
}
