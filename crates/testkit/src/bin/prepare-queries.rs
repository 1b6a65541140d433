//! `prepare-queries [--check]`: writes or checks the offline data of the checked queries.

use std::path::Path;

use anyhow::{Context, Result, bail};
use primero_testkit::queries::{Mode, prepare};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mode = match std::env::args().nth(1).as_deref() {
        None => Mode::Write,
        Some("--check") => Mode::Check,
        Some(other) => bail!("there is no option {other:?}"),
    };
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .context("the workspace is two directories up")?;
    prepare(workspace, mode).await
}
