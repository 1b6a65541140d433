//! The images around our own programs: no shell, no package manager, not root.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::Archive;
use super::debian::Packages;
use super::oci::Config;
use super::rootfs::RootFs;
use super::store::Store;
use crate::step::Step;

/// The same number as `primero_tenant_contract::mount::RUN_AS_ID`, which pods are checked against.
const USER: u32 = 65_532;

/// What a dynamically linked program needs beside itself.
const PACKAGES: [&str; 4] = ["libc6", "libgcc-s1", "ca-certificates", "tzdata"];

/// The image `name` around `binary`, which gets `command` as its argument unless a pod says
/// otherwise.
pub(super) fn image(
    step: &mut Step,
    store: &Store,
    name: &str,
    binary: &Path,
    command: Option<&str>,
) -> Result<Archive> {
    step.note(format!("image {name}"));
    let packages = Packages::resolve(store.packages(), &PACKAGES)?;
    let content =
        fs::read(binary).with_context(|| format!("failed to read {}", binary.display()))?;
    let program = format!("/usr/bin/primero-{name}");
    let config = Config {
        user: format!("{USER}:{USER}"),
        entrypoint: vec![program.clone()],
        cmd: command.map(str::to_owned).into_iter().collect(),
        ..Config::default()
    };
    let work = tempfile::tempdir().context("failed to make a directory to work in")?;
    store.image(
        name,
        &[
            &content,
            packages.identity().as_bytes(),
            command.unwrap_or_default().as_bytes(),
        ],
        || {
            packages.unpack()?;
            let stripped = work.path().join(name);
            // Debug information is nine tenths of a dev build; symbols stay for backtraces.
            step.run(
                Command::new("objcopy")
                    .arg("--strip-debug")
                    .arg(binary)
                    .arg(&stripped),
            )?;
            let mut root = base(&packages)?;
            packages.add_libraries(&mut root, std::slice::from_ref(&stripped))?;
            root.file(&program, 0o755, stripped);
            Ok((root, config))
        },
    )
}

fn base(packages: &Packages) -> Result<RootFs> {
    let mut root = RootFs::default();
    root.text(
        "etc/passwd",
        0o644,
        format!("primero:x:{USER}:{USER}::/:/sbin/nologin\n"),
    );
    root.text("etc/group", 0o644, format!("primero:x:{USER}:\n"));
    root.text("etc/nsswitch.conf", 0o644, "hosts: files dns\n");
    root.text(
        "etc/ssl/certs/ca-certificates.crt",
        0o644,
        trusted_certificates(packages)?,
    );
    root.directory("tmp", 0o1777);
    merge_usr(&mut root);
    add_time_zones(packages, &mut root)?;
    Ok(root)
}

/// The places where loaders and scripts look, beside the one where things lie.
pub(super) fn merge_usr(root: &mut RootFs) {
    for top in ["bin", "lib", "lib64"] {
        root.link(top, format!("usr/{top}"));
    }
}

/// Time zones, without the two further sets that count leap seconds.
pub(super) fn add_time_zones(packages: &Packages, root: &mut RootFs) -> Result<()> {
    let zones = "usr/share/zoneinfo";
    root.tree(packages.root_of(zones)?, zones, |path| {
        path.starts_with("usr/share/zoneinfo/right") || path.starts_with("usr/share/zoneinfo/posix")
    })
}

/// The package holds single certificates; the bundle is made by its script, which nobody runs here.
fn trusted_certificates(packages: &Packages) -> Result<Vec<u8>> {
    let place = "usr/share/ca-certificates/mozilla";
    let directory = packages.root_of(place)?.join(place);
    let mut files = fs::read_dir(&directory)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    files.sort();
    let mut bundle = Vec::new();
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|kind| kind == "crt"))
    {
        bundle
            .extend(fs::read(file).with_context(|| format!("failed to read {}", file.display()))?);
        bundle.push(b'\n');
    }
    Ok(bundle)
}
