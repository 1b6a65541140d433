//! Lines for the person in front of the terminal.

use std::io::Write as _;

/// Writes text that ends its own lines.
pub(super) fn tell(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
