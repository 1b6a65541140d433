//! `openapi`: the description of the API, as it is committed.

use std::io::Write as _;

use crate::http::openapi;

/// Prints the description; needs no database.
pub(crate) fn run() -> anyhow::Result<()> {
    writeln!(
        std::io::stdout(),
        "{}",
        openapi::document().to_pretty_json()?
    )?;
    Ok(())
}
