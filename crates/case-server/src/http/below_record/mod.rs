//! What the endpoints below a record share: the record that the path names, and storing a change.
//!
//! The record is looked up before any right is asked for, so that 404 wins over 403.

mod path;
mod selected;
mod store;

use axum::Router;
use axum::routing::MethodRouter;
pub(in crate::http) use path::RecordPath;
use primero_case_model::RecordType;
pub(in crate::http) use selected::{in_order, selected};
pub(in crate::http) use store::{Stored, authorship, store};

use crate::http::context::ServerState;

/// The same routes below records of several types: `/cases/{id}/flags`, `/incidents/{id}/flags`.
pub(in crate::http) fn routes(
    kinds: &[RecordType],
    below: &str,
    methods: &MethodRouter<ServerState>,
) -> Router<ServerState> {
    kinds.iter().fold(Router::new(), |router, kind| {
        let path = format!("/{}{below}", kind.plural());
        router.route(&path, methods.clone())
    })
}
