//! Where the cluster keeps what belongs to it.

use std::path::{Path, PathBuf};

/// Directories of one set of daemons: the machine's cluster, or an API server of a test.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    state: PathBuf,
    run: PathBuf,
}

impl Layout {
    /// The one cluster of this machine.
    pub(crate) fn machine() -> Self {
        Self {
            state: "/var/lib/primero-local".into(),
            run: "/run/primero-local".into(),
        }
    }

    /// Everything in one private directory.
    pub(crate) fn private(directory: &Path) -> Self {
        Self {
            state: directory.to_path_buf(),
            run: directory.join("run"),
        }
    }

    /// The directory that holds all that survives a restart of the machine.
    pub(crate) fn state(&self) -> &Path {
        &self.state
    }

    /// Sockets, pid files and mounts, gone after a restart of the machine.
    pub(crate) fn run(&self) -> &Path {
        &self.run
    }

    /// A file or directory below the state.
    pub(crate) fn at(&self, relative: &str) -> PathBuf {
        self.state.join(relative)
    }

    /// One file of the certificates and keys.
    pub(crate) fn pki(&self, name: &str) -> PathBuf {
        self.state.join("pki").join(name)
    }

    /// The kubeconfig of a client, by the name of its certificate.
    pub(crate) fn kubeconfig_of(&self, client: &str) -> PathBuf {
        self.state.join("pki").join(format!("{client}.kubeconfig"))
    }

    /// The kubeconfig of the person who made the cluster.
    pub(crate) fn kubeconfig(&self) -> PathBuf {
        self.state.join("kubeconfig")
    }

    /// A configuration file.
    pub(crate) fn config(&self, name: &str) -> PathBuf {
        self.state.join("config").join(name)
    }

    /// The log of a daemon.
    pub(crate) fn log(&self, daemon: &str) -> PathBuf {
        self.state.join("logs").join(format!("{daemon}.log"))
    }

    /// What tells whether a daemon runs.
    pub(crate) fn pid_file(&self, daemon: &str) -> PathBuf {
        self.run.join("pids").join(format!("{daemon}.json"))
    }

    /// The socket of containerd.
    pub(crate) fn containerd_socket(&self) -> PathBuf {
        self.run.join("containerd.sock")
    }
}
