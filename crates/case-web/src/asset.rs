//! The embedded files, each with the encodings that the build made of it.
use std::{borrow::Cow, fmt::Write as _};

use rust_embed::{EmbeddedFile, RustEmbed};

use crate::encoding::Encoding;

#[derive(RustEmbed)]
#[folder = "ui/dist"]
struct Dist;

/// Where Vite puts the files whose names change with their content.
const HASHED: &str = "app/assets/";

/// One file of the app.
pub(crate) struct Asset {
    path: String,
    plain: EmbeddedFile,
}

impl Asset {
    /// The file at this path of the build. The encoded copies are no files of their own.
    pub(crate) fn find(path: &str) -> Option<Self> {
        if Encoding::ALL
            .iter()
            .any(|known| path.ends_with(known.suffix()))
        {
            return None;
        }
        let plain = Dist::get(path)?;
        Some(Self {
            path: path.to_owned(),
            plain,
        })
    }

    /// The bytes in this encoding, when the build made it worth while.
    pub(crate) fn encoded(&self, encoding: Encoding) -> Option<Cow<'static, [u8]>> {
        Dist::get(&format!("{}{}", self.path, encoding.suffix())).map(|file| file.data)
    }

    pub(crate) fn plain(&self) -> Cow<'static, [u8]> {
        self.plain.data.clone()
    }

    pub(crate) fn content_type(&self) -> &str {
        self.plain.metadata.mimetype()
    }

    /// A strong validator of the content, without its quotes.
    pub(crate) fn digest(&self) -> String {
        let mut hex = String::with_capacity(32);
        for byte in &self.plain.metadata.sha256_hash()[..16] {
            write!(hex, "{byte:02x}").expect("a string takes every write");
        }
        hex
    }

    /// Whether another content would have another name.
    pub(crate) fn is_hashed(&self) -> bool {
        self.path.starts_with(HASHED)
    }
}
