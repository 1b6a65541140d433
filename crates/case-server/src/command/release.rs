//! `release`: which contract and schema versions this program speaks, for a `CoreRelease`.

use std::io::Write as _;

use primero_case_db::schema::SCHEMA;
use serde_json::json;

/// Prints one line of JSON; needs no database.
pub(crate) fn run() -> anyhow::Result<()> {
    let release = json!({
        "contract": primero_tenant_contract::VERSION,
        "schema": {
            "head": SCHEMA.head,
            "minReadable": SCHEMA.oldest_readable,
            "maxReadable": SCHEMA.head,
        },
    });
    writeln!(std::io::stdout(), "{release}")?;
    Ok(())
}
