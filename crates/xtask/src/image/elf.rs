//! What a program or library needs to start, read from its dynamic section by `readelf`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// The loader and the shared libraries that one file names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Linkage {
    pub(crate) interpreter: Option<String>,
    pub(crate) needed: Vec<String>,
}

/// Reads the linkage of `file`.
pub(crate) fn linkage(file: &Path) -> Result<Linkage> {
    let output = Command::new("readelf")
        .args(["--wide", "--program-headers", "--dynamic"])
        .arg(file)
        .env("LC_ALL", "C")
        .output()
        .context("failed to run readelf (Debian package binutils)")?;
    ensure!(
        output.status.success(),
        "readelf refused {}",
        file.display()
    );
    Ok(parse(&String::from_utf8_lossy(&output.stdout)))
}

fn parse(text: &str) -> Linkage {
    let mut linkage = Linkage::default();
    for line in text.lines() {
        if let Some(rest) = line.split_once("[Requesting program interpreter: ") {
            linkage.interpreter = rest.1.strip_suffix(']').map(str::to_owned);
        } else if line.contains("(NEEDED)")
            && let Some((_, name)) = line.split_once('[')
        {
            linkage
                .needed
                .extend(name.strip_suffix(']').map(str::to_owned));
        }
    }
    linkage
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loader_and_libraries_are_read_from_the_listing() {
        let text = "\
  INTERP         0x000318 0x0000000000000318 0x0000000000000318 0x00001c 0x00001c R   0x1
      [Requesting program interpreter: /lib64/ld-linux-x86-64.so.2]
 0x0000000000000001 (NEEDED)             Shared library: [libgcc_s.so.1]
 0x0000000000000001 (NEEDED)             Shared library: [libc.so.6]
 0x000000000000000c (INIT)               0x1000
";
        let expected = Linkage {
            interpreter: Some("/lib64/ld-linux-x86-64.so.2".to_owned()),
            needed: vec!["libgcc_s.so.1".to_owned(), "libc.so.6".to_owned()],
        };
        assert_eq!(parse(text), expected);
    }
}
