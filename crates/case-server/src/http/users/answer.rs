//! What writes of users answer: the user, and how many may still be enabled.

use axum::Json;
use primero_case_db::Tx;
use primero_case_db::users::User;
use primero_http_kit::ApiError;
use primero_templates::configuration::UserCategory;
use serde::Serialize;
use serde_json::{Map, Value};

use super::wire;
use crate::http::failure::db_failure;
use crate::tenant::Tenant;

/// A user with the numbers beside him.
#[derive(Debug, Serialize)]
pub(super) struct Written {
    data: Map<String, Value>,
    metadata: Numbers,
}

#[derive(Debug, Serialize)]
struct Numbers {
    total_enabled: i64,
    maximum_users: Option<i64>,
}

/// The answer to a write of a user.
pub(super) async fn written(
    user: &User,
    tx: &mut Tx,
    tenant: &Tenant,
) -> Result<Json<Written>, ApiError> {
    Ok(Json(Written {
        data: wire::user(user, tenant),
        metadata: Numbers {
            total_enabled: total_enabled(tx, tenant).await?,
            maximum_users: maximum_users(tenant),
        },
    }))
}

/// How many users are enabled. Machines, maintainers and people whom records are about do not count.
pub(super) async fn total_enabled(tx: &mut Tx, tenant: &Tenant) -> Result<i64, ApiError> {
    let roles = tenant.roles().iter().map(|stored| &stored.value);
    let uncounted = roles.filter(|role| !is_counted(role.user_category));
    let uncounted: Vec<String> = uncounted.map(|role| role.unique_id.clone()).collect();
    let count = tx.users().count_enabled(&uncounted).await;
    count.map_err(db_failure)
}

/// How many users may be enabled; none when there is no limit.
pub(super) fn maximum_users(tenant: &Tenant) -> Option<i64> {
    tenant.option("maximum_users").and_then(Value::as_i64)
}

/// Whether users of a role count.
pub(super) const fn is_counted(category: Option<UserCategory>) -> bool {
    category.is_none()
}
