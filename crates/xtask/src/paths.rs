//! Where things lie: in the checkout, and on the machine.

use std::env;
use std::path::{Path, PathBuf};

/// The checkout that this program was built from.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("the manifest lies in crates/xtask of the checkout")
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Log files of the steps of one task.
pub(crate) fn logs(task: &str) -> PathBuf {
    root().join("target/xtask-logs").join(task)
}

/// What is expensive to make and equal for every checkout: root's cache when it is ours to write,
/// else the person's own.
pub(crate) fn cache() -> PathBuf {
    if nix::unistd::geteuid().is_root() {
        return system_cache().to_path_buf();
    }
    let home =
        || PathBuf::from(env::var_os("HOME").unwrap_or_else(|| "/tmp".into())).join(".cache");
    env::var_os("XDG_CACHE_HOME")
        .map_or_else(home, PathBuf::from)
        .join("primero-local")
}

/// The cache that root fills and everyone may read.
pub(crate) fn system_cache() -> &'static Path {
    Path::new("/var/cache/primero-local")
}
