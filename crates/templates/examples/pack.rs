//! Packs a template directory: `pack <template directory> <output directory>`.
//!
//! Writes `bundle.json.gz` (in parts `bundle.json.gz.000`, `.001`, ... when a `ConfigMap` could not
//! hold it) and `template.json`, what a `ConfigurationTemplate` says about it. Blocks come from the
//! sibling directory `blocks`. A template with mistakes is not packed: they are all printed.
#![expect(clippy::print_stderr, reason = "this is a command-line program")]

#[path = "shared/directory.rs"]
mod directory;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use primero_templates::{Bundle, Configuration, Manifest, Problem, check, compile};
use serde_json::json;

/// What a `ConfigMap` holds once it is written in base64, with room for its metadata.
const MAX_PART_BYTES: usize = 700 * 1024;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(template), Some(output)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: pack <template directory> <output directory>");
        return ExitCode::from(2);
    };
    match pack(&template, &output) {
        Ok(problems) if problems.is_empty() => ExitCode::SUCCESS,
        Ok(problems) => {
            for problem in problems {
                eprintln!("{}", template.join(problem.to_string()).display());
            }
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("failed to pack {}: {error}", template.display());
            ExitCode::FAILURE
        }
    }
}

fn pack(template: &Path, output: &Path) -> Result<Vec<Problem>, io::Error> {
    let bundle = match directory::read_template(template)? {
        Ok(bundle) => bundle,
        Err(problems) => return Ok(problems),
    };
    let problems = check(&bundle);
    if !problems.is_empty() {
        return Ok(problems);
    }
    let parts = Manifest::read(&bundle).and_then(|manifest| {
        let configuration = compile(&bundle, &[], &[], &BTreeMap::new())?;
        Ok((manifest, configuration))
    });
    match parts {
        Ok((manifest, configuration)) => write(&bundle, &manifest, &configuration, output)?,
        Err(problems) => return Ok(problems),
    }
    Ok(Vec::new())
}

fn write(
    bundle: &Bundle,
    manifest: &Manifest,
    configuration: &Configuration,
    output: &Path,
) -> Result<(), io::Error> {
    fs::create_dir_all(output)?;
    let packed = bundle.pack().map_err(io::Error::other)?;
    let parts: Vec<&[u8]> = packed.chunks(MAX_PART_BYTES).collect();
    for (index, part) in parts.iter().enumerate() {
        let name = if parts.len() == 1 {
            "bundle.json.gz".to_owned()
        } else {
            format!("bundle.json.gz.{index:03}")
        };
        fs::write(output.join(name), part)?;
    }
    let described = json!({
        "name": manifest.id,
        "version": manifest.version,
        "displayName": manifest.name,
        "description": manifest.description,
        "languages": manifest.languages,
        "parameters": manifest.parameters.iter().map(|known| &known.name).collect::<Vec<_>>(),
        "sampleUsers": configuration.samples.users.iter().map(|user| &user.user_name).collect::<Vec<_>>(),
        "digest": bundle.digest().map_err(io::Error::other)?,
    });
    let text = serde_json::to_string_pretty(&described)?;
    fs::write(output.join("template.json"), text + "\n")
}
