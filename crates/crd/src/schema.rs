//! Schemas that a derive cannot express.

use schemars::{Schema, SchemaGenerator, json_schema};

/// A point in time in RFC 3339, with its length bounded like every other string.
pub(crate) fn time(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "format": "date-time", "maxLength": 40})
}
