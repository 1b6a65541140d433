//! What a request asks of the list of users.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use primero_case_db::search::{Activity, Direction, Span, UserOrder, UserQuery};
use primero_http_kit::nested_query::list;
use primero_kernel::UniqueId;
use serde_json::{Map, Value};

use crate::tenant::Tenant;

/// The filters by which a list can be narrowed to what users did last.
const ACTIVITIES: [(&str, Activity); 3] = [
    ("last_access", Activity::Access),
    ("last_case_viewed", Activity::CaseViewed),
    ("last_case_updated", Activity::CaseUpdated),
];

/// The filters of a list of users; whom it may show is not among them.
pub(super) fn query(params: &Map<String, Value>, tenant: &Tenant) -> UserQuery {
    let texts = |name: &str| texts(params.get(name));
    let activity = ACTIVITIES
        .into_iter()
        .filter_map(|(name, activity)| Some((activity, span(params.get(name)?))));
    let roles = tenant
        .roles()
        .iter()
        .map(|own| (own.id, own.value.unique_id.as_str()));
    let agencies = tenant
        .agencies()
        .iter()
        .map(|own| (own.id, own.value.unique_id.as_str()));
    let groups = tenant
        .user_groups()
        .iter()
        .map(|own| (own.id, own.value.unique_id.as_str()));
    let wanted_roles = texts("role_id");
    let roles = (!wanted_roles.is_empty()).then(|| named(&wanted_roles, roles));
    UserQuery {
        disabled: one_state(&texts("disabled")),
        agencies: named(&texts("agency"), agencies),
        groups: named(&texts("user_group_ids"), groups),
        roles,
        user_name: filled(params, "user_name"),
        text: filled(params, "query"),
        location: filled(params, "location"),
        services: texts("services"),
        activity: activity.collect(),
        ..UserQuery::default()
    }
}

/// What a list is ordered by; users are in the order in which they were made where nothing is said.
pub(super) fn order(params: &Map<String, Value>) -> (UserOrder, Direction) {
    let order = match params.get("order_by").and_then(Value::as_str) {
        Some("user_name") => UserOrder::UserName,
        Some("full_name" | "name") => UserOrder::FullName,
        Some("email") => UserOrder::Email,
        Some("agency" | "agency_id") => UserOrder::Agency,
        Some("role" | "role_unique_id" | "role_id") => UserOrder::Role,
        Some("location") => UserOrder::Location,
        Some("position") => UserOrder::Position,
        Some("code") => UserOrder::Code,
        Some("disabled" | "enabled") => UserOrder::Disabled,
        Some("created_at") => UserOrder::CreatedAt,
        Some("updated_at") => UserOrder::UpdatedAt,
        Some(name) => ACTIVITIES
            .into_iter()
            .find(|(known, _)| *known == name)
            .map_or(UserOrder::Id, |(_, activity)| UserOrder::Activity(activity)),
        None => UserOrder::Id,
    };
    let direction = match params.get("order").and_then(Value::as_str) {
        Some("desc") => Direction::Descending,
        _ => Direction::Ascending,
    };
    (order, direction)
}

fn filled(params: &Map<String, Value>, name: &str) -> Option<String> {
    let text = params.get(name)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The texts of a parameter, whether it is written as one, as a list or with commas.
fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.map(list).unwrap_or_default();
    let texts = items.into_iter().filter_map(|item| match item {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(state) => Some(state.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    });
    texts
        .flat_map(|text| {
            text.split(',')
                .map(|part| part.trim().to_owned())
                .collect::<Vec<_>>()
        })
        .filter(|text| !text.is_empty())
        .collect()
}

/// Both states are no filter.
fn one_state(states: &[String]) -> Option<bool> {
    let asked = |state: &str| states.iter().any(|own| own == state);
    match (asked("true"), asked("false")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        (true, true) | (false, false) => None,
    }
}

/// The ids of objects that are named by number or by id. A name that nothing has matches nobody.
fn named<'a>(wanted: &[String], objects: impl Iterator<Item = (i64, &'a str)>) -> Vec<UniqueId> {
    let objects: Vec<(String, &str)> = objects
        .map(|(number, id)| (number.to_string(), id))
        .collect();
    let ids = wanted.iter().map(|wanted| {
        let known = objects
            .iter()
            .find(|(number, id)| wanted == id || wanted == number);
        known.map_or(wanted.as_str(), |(_, id)| *id)
    });
    ids.filter_map(|id| id.parse().ok()).collect()
}

/// `from` and `to`, as moments or days.
fn span(value: &Value) -> Span {
    let end = |name: &str| value.get(name).and_then(Value::as_str);
    Span {
        from: end("from").and_then(|text| moment(text, DayEnd::First)),
        to: end("to").and_then(|text| moment(text, DayEnd::Last)),
    }
}

/// Which moment of a day is meant where only a day is said.
#[derive(Clone, Copy)]
pub(in crate::http) enum DayEnd {
    /// The first.
    First,
    /// The last.
    Last,
}

/// A moment as clients write it, or a whole day.
pub(in crate::http) fn moment(text: &str, end: DayEnd) -> Option<Timestamp> {
    // A plus sign of a zone becomes a blank in a query that was not encoded.
    let text = text.trim().replace(' ', "+");
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    let day: Date = text.parse().ok()?;
    let day = match end {
        DayEnd::First => day,
        DayEnd::Last => day.tomorrow().ok()?,
    };
    let start = day.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(match end {
        DayEnd::First => start,
        DayEnd::Last => start - jiff::SignedDuration::from_millis(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_meant_whole() {
        let first = moment("2026-03-01", DayEnd::First).unwrap();
        assert_eq!(first.to_string(), "2026-03-01T00:00:00Z");
        let last = moment("2026-03-01", DayEnd::Last).unwrap();
        assert_eq!(last.to_string(), "2026-03-01T23:59:59.999Z");
        let exact = moment("2026-03-01T08:00:00 03:00", DayEnd::First).unwrap();
        assert_eq!(exact.to_string(), "2026-03-01T05:00:00Z");
        assert!(moment("soon", DayEnd::First).is_none());
    }
}
