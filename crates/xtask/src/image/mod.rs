//! Images without a registry or a container engine: a root file system becomes an OCI layout in a
//! tar file, byte for byte the same on every machine.
//!
//! [`build`] makes ours: `core` and `operator` around what cargo built ([`primero`]) and `postgres`
//! from Debian packages ([`postgres`]). What was made before is found again by its inputs
//! ([`store`]). `deploy/images` has a Containerfile for each, for people with a container engine.

mod debian;
mod elf;
pub(crate) mod oci;
mod postgres;
mod primero;
pub(crate) mod rootfs;
mod store;

use std::path::PathBuf;

use anyhow::Result;

use crate::paths;
use crate::step::Steps;
use crate::up::build::Binaries;
use store::Store;

/// An image that lies in the cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Archive {
    /// `repository:tag`, the tag being the beginning of the digest.
    pub(crate) reference: String,
    /// The OCI layout as a tar file.
    pub(crate) path: PathBuf,
}

impl Archive {
    /// The part behind the colon.
    pub(crate) fn tag(&self) -> &str {
        self.reference.rsplit_once(':').map_or("", |(_, tag)| tag)
    }
}

/// The images that the platform's chart runs.
#[derive(Debug)]
pub(crate) struct Images {
    pub(crate) core: Archive,
    pub(crate) operator: Archive,
    pub(crate) postgres: Archive,
}

impl Images {
    /// All of them.
    pub(crate) fn all(&self) -> [&Archive; 3] {
        [&self.core, &self.operator, &self.postgres]
    }
}

/// Makes the images that the cache does not hold yet.
pub(crate) fn build(steps: &Steps, binaries: &Binaries) -> Result<Images> {
    steps.step("Assemble images", "cargo xtask images", |step| {
        let store = Store::open()?;
        let (core, operator) = (&binaries.core, &binaries.operator);
        debian::with_fresh_lists(step, |step| {
            Ok(Images {
                core: primero::image(step, &store, "core", core, Some("serve"))?,
                operator: primero::image(step, &store, "operator", operator, Some("run"))?,
                postgres: postgres::image(step, &store)?,
            })
        })
    })
}

/// The image of one further program of this workspace, `primero-<name>`, which cargo built.
pub(crate) fn program(steps: &Steps, name: &str) -> Result<Archive> {
    steps.step(
        &format!("Assemble the image {name}"),
        "cargo build --workspace --bins",
        |step| {
            let binary = paths::target()
                .join("debug")
                .join(format!("primero-{name}"));
            primero::image(step, &Store::open()?, name, &binary, None)
        },
    )
}
