//! The files of the tenant contract, below one directory.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use primero_tenant_contract::bootstrap::KEY_BYTES;
use primero_tenant_contract::mount;
use primero_tenant_contract::settings::InstanceSettings;

/// What is wrong with the mounted files.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfigError {
    /// A file cannot be read.
    #[error("failed to read {}", path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// A file holds something else than it should.
    #[error("{}: {problem}", path.display())]
    Content { path: PathBuf, problem: String },
}

/// The directory that the contract's directories stand in; `/etc/primero` in a container.
#[derive(Debug, Clone)]
pub(crate) struct Mounts {
    root: PathBuf,
}

impl Mounts {
    pub(crate) const fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// The instance's own settings.
    pub(crate) fn instance(&self) -> Result<InstanceSettings, ConfigError> {
        let path = self.path(mount::INSTANCE_DIR).join(mount::INSTANCE_KEY);
        let text = read(&path)?;
        serde_json::from_slice(&text).map_err(|error| content(&path, error.to_string()))
    }

    /// The key that bootstrap links are signed with.
    pub(crate) fn signing_key(&self) -> Result<[u8; KEY_BYTES], ConfigError> {
        let path = self.path(mount::BOOTSTRAP_DIR).join(mount::SIGNING_KEY);
        let bytes = read(&path)?;
        let length = bytes.len();
        bytes.try_into().map_err(|_| {
            content(
                &path,
                format!("holds {length} bytes instead of {KEY_BYTES}"),
            )
        })
    }

    /// The packed bundle.
    pub(crate) fn bundle(&self) -> Result<Vec<u8>, ConfigError> {
        parts(&self.path(mount::BUNDLE_DIR))
    }

    /// The files of one overlay by name.
    pub(crate) fn overlay(&self, name: &str) -> Result<BTreeMap<String, Vec<u8>>, ConfigError> {
        let directory = self.path(mount::OVERLAYS_DIR).join(name);
        let mut files = BTreeMap::new();
        for entry in list(&directory)? {
            files.insert(entry.clone(), read(&directory.join(entry))?);
        }
        Ok(files)
    }

    pub(super) fn path(&self, contract: &str) -> PathBuf {
        let below = contract.strip_prefix("/etc/primero/").unwrap_or(contract);
        self.root.join(below)
    }
}

/// One file, or the parts of a file that was too large for one `ConfigMap`.
fn parts(directory: &Path) -> Result<Vec<u8>, ConfigError> {
    let whole = directory.join(mount::BUNDLE_KEY);
    if whole.is_file() {
        return read(&whole);
    }
    let prefix = format!("{}.", mount::BUNDLE_KEY);
    let mut packed = Vec::new();
    // The numbers are zero-padded, so the order of names is the order of parts.
    for name in list(directory)?
        .iter()
        .filter(|name| name.starts_with(&prefix))
    {
        packed.extend(read(&directory.join(name))?);
    }
    if packed.is_empty() {
        return Err(content(directory, format!("has no {}", mount::BUNDLE_KEY)));
    }
    Ok(packed)
}

/// The files of a mounted `ConfigMap`, sorted; its hidden links belong to the kubelet.
fn list(directory: &Path) -> Result<Vec<String>, ConfigError> {
    let unreadable = |source| ConfigError::Read {
        path: directory.to_owned(),
        source,
    };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && entry.path().is_file() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, ConfigError> {
    std::fs::read(path).map_err(|source| ConfigError::Read {
        path: path.to_owned(),
        source,
    })
}

pub(super) fn content(path: &Path, problem: String) -> ConfigError {
    ConfigError::Content {
        path: path.to_owned(),
        problem,
    }
}
