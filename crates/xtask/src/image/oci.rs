//! Writes one image as an OCI layout in a tar file, which `ctr images import` reads.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read as _, Write};
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tar::{Builder, EntryType, Header};

use super::rootfs::RootFs;
use crate::hex::hex;

/// How a container of the image starts.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Config {
    /// User and group, as numbers: `65532:65532`.
    pub(crate) user: String,
    /// The program with its fixed arguments.
    pub(crate) entrypoint: Vec<String>,
    /// Arguments that a pod may replace.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) cmd: Vec<String>,
    /// `NAME=value`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) env: Vec<String>,
    /// Where the program starts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) working_dir: String,
    /// What asks the program to stop; empty means SIGTERM.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) stop_signal: String,
}

/// An image that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Image {
    /// `repository:tag`; the tag is the beginning of the digest.
    pub(crate) reference: String,
    /// `sha256:...` of the manifest: equal content has an equal digest.
    pub(crate) digest: String,
}

/// What the manifest and the index say of one blob.
#[derive(Debug)]
struct Blob {
    media_type: &'static str,
    digest: String,
    size: u64,
}

impl Blob {
    fn of(media_type: &'static str, content: &[u8]) -> Self {
        let digest = hex(&Sha256::digest(content));
        Self {
            media_type,
            digest,
            size: content.len() as u64,
        }
    }

    fn descriptor(&self) -> Value {
        json!({
            "mediaType": self.media_type,
            "digest": format!("sha256:{}", self.digest),
            "size": self.size,
        })
    }
}

/// Writes `root` as an image of one layer to `output`, tagged with its own digest.
pub(crate) fn write(
    repository: &str,
    root: &RootFs,
    config: &Config,
    output: &Path,
) -> Result<Image> {
    let directory = output
        .parent()
        .context("an image needs a directory to lie in")?;
    let mut layer_file = tempfile::NamedTempFile::new_in(directory)
        .with_context(|| format!("failed to write below {}", directory.display()))?;
    root.write(BufWriter::new(layer_file.as_file_mut()))?;
    let layer = layer_blob(layer_file.path())?;

    let config_json = image_config(config, &layer)?;
    let config = Blob::of("application/vnd.oci.image.config.v1+json", &config_json);
    let manifest_json = serde_json::to_vec(&json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": config.descriptor(),
        "layers": [layer.descriptor()],
    }))?;
    let manifest = Blob::of("application/vnd.oci.image.manifest.v1+json", &manifest_json);
    let image = Image {
        reference: format!("{repository}:{}", &manifest.digest[..12]),
        digest: format!("sha256:{}", manifest.digest),
    };

    let partial = output.with_extension("partial");
    let mut archive = Builder::new(BufWriter::new(File::create(&partial)?));
    append(
        &mut archive,
        "oci-layout",
        br#"{"imageLayoutVersion":"1.0.0"}"#,
    )?;
    append(
        &mut archive,
        "index.json",
        &index(&manifest, &image.reference)?,
    )?;
    append(&mut archive, &path(&manifest), &manifest_json)?;
    append(&mut archive, &path(&config), &config_json)?;
    let layer_content = BufReader::new(File::open(layer_file.path())?);
    archive.append_data(&mut header(layer.size), path(&layer), layer_content)?;
    archive.into_inner()?.flush()?;
    fs::rename(&partial, output)
        .with_context(|| format!("failed to put the image at {}", output.display()))?;
    Ok(image)
}

fn layer_blob(file: &Path) -> Result<Blob> {
    let mut content = BufReader::with_capacity(1 << 20, File::open(file)?);
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut size = 0;
    loop {
        let read = content.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        size += read as u64;
    }
    // Not compressed: nothing is sent anywhere, and unpacking is faster.
    let media_type = "application/vnd.oci.image.layer.v1.tar";
    Ok(Blob {
        media_type,
        digest: hex(&hash.finalize()),
        size,
    })
}

fn image_config(config: &Config, layer: &Blob) -> Result<Vec<u8>> {
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    Ok(serde_json::to_vec(&json!({
        "created": "1970-01-01T00:00:00Z",
        "architecture": architecture,
        "os": "linux",
        "config": config,
        "rootfs": {"type": "layers", "diff_ids": [format!("sha256:{}", layer.digest)]},
    }))?)
}

fn index(manifest: &Blob, reference: &str) -> Result<Vec<u8>> {
    let mut descriptor = manifest.descriptor();
    descriptor["annotations"] = json!({
        "io.containerd.image.name": reference,
        "org.opencontainers.image.ref.name": reference,
    });
    Ok(serde_json::to_vec(&json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [descriptor],
    }))?)
}

fn append(archive: &mut Builder<impl io::Write>, path: &str, content: &[u8]) -> Result<()> {
    Ok(archive.append_data(&mut header(content.len() as u64), path, content)?)
}

fn header(size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_mode(0o644);
    header.set_mtime(0);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(size);
    header
}

fn path(blob: &Blob) -> String {
    format!("blobs/sha256/{}", blob.digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(directory: &Path, name: &str) -> (Image, Vec<u8>) {
        let mut root = RootFs::default();
        root.text("etc/motd", 0o644, "hello\n");
        let config = Config {
            user: "65532:65532".to_owned(),
            entrypoint: vec!["/bin/hello".to_owned()],
            ..Config::default()
        };
        let file = directory.join(name);
        let image = write("primero.local/hello", &root, &config, &file).unwrap();
        (image, fs::read(file).unwrap())
    }

    #[test]
    fn equal_content_gives_equal_bytes_and_a_tag_from_its_digest() {
        let directory = tempfile::tempdir().unwrap();
        let (one, first) = example(directory.path(), "one.tar");
        let (_, second) = example(directory.path(), "two.tar");
        assert_eq!(first, second);
        let tag = one.reference.strip_prefix("primero.local/hello:").unwrap();
        assert_eq!(format!("sha256:{tag}"), one.digest[..19]);
    }

    #[test]
    fn every_blob_lies_under_its_own_checksum() {
        let directory = tempfile::tempdir().unwrap();
        let (_, bytes) = example(directory.path(), "image.tar");
        let mut archive = tar::Archive::new(bytes.as_slice());
        let mut blobs = 0;
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let path = entry.path().unwrap().display().to_string();
            if let Some(digest) = path.strip_prefix("blobs/sha256/") {
                let mut content = Vec::new();
                entry.read_to_end(&mut content).unwrap();
                assert_eq!(hex(&Sha256::digest(&content)), digest);
                blobs += 1;
            }
        }
        assert_eq!(blobs, 3);
    }
}
