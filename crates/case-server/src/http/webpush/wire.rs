//! A subscription as API v2 writes it; what it is encrypted with stays here.

use primero_case_db::users::UserId;
use primero_case_db::webpush::WebpushSubscription;
use primero_case_model::event::timestamp_value;
use serde::Serialize;
use serde_json::Value;

/// A subscription.
#[derive(Debug, Serialize)]
pub(super) struct WireSubscription<'a> {
    id: i32,
    user_id: UserId,
    disabled: bool,
    notification_url: &'a str,
    created_at: Value,
    updated_at: Value,
}

/// The subscription without its keys.
pub(super) fn subscription(stored: &WebpushSubscription) -> WireSubscription<'_> {
    WireSubscription {
        id: stored.number,
        user_id: stored.user,
        disabled: stored.disabled,
        notification_url: &stored.notification_url,
        created_at: timestamp_value(stored.created_at),
        updated_at: timestamp_value(stored.updated_at),
    }
}
