//! Asks glibc's allocator to give memory back.
//!
//! Left alone it keeps an arena a thread and, once a 19 MiB password hash was freed, never maps
//! such a block on its own again: the process would stay that much larger after every sign-in.
//! Its settings are read when a program starts, so the program starts itself once more with them.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

const TUNABLES: &str = "GLIBC_TUNABLES";
const SETTINGS: &str = "glibc.malloc.arena_max=2:glibc.malloc.mmap_threshold=131072:\
                        glibc.malloc.trim_threshold=131072:glibc.malloc.tcache_count=2";

/// Replaces the process by itself with the allocator's settings, unless somebody has set some.
pub(crate) fn tune() {
    if std::env::var_os(TUNABLES).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    // `exec` returns only when it failed; then the program simply goes on with more memory.
    let error = Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(TUNABLES, SETTINGS)
        .exec();
    tracing::debug!(%error, "the allocator keeps its own settings");
}
