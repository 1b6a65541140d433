//! A template from its directory, with the shared blocks beside it.

use std::{fs, io, path::Path};

use primero_templates::{Bundle, Problem, inline_blocks};

/// Reads a template; its blocks come from `blocks` beside it, where the library keeps them.
pub(crate) fn read_template(directory: &Path) -> Result<Result<Bundle, Vec<Problem>>, io::Error> {
    let library = fs::canonicalize(directory)?;
    let blocks = library.parent().unwrap_or(Path::new("/")).join("blocks");
    let blocks = if blocks.is_dir() {
        read(&blocks)?
    } else {
        Bundle::default()
    };
    Ok(inline_blocks(&read(directory)?, &blocks))
}

/// The files below a directory, by their paths.
fn read(directory: &Path) -> Result<Bundle, io::Error> {
    let mut bundle = Bundle::default();
    let mut open = vec![directory.to_owned()];
    while let Some(current) = open.pop() {
        for entry in fs::read_dir(&current)? {
            let path = entry?.path();
            let hidden = |name: &str| name.starts_with('.') || name.ends_with('~');
            if path
                .file_name()
                .is_some_and(|name| hidden(&name.to_string_lossy()))
            {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else if let Ok(name) = path.strip_prefix(directory) {
                let name = name.to_string_lossy().replace('\\', "/");
                bundle.0.insert(name, fs::read(&path)?);
            }
        }
    }
    Ok(bundle)
}
