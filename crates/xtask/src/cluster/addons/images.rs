//! Images of the cluster's own parts, each one static program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::cluster::components::Components;
use crate::hex::hex;
use crate::image::{oci, rootfs::RootFs};
use crate::paths;
use crate::step::Step;

/// The user that runs the programs.
const USER: &str = "65532:65532";
/// The helper makes directories that only root may make.
const ROOT: &str = "0:0";

/// An image that lies in the cache.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) reference: String,
    pub(crate) file: PathBuf,
}

/// All of them.
#[derive(Debug, Clone)]
pub(crate) struct Images {
    pub(crate) pause: Stored,
    pub(crate) coredns: Stored,
    pub(crate) local_path: Stored,
    pub(crate) volume_helper: Stored,
    pub(crate) traefik: Stored,
}

impl Images {
    pub(super) fn ensure(step: &mut Step, components: &Components) -> Result<Self> {
        let kubernetes = &components.kubernetes;
        let pause = build_pause(step)?;
        Ok(Self {
            pause: ensure(step, &pause, "pause", USER)?,
            coredns: ensure(step, kubernetes, "coredns", USER)?,
            local_path: ensure(step, kubernetes, "local-path-provisioner", USER)?,
            volume_helper: ensure(step, kubernetes, "volume-helper", ROOT)?,
            traefik: ensure(step, &components.traefik, "traefik", USER)?,
        })
    }

    pub(super) fn all(&self) -> [&Stored; 5] {
        [
            &self.pause,
            &self.coredns,
            &self.local_path,
            &self.volume_helper,
            &self.traefik,
        ]
    }
}

/// The image of the program `name` in `directory`, made when it is not there. The directory is
/// named after all that the program was built from, so its images never change either.
fn ensure(step: &mut Step, directory: &Path, name: &str, user: &str) -> Result<Stored> {
    let file = directory.join(format!("{name}.image.tar"));
    let note = directory.join(format!("{name}.image.reference"));
    if let (Ok(reference), true) = (fs::read_to_string(&note), file.exists()) {
        return Ok(Stored { reference, file });
    }
    step.note(format_args!("assembling the image of {name}"));
    let mut root = RootFs::default();
    root.file(name, 0o755, directory.join(name));
    root.directory("tmp", 0o1777);
    let config = oci::Config {
        user: user.to_owned(),
        entrypoint: vec![format!("/{name}")],
        ..oci::Config::default()
    };
    let image = oci::write(&format!("primero.local/{name}"), &root, &config, &file)?;
    fs::write(&note, &image.reference)
        .with_context(|| format!("failed to write {}", note.display()))?;
    Ok(Stored {
        reference: image.reference,
        file,
    })
}

/// The program of pause containers: C, since fifty pods have one each and each stays in memory.
fn build_pause(step: &mut Step) -> Result<PathBuf> {
    let source = paths::root().join("deploy/local-cluster/pause/pause.c");
    let digest = Sha256::digest(fs::read(&source)?);
    let key = hex(&digest[..8]);
    let directory = paths::cache()
        .join("components")
        .join(format!("pause-{key}"));
    if !directory.join("pause").exists() {
        fs::create_dir_all(&directory)?;
        let partial = directory.join(format!("pause.partial-{}", std::process::id()));
        let mut compiler = Command::new("cc");
        compiler
            .args(["-static", "-Os", "-s", "-Wall", "-o"])
            .arg(&partial)
            .arg(&source);
        step.run(&mut compiler)?;
        fs::rename(&partial, directory.join("pause"))?;
    }
    Ok(directory)
}
