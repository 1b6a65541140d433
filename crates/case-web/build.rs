//! Makes the crate build without the web app, and build again when the app was built.
use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let dist = Path::new("ui/dist");
    fs::create_dir_all(dist)?;
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dist.display());
    Ok(())
}
