//! The mark of a cluster that we made, with what `down` must put back.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

use super::layout::Layout;
use super::network;
use super::settings::EdgePorts;
use super::write_file;

const MADE_BY: &str = "cargo xtask (Primero Platform)";

/// The content of `cluster.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Marker {
    made_by: String,
    /// Where browsers reach the tenants.
    pub(crate) edge: EdgePorts,
    /// Kernel settings as they were before the first start.
    pub(crate) kernel_before: BTreeMap<String, String>,
    /// Tables of nftables that were there before the first start.
    #[serde(default)]
    pub(crate) tables_before: Vec<String>,
    /// Why network policies are not enforced here; `None` when they are.
    pub(crate) policy_gap: Option<String>,
}

impl Marker {
    /// The mark on this machine. `None` when there is no cluster; an error when what lies there
    /// was not made by us, because then nothing of it may be touched.
    pub(crate) fn find(layout: &Layout) -> Result<Option<Self>> {
        let file = path(layout);
        let Ok(content) = fs::read(&file) else {
            if is_empty(layout)? {
                return Ok(None);
            }
            bail!(
                "{} exists without {}: it was not made by this tool, so it is left alone",
                layout.state().display(),
                file.display()
            );
        };
        let marker: Self = serde_json::from_slice(&content)
            .with_context(|| format!("{} does not read as our mark", file.display()))?;
        if marker.made_by != MADE_BY {
            bail!(
                "{} was made by {:?}, so it is left alone",
                file.display(),
                marker.made_by
            );
        }
        Ok(Some(marker))
    }

    /// The mark of a cluster that is about to be made: kernel settings are remembered first.
    pub(crate) fn new(edge: EdgePorts, tables_before: Vec<String>) -> Self {
        let kernel_before = network::KERNEL_SETTINGS
            .iter()
            .filter_map(|(name, _)| Some(((*name).to_owned(), network::kernel(name)?)))
            .collect();
        let made_by = MADE_BY.to_owned();
        Self {
            made_by,
            edge,
            kernel_before,
            tables_before,
            policy_gap: None,
        }
    }

    /// Writes the mark; it is the first file of a cluster.
    pub(crate) fn write(&self, layout: &Layout) -> Result<()> {
        write_file(&path(layout), &serde_json::to_vec_pretty(self)?, 0o644)
    }
}

fn path(layout: &Layout) -> PathBuf {
    layout.at("cluster.json")
}

fn is_empty(layout: &Layout) -> Result<bool> {
    match fs::read_dir(layout.state()) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_without_our_mark_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let layout = Layout::private(directory.path());
        assert_eq!(Marker::find(&layout).unwrap(), None);
        fs::write(layout.at("precious"), "data").unwrap();
        assert!(
            Marker::find(&layout)
                .unwrap_err()
                .to_string()
                .contains("left alone")
        );
        fs::write(layout.at("cluster.json"), r#"{"made_by": "someone"}"#).unwrap();
        assert!(Marker::find(&layout).is_err());
    }

    #[test]
    fn a_mark_is_found_again() {
        let directory = tempfile::tempdir().unwrap();
        let layout = Layout::private(directory.path());
        let edge = EdgePorts {
            http: 8080,
            https: 8443,
        };
        let marker = Marker::new(edge, vec!["ip filter".to_owned()]);
        marker.write(&layout).unwrap();
        assert_eq!(Marker::find(&layout).unwrap(), Some(marker));
    }
}
