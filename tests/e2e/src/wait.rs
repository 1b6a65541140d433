//! Waiting for something that a cluster brings about in its own time.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// How often is looked again.
const PAUSE: Duration = Duration::from_millis(100);

/// Looks until `look` finds something, or fails after `limit` with what it saw last.
pub fn until<T>(
    what: &str,
    limit: Duration,
    mut look: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let began = Instant::now();
    loop {
        let seen = look();
        if let Ok(Some(found)) = seen {
            return Ok(found);
        }
        if began.elapsed() > limit {
            let missed = || format!("{what}: not within {} s", limit.as_secs());
            seen.with_context(missed)?;
            bail!(missed());
        }
        thread::sleep(PAUSE);
    }
}

/// Looks until `look` is true.
pub fn until_true(
    what: &str,
    limit: Duration,
    mut look: impl FnMut() -> Result<bool>,
) -> Result<()> {
    until(what, limit, || Ok(look()?.then_some(())))
}
