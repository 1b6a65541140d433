//! What the server writes into a record by itself: identity, ownership, authorship.

use jiff::civil::Date;
use primero_kernel::{UniqueId, UserName};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::event::timestamp_value;
use crate::{Authorship, Change, Record, RecordType};

/// A user as far as records carry his particulars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name to sign in with.
    pub user_name: UserName,
    /// The name to read.
    pub full_name: Option<String>,
    /// The agency.
    pub agency: Option<UniqueId>,
    /// The agency's office.
    pub agency_office: Option<String>,
    /// The user groups.
    pub groups: Vec<UniqueId>,
    /// The code of the location.
    pub location: Option<String>,
}

/// What a new record is given besides the answers that were sent.
#[derive(Clone, Debug)]
pub struct Creation<'a> {
    /// Who creates it.
    pub creator: &'a Person,
    /// Who owns it, mostly the creator.
    pub owner: &'a Person,
    /// A fresh random id.
    pub unique_identifier: Uuid,
    /// What the configured code format puts before the short id, with its separator.
    pub code_prefix: &'a str,
    /// The module, when the answers name none.
    pub module_id: Option<&'a str>,
    /// The first stage of the module's workflow, when the answers name none.
    pub workflow: Option<&'a str>,
    /// Today where the tenant is.
    pub today: Date,
}

/// The fields of a new record: the answers, with everything that the server adds. Identity,
/// ownership and authorship outrank what was sent; status, module and dates give way to it.
pub fn created(
    record_type: RecordType,
    answers: Map<String, Value>,
    creation: &Creation<'_>,
    authorship: &Authorship,
) -> Map<String, Value> {
    let mut data = answers;
    let mut default = |field: &str, value: Value| {
        let entry = data.entry(field).or_insert(Value::Null);
        if entry.is_null() {
            *entry = value;
        }
    };
    let at = timestamp_value(authorship.at());
    default("status", "open".into());
    default("record_state", true.into());
    default("created_at", at.clone());
    if let Some(module) = creation.module_id {
        default("module_id", module.into());
    }
    if let Some(workflow) = creation.workflow {
        default("workflow", workflow.into());
    }
    if let Some(field) = registration_date_field(record_type) {
        default(field, creation.today.to_string().into());
    }
    default("posted_at", at.clone());
    data.extend(identity(record_type, creation));
    data.extend(ownership(creation.owner));
    data.extend(creator(creation.creator));
    data.extend(last_update(creation.creator, at));
    data.insert(
        "not_edited_by_owner".to_owned(),
        (creation.creator.user_name != creation.owner.user_name).into(),
    );
    data
}

/// The changes that every update of a record brings along.
pub fn updated(record: &Record, editor: &Person, authorship: &Authorship) -> Vec<Change> {
    let by_other = record
        .text("owned_by")
        .is_some_and(|owner| owner != editor.user_name.as_str());
    let mut changes: Vec<Change> = last_update(editor, timestamp_value(authorship.at()))
        .map(|(field, value)| Change::set(field, value))
        .collect();
    changes.push(Change::set("not_edited_by_owner", by_other));
    changes
}

/// The number of characters of the short id.
const SHORT_ID_LENGTH: usize = 7;

fn identity(
    record_type: RecordType,
    creation: &Creation<'_>,
) -> impl Iterator<Item = (String, Value)> {
    let identifier = creation.unique_identifier.to_string();
    let short = identifier[identifier.len() - SHORT_ID_LENGTH..].to_owned();
    let display = format!("{}{short}", creation.code_prefix);
    let (id_field, display_field) = match record_type {
        RecordType::Case => ("case_id", Some("case_id_display")),
        RecordType::Incident => ("incident_id", Some("incident_code")),
        RecordType::TracingRequest => ("tracing_request_id", None),
        RecordType::RegistryRecord => ("registry_id", Some("registry_id_display")),
        RecordType::Family => ("family_id", Some("family_id_display")),
    };
    let fields = [
        Some(("unique_identifier", identifier.clone())),
        Some(("short_id", short)),
        Some((id_field, identifier)),
        display_field.map(|field| (field, display)),
    ];
    fields
        .into_iter()
        .flatten()
        .map(|(field, text)| (field.to_owned(), text.into()))
}

fn registration_date_field(record_type: RecordType) -> Option<&'static str> {
    match record_type {
        RecordType::Case | RecordType::RegistryRecord => Some("registration_date"),
        RecordType::TracingRequest => Some("inquiry_date"),
        RecordType::Family => Some("family_registration_date"),
        RecordType::Incident => None,
    }
}

/// The fields that say whose record it is. An assignment writes the same ones.
pub fn ownership(owner: &Person) -> impl Iterator<Item = (String, Value)> {
    let agency = text(owner.agency.as_ref().map(UniqueId::as_str));
    let groups = names(owner);
    let agencies: Vec<Value> = owner.agency.iter().map(|id| id.as_str().into()).collect();
    present([
        ("owned_by", owner.user_name.as_str().into()),
        ("owned_by_full_name", text(owner.full_name.as_deref())),
        ("owned_by_agency_id", agency.clone()),
        (
            "owned_by_agency_office",
            text(owner.agency_office.as_deref()),
        ),
        ("owned_by_groups", groups.clone()),
        ("owned_by_location", text(owner.location.as_deref())),
        ("previously_owned_by", owner.user_name.as_str().into()),
        (
            "previously_owned_by_full_name",
            text(owner.full_name.as_deref()),
        ),
        ("previously_owned_by_agency", agency),
        (
            "associated_user_names",
            vec![Value::from(owner.user_name.as_str())].into(),
        ),
        ("associated_user_groups", groups),
        ("associated_user_agencies", agencies.into()),
    ])
}

fn creator(person: &Person) -> impl Iterator<Item = (String, Value)> {
    let agency = text(person.agency.as_ref().map(UniqueId::as_str));
    present([
        ("created_by", person.user_name.as_str().into()),
        ("created_by_full_name", text(person.full_name.as_deref())),
        ("created_by_agency", agency.clone()),
        ("created_by_user_group", names(person)),
        ("created_by_groups", names(person)),
        ("created_organization", agency),
        (
            "created_agency_office",
            text(person.agency_office.as_deref()),
        ),
    ])
}

fn last_update(editor: &Person, at: Value) -> impl Iterator<Item = (String, Value)> {
    present([
        ("last_updated_at", at),
        ("last_updated_by", editor.user_name.as_str().into()),
        (
            "last_updated_by_full_name",
            text(editor.full_name.as_deref()),
        ),
        (
            "last_updated_organization",
            text(editor.agency.as_ref().map(UniqueId::as_str)),
        ),
    ])
}

/// A key that nobody has a value for stays absent: API v2 tells absent from null.
fn present<const N: usize>(
    fields: [(&'static str, Value); N],
) -> impl Iterator<Item = (String, Value)> {
    fields
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(field, value)| (field.to_owned(), value))
}

fn text(text: Option<&str>) -> Value {
    text.map_or(Value::Null, Value::from)
}

fn names(person: &Person) -> Value {
    person.groups.iter().map(UniqueId::as_str).collect()
}
