//! The incidents of a case, which belong to its owner.

use primero_case_db::search::{Filter, Order, Paging, RecordQuery};
use primero_case_model::access::ListScope;
use primero_case_model::stamp::Person;
use primero_case_model::{EventAction, Record, RecordId, RecordType};
use primero_http_kit::ApiError;

use super::perform::owned_by;
use crate::http::below_record::{authorship, store};
use crate::http::context::CallContext;
use crate::http::failure::db_failure;

/// The most incidents that go with a case.
const MOST: u32 = 1000;

/// Gives the incidents of a case to whoever the case was given to.
pub(super) async fn follow(
    call: &mut CallContext,
    case: &Record,
    owner: &Person,
    action: EventAction,
) -> Result<(), ApiError> {
    if case.record_type() != RecordType::Case {
        return Ok(());
    }
    for id in of_case(call, case.id()).await? {
        let mut records = call.tx.records();
        let found = records.find_to_change(RecordType::Incident, id).await;
        let Some(incident) = found.map_err(db_failure)? else {
            continue;
        };
        let authorship = authorship(call, action.clone());
        let changes = owned_by(call, &incident, owner, &authorship).await?;
        store(call, incident, changes, authorship).await?;
    }
    Ok(())
}

/// In the order of their ids, so that two requests that lock the same ones wait for each other.
async fn of_case(call: &mut CallContext, case: RecordId) -> Result<Vec<RecordId>, ApiError> {
    let query = RecordQuery {
        record_type: RecordType::Incident,
        scope: ListScope::Everything,
        filter: Filter::is("incident_case_id", case.to_string()),
        term: None,
        order: Order::default(),
    };
    let paging = Paging::Number {
        page: 1,
        size: MOST,
    };
    let found = call.tx.search().records(&query, &paging).await;
    let found = found.map_err(db_failure)?.records;
    let mut ids: Vec<RecordId> = found.iter().map(Record::id).collect();
    ids.sort_unstable();
    Ok(ids)
}
