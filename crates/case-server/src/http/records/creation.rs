//! Making a record: accept, check, stamp, store with its event.

use std::sync::Arc;

use jiff::civil::Date;
use primero_case_db::DbError;
use primero_case_model::access::Actor;
use primero_case_model::stamp::{self, Creation, Person};
use primero_case_model::{
    ApplyError, Authorship, Change, Changed, EventAction, Path, Record, RecordId, RecordType, merge,
};
use primero_http_kit::ApiError;
use primero_kernel::Clock;
use primero_templates::configuration::Module;
use serde_json::{Map, Value};

use super::input::Input;
use super::person::person;
use super::rules::Rules;
use super::{identified, incidents};
use crate::http::context::CallContext;
use crate::http::failure::db_failure;
use crate::tenant::{PermittedFields, Tenant};

/// The stage of a new record in a module without a workflow, as the wire contract has it.
const FIRST_STAGE: &str = "new";
/// The switch of a module whose records hide the name from the start.
const HIDE_NAMES: &str = "hidden_name";

/// A record that was made.
pub(in crate::http) struct Created {
    pub(in crate::http) record: Record,
    /// The client made the id.
    pub(in crate::http) has_client_id: bool,
}

/// Makes a record of `data` for the caller.
pub(in crate::http) async fn create(
    mut call: CallContext,
    record_type: RecordType,
    data: &Map<String, Value>,
) -> Result<Created, ApiError> {
    let tenant = Arc::clone(&call.tenant);
    let module = module(&tenant, &call.actor, record_type, data)?;
    let mut answers = accepted(&call, record_type, &module.unique_id, data)?;
    let client_id = answers.remove("id");
    let known = client_id.as_ref().and_then(Value::as_str);
    let id = known.and_then(|id| id.parse().ok());
    let id = id.unwrap_or_else(|| RecordId::generate(call.clock.as_ref()));
    if record_type == RecordType::Case {
        answers.extend(identified::own_case(&mut call, id).await?);
    }
    let creator = person(&call.user);
    let owner = incidents::owner(&mut call, record_type, &answers).await?;
    let new = NewRecord {
        record_type,
        id,
        creator: &creator,
        owner: owner.as_ref().unwrap_or(&creator),
        module,
        first_stage: tenant.first_stage(record_type, &module.unique_id),
        today: call.today,
    };
    let changed = build(&new, answers, call.clock.as_ref()).map_err(ApiError::internal)?;
    let stored = call.tx.records().store(&changed).await;
    stored.map_err(duplicate_or_failure)?;
    call.tx.commit().await.map_err(db_failure)?;
    Ok(Created {
        record: changed.into_entity(),
        has_client_id: client_id.is_some(),
    })
}

/// The module that the data names, or else the caller's first that knows such records.
fn module<'t>(
    tenant: &'t Tenant,
    actor: &Actor,
    record_type: RecordType,
    data: &Map<String, Value>,
) -> Result<&'t Module, ApiError> {
    let named = data.get("module_id").and_then(Value::as_str);
    let modules = || tenant.modules().iter().map(|stored| &stored.value);
    if named.is_some_and(|named| modules().all(|module| module.unique_id != named)) {
        return Err(ApiError::InvalidRecord(vec!["/module_id".to_owned()]));
    }
    let own = modules().find(|module| {
        let is_own = actor.modules.contains(module.unique_id.as_str());
        let fits = module.associated_record_types.contains(&record_type);
        is_own && named.map_or(fits, |named| module.unique_id == named)
    });
    own.ok_or(ApiError::Forbidden)
}

/// The answers that the caller may give, calculated and checked.
fn accepted(
    call: &CallContext,
    record_type: RecordType,
    module: &str,
    data: &Map<String, Value>,
) -> Result<Map<String, Value>, ApiError> {
    let permitted = PermittedFields::of(&call.tenant, &call.actor, record_type, Some(module));
    let input = Input {
        tenant: &call.tenant,
        actor: &call.actor,
        record_type,
        permitted: &permitted,
        action: None,
        creates: true,
    };
    let mut answers = input.accept(data)?;
    // Who owns a record is decided here, never by the sender.
    answers.remove("owned_by");
    Rules::of(call, record_type, module).check_new(&call.actor, &mut answers)?;
    Ok(answers)
}

/// What a new record is made of besides its answers.
pub(crate) struct NewRecord<'a> {
    pub(crate) record_type: RecordType,
    pub(crate) id: RecordId,
    pub(crate) creator: &'a Person,
    pub(crate) owner: &'a Person,
    pub(crate) module: &'a Module,
    /// Where the module's workflow begins.
    pub(crate) first_stage: Option<&'a str>,
    pub(crate) today: Date,
}

/// A new record with everything that the server adds, and its event.
pub(crate) fn build(
    new: &NewRecord<'_>,
    mut answers: Map<String, Value>,
    clock: &dyn Clock,
) -> Result<Changed<Record>, ApplyError> {
    let NewRecord {
        record_type,
        id,
        creator,
        owner,
        module,
        first_stage,
        today,
    } = *new;
    let hides_names = module.module_options.switches.get(HIDE_NAMES) == Some(&Value::Bool(true));
    if record_type == RecordType::Case && hides_names {
        answers.insert("hidden_name".to_owned(), Value::Bool(true));
    }
    let authorship = Authorship::new(clock, creator.user_name.clone(), EventAction::CREATE);
    let creation = Creation {
        creator,
        owner,
        unique_identifier: clock.new_random_uuid(),
        code_prefix: "",
        module_id: Some(&module.unique_id),
        workflow: first_stage.or(Some(FIRST_STAGE)),
        today,
    };
    let answers = merge::first_data(answers, &mut || clock.new_random_uuid().to_string());
    let data = stamp::created(record_type, answers, &creation, &authorship);
    let whole = Change::Set {
        path: Path::root(),
        value: data.into(),
    };
    let changed = Record::blank(record_type, id).change(vec![whole], authorship)?;
    Ok(changed.expect("a new record has data, so it is changed"))
}

fn duplicate_or_failure(error: DbError) -> ApiError {
    if matches!(error, DbError::Exists { .. }) {
        ApiError::DuplicateId
    } else {
        db_failure(error)
    }
}
