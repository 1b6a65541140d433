//! A root file system in the making: equal content gives equal bytes, whoever assembles it and when.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use tar::{Builder, EntryType, Header};

/// Files below one root, sorted, owned by root and without a time.
#[derive(Debug, Default)]
pub(crate) struct RootFs {
    entries: BTreeMap<PathBuf, Entry>,
}

#[derive(Debug)]
enum Entry {
    Directory { mode: u32 },
    File { content: Content, mode: u32 },
    Link { target: PathBuf },
}

#[derive(Debug)]
enum Content {
    Bytes(Vec<u8>),
    Copy(PathBuf),
}

impl RootFs {
    /// A file with this text.
    pub(crate) fn text(&mut self, path: &str, mode: u32, text: impl Into<Vec<u8>>) {
        self.insert(
            path,
            Entry::File {
                content: Content::Bytes(text.into()),
                mode,
            },
        );
    }

    /// A file with the content of `from`, which is read when the layer is written.
    pub(crate) fn file(&mut self, path: impl AsRef<Path>, mode: u32, from: impl Into<PathBuf>) {
        self.insert(
            path,
            Entry::File {
                content: Content::Copy(from.into()),
                mode,
            },
        );
    }

    /// An empty directory, for example a mount point.
    pub(crate) fn directory(&mut self, path: &str, mode: u32) {
        self.insert(path, Entry::Directory { mode });
    }

    /// A symbolic link.
    pub(crate) fn link(&mut self, path: impl AsRef<Path>, target: impl Into<PathBuf>) {
        self.insert(
            path,
            Entry::Link {
                target: target.into(),
            },
        );
    }

    /// Everything below `root`/`path`, except what `skip` names (paths relative to `root`).
    pub(crate) fn tree(
        &mut self,
        root: &Path,
        path: &str,
        skip: impl Fn(&str) -> bool,
    ) -> Result<()> {
        let mut pending = vec![PathBuf::from(path)];
        while let Some(relative) = pending.pop() {
            let absolute = root.join(&relative);
            if skip(&relative.to_string_lossy()) {
                continue;
            }
            let kind = fs::symlink_metadata(&absolute)
                .with_context(|| format!("failed to read {}", absolute.display()))?;
            if kind.is_dir() {
                for child in fs::read_dir(&absolute)? {
                    pending.push(relative.join(child?.file_name()));
                }
            } else if kind.is_symlink() {
                self.link(&relative, fs::read_link(&absolute)?);
            } else {
                self.file(&relative, executable_or_plain(&kind), absolute);
            }
        }
        Ok(())
    }

    /// True when this exact path holds something.
    pub(crate) fn contains(&self, path: impl AsRef<Path>) -> bool {
        self.entries.contains_key(&merged(path.as_ref()))
    }

    /// Writes the layer: a plain tar of all entries with their directories, parents first.
    pub(crate) fn write(&self, output: impl io::Write) -> Result<()> {
        let mut archive = Builder::new(output);
        for (path, entry) in self.with_parents() {
            match entry {
                Entry::Directory { mode } => {
                    let mut header = header(EntryType::Directory, *mode, 0);
                    archive.append_data(&mut header, path, io::empty())
                }
                Entry::Link { target } => {
                    let mut header = header(EntryType::Symlink, 0o777, 0);
                    archive.append_link(&mut header, path, target)
                }
                Entry::File {
                    content: Content::Bytes(bytes),
                    mode,
                } => {
                    let mut header = header(EntryType::Regular, *mode, bytes.len() as u64);
                    archive.append_data(&mut header, path, bytes.as_slice())
                }
                Entry::File {
                    content: Content::Copy(from),
                    mode,
                } => {
                    let file = fs::File::open(from)
                        .with_context(|| format!("failed to open {}", from.display()))?;
                    let mut header = header(EntryType::Regular, *mode, file.metadata()?.len());
                    archive.append_data(&mut header, path, file)
                }
            }
            .with_context(|| format!("failed to add {} to the layer", path.display()))?;
        }
        archive.finish().context("failed to finish the layer")
    }

    fn insert(&mut self, path: impl AsRef<Path>, entry: Entry) {
        self.entries.insert(merged(path.as_ref()), entry);
    }

    fn with_parents(&self) -> BTreeMap<&Path, &Entry> {
        const PARENT: Entry = Entry::Directory { mode: 0o755 };
        let mut all = BTreeMap::new();
        for path in self.entries.keys() {
            for parent in path
                .ancestors()
                .skip(1)
                .filter(|parent| *parent != Path::new(""))
            {
                all.entry(parent).or_insert(&PARENT);
            }
        }
        for (path, entry) in &self.entries {
            all.insert(path.as_path(), entry);
        }
        all
    }
}

/// The path below `usr` for what older packages still put beside it: the image has one of each.
fn merged(path: &Path) -> PathBuf {
    let path = path.strip_prefix("/").unwrap_or(path);
    if ["bin", "sbin", "lib", "lib64"]
        .iter()
        .any(|top| path.starts_with(top) && path != Path::new(top))
    {
        Path::new("usr").join(path)
    } else {
        path.to_path_buf()
    }
}

fn executable_or_plain(metadata: &fs::Metadata) -> u32 {
    if metadata.permissions().mode() & 0o111 == 0 {
        0o644
    } else {
        0o755
    }
}

fn header(kind: EntryType, mode: u32, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(size);
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(layer: &[u8]) -> Vec<String> {
        let mut archive = tar::Archive::new(layer);
        let entries = archive.entries().unwrap();
        entries
            .map(|entry| {
                let entry = entry.unwrap();
                let header = entry.header();
                let path = entry.path().unwrap().display().to_string();
                assert_eq!(
                    (header.mtime().unwrap(), header.uid().unwrap()),
                    (0, 0),
                    "{path}"
                );
                format!("{:o} {path}", header.mode().unwrap())
            })
            .collect()
    }

    fn layer(root: &RootFs) -> Vec<u8> {
        let mut bytes = Vec::new();
        root.write(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn a_layer_lists_parents_first_and_merges_lib_into_usr() {
        let mut root = RootFs::default();
        root.text("lib/a.so", 0o644, "a");
        root.text("etc/passwd", 0o644, "root");
        root.directory("tmp", 0o1777);
        assert_eq!(
            listing(&layer(&root)),
            [
                "755 etc",
                "644 etc/passwd",
                "1777 tmp",
                "755 usr",
                "755 usr/lib",
                "644 usr/lib/a.so"
            ]
        );
    }

    #[test]
    fn the_order_of_insertion_does_not_change_the_bytes() {
        let (mut one, mut other) = (RootFs::default(), RootFs::default());
        one.text("b", 0o644, "2");
        one.link("a", "b");
        other.link("a", "b");
        other.text("b", 0o644, "2");
        assert_eq!(layer(&one), layer(&other));
    }
}
