//! Reads the configuration from the database.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use primero_case_db::Tx;
use primero_case_db::configuration::{LoadedConfiguration, ObjectKind, StoredObject};
use primero_case_model::access::{FormAccess, Grants, Scope};
use primero_forms::FormSection;
use primero_http_kit::ApiError;
use primero_kernel::UniqueId;
use primero_templates::configuration::{
    ContactInformation, FormPermission, GroupPermission, Location, Role, SystemSettings,
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

/// The configuration as the database has it now.
pub(super) async fn load(tx: &mut Tx, instance: &InstanceSettings) -> Result<Tenant, ApiError> {
    let loaded = tx.configuration().load().await.map_err(db_failure)?;
    let places = tx.locations().list().await.map_err(db_failure)?;
    let locales = loaded.state.languages.clone();
    let mut objects = ByKind::of(&loaded);
    let roles: Vec<Stored<Role>> = objects.take(ObjectKind::Role)?;
    let locations = places.into_iter().map(|place| Stored {
        id: place.number.into(),
        updated_at: Timestamp::UNIX_EPOCH,
        value: Location {
            parent_code: place.path.iter().nth_back(1).cloned(),
            admin_level: u8::try_from(place.admin_level).unwrap_or(u8::MAX),
            code: place.code,
            location_type: place.location_type,
            placename: place.placename,
            disabled: place.disabled,
        },
    });
    let locations = LocationTree::new(locations.collect(), &locales);
    let forms = forms(&mut objects, &loaded)?;
    let settings = objects
        .take::<SystemSettings>(ObjectKind::SystemSettings)?
        .pop();
    let contact = objects
        .take::<ContactInformation>(ObjectKind::ContactInformation)?
        .pop();
    Ok(Tenant {
        revision: loaded.state.revision,
        time_zone: TimeZone::get(&instance.time_zone).unwrap_or(TimeZone::UTC),
        form_index: index(&forms),
        forms,
        lookups: objects.take(ObjectKind::Lookup)?,
        modules: objects.take(ObjectKind::Module)?,
        actors: roles
            .iter()
            .map(|role| rights(&role.value))
            .collect::<Result<_, _>>()?,
        roles,
        agencies: objects.take(ObjectKind::Agency)?,
        user_groups: objects.take(ObjectKind::UserGroup)?,
        locations,
        workflows: objects.take(ObjectKind::Workflow)?,
        settings_updated_at: settings
            .as_ref()
            .map_or(Timestamp::UNIX_EPOCH, |own| own.updated_at),
        settings: settings.map(|own| own.value).unwrap_or_default(),
        contact,
        locales,
    })
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

const fn scope(permission: GroupPermission) -> Scope {
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
