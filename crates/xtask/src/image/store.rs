//! The images and unpacked packages that this machine holds, found again by their inputs.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use super::Archive;
use super::oci::{self, Config};
use super::rootfs::RootFs;
use crate::hex::hex;
use crate::paths;

/// Raised when assembling changes, so that equal inputs give a new image.
const RECIPE_VERSION: &str = "1";

/// How many images of one name stay: the one before lets a rollback start.
const KEPT: usize = 3;

/// A directory with one tar file an image.
#[derive(Debug)]
pub(super) struct Store {
    images: PathBuf,
    packages: PathBuf,
}

impl Store {
    pub(super) fn open() -> Result<Self> {
        let store = Self {
            images: paths::cache().join("images"),
            packages: paths::cache().join("packages"),
        };
        for directory in [&store.images, &store.packages] {
            fs::create_dir_all(directory)
                .with_context(|| format!("failed to make {}", directory.display()))?;
        }
        Ok(store)
    }

    /// Where unpacked Debian packages lie.
    pub(super) fn packages(&self) -> &Path {
        &self.packages
    }

    /// The image `name` made of these inputs, assembled by `assemble` unless it is there.
    pub(super) fn image(
        &self,
        name: &str,
        inputs: &[&[u8]],
        assemble: impl FnOnce() -> Result<(RootFs, Config)>,
    ) -> Result<Archive> {
        let path = self.images.join(format!("{name}-{}.tar", key(inputs)));
        let named = path.with_extension("reference");
        if let (true, Ok(reference)) = (path.exists(), fs::read_to_string(&named)) {
            return Ok(Archive { reference, path });
        }
        let (root, config) = assemble()?;
        let image = oci::write(&format!("primero.local/{name}"), &root, &config, &path)?;
        fs::write(&named, &image.reference).context("failed to note the image's reference")?;
        self.forget_old(name)?;
        Ok(Archive {
            reference: image.reference,
            path,
        })
    }

    fn forget_old(&self, name: &str) -> Result<()> {
        let mut archives: Vec<(SystemTime, PathBuf)> = Vec::new();
        for entry in fs::read_dir(&self.images)? {
            let path = entry?.path();
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let key = file
                .strip_suffix(".tar")
                .and_then(|stem| stem.rsplit_once('-'));
            if key.is_some_and(|(image, _)| image == name) {
                archives.push((fs::metadata(&path)?.modified()?, path));
            }
        }
        archives.sort();
        for (_, path) in archives.iter().rev().skip(KEPT) {
            fs::remove_file(path).context("failed to remove an old image")?;
            fs::remove_file(path.with_extension("reference")).ok();
        }
        Ok(())
    }
}

fn key(inputs: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for input in [RECIPE_VERSION.as_bytes()].iter().chain(inputs) {
        hash.update((input.len() as u64).to_be_bytes());
        hash.update(input);
    }
    hex(&hash.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_an_image_separates_its_inputs() {
        assert_eq!(key(&[b"ab", b"c"]), key(&[b"ab", b"c"]));
        assert_ne!(key(&[b"ab", b"c"]), key(&[b"a", b"bc"]));
    }

    #[test]
    fn an_image_is_assembled_once_and_found_again() {
        let directory = tempfile::tempdir().unwrap();
        let images = directory.path().to_path_buf();
        let store = Store {
            packages: images.clone(),
            images,
        };
        let assemble = || Ok((RootFs::default(), Config::default()));
        let first = store.image("core", &[b"one"], assemble).unwrap();
        let again = store
            .image("core", &[b"one"], || panic!("assembled twice"))
            .unwrap();
        assert_eq!(first, again);
        let file = fs::File::options().write(true).open(&first.path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        for input in [&b"two"[..], b"three", b"four"] {
            store.image("core", &[input], assemble).unwrap();
        }
        assert!(!first.path.exists());
    }
}
