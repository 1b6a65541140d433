//! Users with what a request asks to know beside their attributes.

use primero_case_db::search::UserActivity;
use primero_case_db::users::User;
use primero_case_model::event::timestamp_value;
use primero_http_kit::{ApiError, Params};
use serde_json::{Map, Value};

use super::authorisation::authorisation;
use super::wire;
use crate::http::context::CallContext;
use crate::http::failure::db_failure;

/// What a request asks to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// What the users may do (`extended=true`).
    rights: bool,
    /// What they did last (`activity_stats=true`).
    activity: bool,
}

impl Asked {
    pub(super) fn by(params: &Params) -> Self {
        Self {
            rights: params.is_true("extended"),
            activity: params.is_true("activity_stats"),
        }
    }
}

/// The users as API v2 writes them.
pub(super) async fn users(
    call: &mut CallContext,
    users: &[&User],
    asked: Asked,
) -> Result<Vec<Map<String, Value>>, ApiError> {
    let name = |user: &User| user.attributes.user_name.to_string();
    let activities = if asked.activity {
        let names: Vec<String> = users.iter().map(|user| name(user)).collect();
        let found = call.tx.search().user_activity(&names).await;
        found.map_err(db_failure)?
    } else {
        std::collections::BTreeMap::new()
    };
    let tenant = &call.tenant;
    let written = users.iter().map(|user| {
        let mut object = wire::user(user, tenant);
        if asked.rights
            && let Some(actor) = tenant.actor(user)
        {
            object.extend(authorisation(user, &actor, tenant));
        }
        if let Some(activity) = activities.get(&name(user)) {
            object.extend(stats(*activity));
        }
        wire::without_nulls(object)
    });
    Ok(written.collect())
}

fn stats(activity: UserActivity) -> Map<String, Value> {
    let moments = [
        ("last_access", activity.last_access),
        ("last_case_viewed", activity.last_case_viewed),
        ("last_case_updated", activity.last_case_updated),
    ];
    moments
        .into_iter()
        .filter_map(|(key, at)| Some((key.to_owned(), timestamp_value(at?))))
        .collect()
}
