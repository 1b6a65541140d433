//! Checks template directories: `check <template directory>...`.
//!
//! Prints every mistake with its file, place, rule and how to mend it, then what holds and what
//! cannot be tried yet. `cargo xtask templates check` runs this. Ends with 0 when every template
//! holds every rule, with 1 when one does not, and with 2 when a directory cannot be read.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is a command-line program"
)]

#[path = "shared/directory.rs"]
mod directory;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use primero_templates::{Manifest, Problem, Rule, WAITING, check};

fn main() -> ExitCode {
    let templates: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if templates.is_empty() {
        eprintln!("usage: check <template directory>...");
        return ExitCode::from(2);
    }
    let mut exit = 0;
    for template in &templates {
        match check_one(template) {
            Ok(problems) if problems.is_empty() => {}
            Ok(_) => exit = exit.max(1),
            Err(error) => {
                eprintln!("failed to read {}: {error}", template.display());
                exit = 2;
            }
        }
    }
    println!("not tried yet:");
    for waiting in WAITING {
        let rule = title(waiting.name, Some(waiting.number));
        println!(
            "  {rule:16} {}; waits for {}",
            waiting.asks, waiting.waits_for
        );
    }
    ExitCode::from(exit)
}

fn check_one(template: &Path) -> Result<Vec<Problem>, io::Error> {
    let bundle = directory::read_template(template)?;
    let version = bundle
        .as_ref()
        .ok()
        .and_then(|bundle| Manifest::read(bundle).ok());
    let version = version.map_or_else(String::new, |manifest| format!(" {}", manifest.version));
    let problems = match bundle {
        Ok(bundle) => check(&bundle),
        Err(problems) => problems,
    };
    for problem in &problems {
        print(template, problem);
    }
    summary(template, &version, &problems);
    Ok(problems)
}

fn print(template: &Path, problem: &Problem) {
    let file = template.join(&problem.file);
    let place = if problem.place.is_empty() {
        String::new()
    } else {
        format!(" {}:", problem.place)
    };
    println!("{}:{place} {}", file.display(), problem.reason);
    let rule = title(problem.rule.name(), problem.rule.number());
    println!("    rule {rule}: {}", problem.rule.asks());
    println!("    mend: {}", problem.rule.mend());
}

fn summary(template: &Path, version: &str, problems: &[Problem]) {
    let mut broken: BTreeMap<Rule, usize> = BTreeMap::new();
    for problem in problems {
        *broken.entry(problem.rule).or_default() += 1;
    }
    let files: BTreeSet<&str> = problems
        .iter()
        .map(|problem| problem.file.as_str())
        .collect();
    let template = template.display();
    if problems.is_empty() {
        println!("{template}{version}: holds all {} rules", Rule::ALL.len());
        return;
    }
    let (mistakes, files) = (count(problems.len(), "mistake"), count(files.len(), "file"));
    println!("{template}{version}: {mistakes} in {files}");
    for (rule, mistakes) in broken {
        let name = title(rule.name(), rule.number());
        println!("  {name:16} {mistakes:4}  {}", rule.asks());
    }
}

/// The name of a rule, with its number among those of published templates.
fn title(name: &str, number: Option<u8>) -> String {
    number.map_or_else(|| name.to_owned(), |number| format!("{name} ({number})"))
}

fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
