//! PostgreSQL for evaluation, from Debian packages that nobody installed.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::Archive;
use super::debian::Packages;
use super::oci::Config;
use super::primero::{add_time_zones, merge_usr};
use super::rootfs::RootFs;
use super::store::Store;
use crate::paths;
use crate::step::Step;

/// The number that PostgreSQL images have by custom.
const USER: u32 = 70;

const BIN: &str = "usr/lib/postgresql/15/bin";
const MODULES: &str = "usr/lib/postgresql/15/lib";
const SHARE: &str = "usr/share/postgresql/15";
const LOCALE: &str = "usr/lib/locale/C.utf8";
/// What the entrypoint, and `initdb` itself, call.
const SHELL: [&str; 3] = ["bin/dash", "bin/mv", "bin/rm"];

/// The server, the entrypoint's few programs, and the libraries of both.
const PACKAGES: &[&str] = &[
    "postgresql-15",
    "postgresql-client-15",
    "coreutils",
    "dash",
    "libacl1",
    "libattr1",
    "libaudit1",
    "libc-bin",
    "libc6",
    "libcap-ng0",
    "libcap2",
    "libcom-err2",
    "libffi8",
    "libgcc-s1",
    "libgcrypt20",
    "libgmp10",
    "libgnutls30",
    "libgpg-error0",
    "libgssapi-krb5-2",
    "libhogweed6",
    "libicu72",
    "libidn2-0",
    "libk5crypto3",
    "libkeyutils1",
    "libkrb5-3",
    "libkrb5support0",
    "libldap-2.5-0",
    "liblz4-1",
    "liblzma5",
    "libnettle8",
    "libp11-kit0",
    "libpam0g",
    "libpcre2-8-0",
    "libpq5",
    "libreadline8",
    "libsasl2-2",
    "libselinux1",
    "libssl3",
    "libstdc++6",
    "libsystemd0",
    "libtasn1-6",
    "libtinfo6",
    "libunistring2",
    "libuuid1",
    "libxml2",
    "libxslt1.1",
    "libzstd1",
    "tzdata",
    "zlib1g",
];

/// The image `postgres`.
pub(super) fn image(step: &mut Step, store: &Store) -> Result<Archive> {
    step.note("image postgres");
    let packages = Packages::resolve(store.packages(), PACKAGES)?;
    let source = paths::root().join("deploy/images/postgres");
    let read = |file: &str| {
        fs::read(source.join(file))
            .with_context(|| format!("failed to read deploy/images/postgres/{file}"))
    };
    let (entrypoint, access) = (read("entrypoint.sh")?, read("pg_hba.conf")?);
    let inputs = [
        packages.identity().into_bytes(),
        entrypoint.clone(),
        access.clone(),
    ];
    store.image("postgres", &inputs.each_ref().map(Vec::as_slice), || {
        packages.unpack()?;
        let mut root = server(&packages)?;
        root.text("usr/bin/postgres-entrypoint", 0o755, entrypoint);
        root.text("etc/postgresql/pg_hba.conf", 0o644, access);
        Ok((root, config()))
    })
}

fn config() -> Config {
    let env = [
        "PATH=/usr/lib/postgresql/15/bin:/usr/bin",
        "LANG=C.UTF-8",
        "PGHOST=/tmp",
    ];
    Config {
        user: format!("{USER}:{USER}"),
        entrypoint: vec!["/usr/bin/postgres-entrypoint".to_owned()],
        env: env.map(str::to_owned).to_vec(),
        // A fast shutdown: SIGTERM would wait for every client to leave.
        stop_signal: "SIGINT".to_owned(),
        ..Config::default()
    }
}

fn server(packages: &Packages) -> Result<RootFs> {
    let mut root = RootFs::default();
    let mut programs = Vec::new();
    for place in SHELL {
        let from = packages.root_of(place)?.join(place);
        root.file(place, 0o755, &from);
        programs.push(from);
    }
    root.link("bin/sh", "dash");
    for package in ["bin/postgres", "bin/psql"] {
        let from = packages.root_of(&format!("usr/lib/postgresql/15/{package}"))?;
        for directory in [BIN, MODULES, SHARE] {
            if from.join(directory).exists() {
                root.tree(from, directory, left_out)?;
                programs.extend(elf_files(from, directory)?);
            }
        }
    }
    packages.add_libraries(&mut root, &programs)?;
    root.tree(packages.root_of(LOCALE)?, LOCALE, |_| false)?;
    add_time_zones(packages, &mut root)?;
    // initdb refuses to run as a number without a name.
    root.text(
        "etc/passwd",
        0o644,
        format!("postgres:x:{USER}:{USER}::/var/lib/postgresql:/bin/sh\n"),
    );
    root.text("etc/group", 0o644, format!("postgres:x:{USER}:\n"));
    root.text("etc/nsswitch.conf", 0o644, "hosts: files dns\n");
    root.directory("var/lib/postgresql", 0o755);
    root.directory("tmp", 0o1777);
    merge_usr(&mut root);
    Ok(root)
}

/// Manuals, and the just-in-time compiler with its bitcode: 40 MB that nothing here needs.
fn left_out(path: &str) -> bool {
    path.starts_with("usr/share/postgresql/15/man")
        || ["bitcode", "pgxs"]
            .iter()
            .any(|part| path == format!("{MODULES}/{part}"))
        || path.contains("/llvmjit")
}

fn elf_files(root: &Path, directory: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root.join(directory))? {
        let path = entry?.path();
        let relative = path.strip_prefix(root)?.to_string_lossy().into_owned();
        let program = directory == BIN || path.extension().is_some_and(|kind| kind == "so");
        if program
            && path.is_file()
            && !left_out(&relative)
            && fs::read(&path)?.starts_with(b"\x7fELF")
        {
            found.push(path);
        }
    }
    Ok(found)
}
