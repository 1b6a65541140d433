//! A code of conduct as API v2 writes it.

use primero_case_db::codes_of_conduct::CodeOfConduct;
use primero_case_model::event::timestamp_value;
use serde::Serialize;
use serde_json::Value;

/// A code of conduct.
#[derive(Debug, Serialize)]
pub(in crate::http) struct WireCode<'a> {
    id: i32,
    title: &'a str,
    content: &'a str,
    created_on: Value,
    created_by: &'a str,
}

/// The code with its number.
pub(in crate::http) fn code_of_conduct(code: &CodeOfConduct) -> WireCode<'_> {
    WireCode {
        id: code.number,
        title: &code.title,
        content: &code.content,
        created_on: timestamp_value(code.created_at),
        created_by: &code.created_by,
    }
}
