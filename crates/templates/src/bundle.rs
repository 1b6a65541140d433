//! A template as a map of path to bytes, and its packed form.

use std::{collections::BTreeMap, io::Read};

use flate2::{Compression, GzBuilder, read::GzDecoder};
use sha2::{Digest, Sha256};

/// More than any template needs; an archive that unpacks to more is refused.
const MAX_UNPACKED_BYTES: u64 = 32 * 1024 * 1024;

/// The files of one template by path, with `template.yaml` at the top.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle(pub BTreeMap<String, Vec<u8>>);

/// Why bytes are not a packed bundle, or files cannot be packed.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A file holds something other than text.
    #[error("{path:?} is not UTF-8 text")]
    NotText {
        /// The file.
        path: String,
    },
    /// The archive cannot be read.
    #[error("failed to decompress the bundle")]
    Decompress(#[source] std::io::Error),
    /// The archive unpacks to more than a template can need.
    #[error("the bundle is larger than 32 MiB")]
    TooLarge,
    /// The archive holds something other than a map of path to text.
    #[error("failed to read the bundle's map of path to text")]
    Parse(#[source] serde_json::Error),
}

impl Bundle {
    /// The canonical form: compact JSON, an object of path to text, sorted by path.
    pub fn canonical(&self) -> Result<Vec<u8>, BundleError> {
        let mut texts = BTreeMap::new();
        for (path, bytes) in &self.0 {
            let text = std::str::from_utf8(bytes)
                .map_err(|_| BundleError::NotText { path: path.clone() })?;
            texts.insert(path.as_str(), text);
        }
        serde_json::to_vec(&texts).map_err(BundleError::Parse)
    }

    /// `sha256:<hex>` over the canonical form.
    pub fn digest(&self) -> Result<String, BundleError> {
        Ok(sha256(&self.canonical()?))
    }

    /// The canonical form, compressed. The same files always give the same bytes.
    pub fn pack(&self) -> Result<Vec<u8>, BundleError> {
        let canonical = self.canonical()?;
        let mut encoder = GzBuilder::new()
            .mtime(0)
            .read(canonical.as_slice(), Compression::best());
        let mut packed = Vec::new();
        encoder
            .read_to_end(&mut packed)
            .map_err(BundleError::Decompress)?;
        Ok(packed)
    }

    /// Reads what [`pack`](Self::pack) wrote.
    pub fn unpack(packed: &[u8]) -> Result<Self, BundleError> {
        let mut canonical = Vec::new();
        GzDecoder::new(packed)
            .take(MAX_UNPACKED_BYTES + 1)
            .read_to_end(&mut canonical)
            .map_err(BundleError::Decompress)?;
        if canonical.len() as u64 > MAX_UNPACKED_BYTES {
            return Err(BundleError::TooLarge);
        }
        let texts: BTreeMap<String, String> =
            serde_json::from_slice(&canonical).map_err(BundleError::Parse)?;
        Ok(Self(
            texts
                .into_iter()
                .map(|(path, text)| (path, text.into_bytes()))
                .collect(),
        ))
    }
}

/// `sha256:<hex>` of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    let mut text = "sha256:".to_owned();
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundle(files: &[(&str, &[u8])]) -> Bundle {
        Bundle(
            files
                .iter()
                .map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()))
                .collect(),
        )
    }

    #[test]
    fn a_bundle_survives_packing_and_always_packs_to_the_same_bytes() {
        let original = bundle(&[
            ("template.yaml", b"id: x\n"),
            ("forms/a.yaml", "é".as_bytes()),
        ]);
        let packed = original.pack().expect("text packs");
        assert_eq!(packed, original.pack().expect("text packs"));
        assert_eq!(Bundle::unpack(&packed).expect("unpacks"), original);
        assert_eq!(
            original.digest().expect("text has a digest"),
            "sha256:b39890d7c51cf7ddfd5368e2e992df5d9beaf48ccd2aa6403363af7f480b76ac"
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_their_path() {
        let error = bundle(&[("forms/a.yaml", &[0xff])])
            .pack()
            .expect_err("no text");
        assert_eq!(error.to_string(), "\"forms/a.yaml\" is not UTF-8 text");
    }

    #[test]
    fn garbage_is_refused() {
        assert!(matches!(
            Bundle::unpack(b"no gzip"),
            Err(BundleError::Decompress(_))
        ));
    }
}
