//! Parameters that several lists share.

use primero_http_kit::{List, Page, Params};
use serde_json::Value;

/// Whether `disabled[]=false` or `disabled[0]=true` lets a thing through; without it everything
/// goes through.
pub(crate) fn is_wanted_state(params: &Params, disabled: bool) -> bool {
    let states = params.list("disabled");
    states.is_empty()
        || states.iter().any(|state| match state {
            Value::Bool(state) => *state == disabled,
            Value::String(state) => state.parse() == Ok(disabled),
            Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
        })
}

/// Some lists come whole unless a page is asked for; their metadata names the usual page anyway.
pub(crate) fn list_on_request<T>(all: Vec<T>, page: Page, params: &Params) -> List<T> {
    if Page::is_asked(params) {
        List::cut(all, page)
    } else {
        let total = all.len() as u64;
        List::new(all, total, page)
    }
}
