//! `cargo xtask up`: from a checkout to tenants that people sign in to. Read [`run`] first.
//!
//! Each part can be run again: what is there and unchanged is left alone.

pub(crate) mod build;
pub(crate) mod chart;
mod dry_run;
mod links;
mod platform;
mod progress;
mod target;

use std::path::PathBuf;

use anyhow::Result;

use crate::cluster;
use crate::image::{self, Images};
use crate::paths;
use crate::step::Steps;
use build::Profile;
use target::Target;

/// Where the platform goes, and what the cluster needs to be told.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    /// The manifest of the tenant to start with
    #[arg(long, value_name = "FILE", default_value = "deploy/samples/kenya.yaml")]
    sample: PathBuf,
}

/// Which cluster is meant.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct TargetArguments {
    /// Use the cluster of this kubeconfig context instead of the machine's own
    #[arg(long, value_name = "NAME")]
    context: Option<String>,
    /// Where the cluster pulls our images from, after they were pushed there (with --context)
    #[arg(long, requires = "context")]
    registry: Option<String>,
    /// Further values for the chart (with --context)
    #[arg(long, value_name = "FILE", requires = "context")]
    values: Vec<PathBuf>,
}

/// Brings the platform and a first tenant up, and prints how to sign in.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let steps = Steps::new("up")?;
    let target = Target::new(&arguments.target);
    platform_on(&steps, &target, Profile::Dev)?;
    progress::apply_and_wait(&steps, &target, &arguments.sample)?;
    links::print(&target)
}

/// Removes the local cluster, or the platform from a cluster that stays.
pub(crate) fn down(arguments: &TargetArguments) -> Result<()> {
    let steps = Steps::new("down")?;
    match Target::new(arguments) {
        Target::Local => cluster::down(&steps),
        target @ Target::Context { .. } => {
            platform::remove(&steps, &target)?;
            steps.say(KEPT);
            Ok(())
        }
    }
}

/// What `down` leaves in a cluster that stays, for nobody's records may go with an operator.
const KEPT: &str = "\
kept: the kinds, every PrimeroInstance with its namespace, and the volume of the evaluation database.
next: `cargo xtask up --context NAME` takes them over again. To remove tenants for good, do that
first, and delete them while the operator runs: kubectl delete primeroinstance NAME";

/// Assembles the images of this checkout and prints where they lie.
pub(crate) fn images() -> Result<()> {
    let steps = Steps::new("images")?;
    for archive in made(&steps, Profile::Dev)?.all() {
        steps.say(&format!(
            "image {} {}",
            archive.reference,
            archive.path.display()
        ));
    }
    Ok(())
}

/// The local cluster with the platform of this checkout, without tenants.
pub(crate) fn platform(steps: &Steps) -> Result<()> {
    platform_in(steps, Profile::Dev)
}

/// The same, of programs compiled in this profile.
pub(crate) fn platform_in(steps: &Steps, profile: Profile) -> Result<()> {
    platform_on(steps, &Target::Local, profile)
}

fn platform_on(steps: &Steps, target: &Target, profile: Profile) -> Result<()> {
    build::check_tools(steps)?;
    target.prepare(steps)?;
    let images = made(steps, profile)?;
    target.load(steps, &images)?;
    platform::install(steps, target, &images)
}

fn made(steps: &Steps, profile: Profile) -> Result<Images> {
    build::web_app(steps)?;
    image::build(steps, &build::programs_in(steps, profile)?)
}

/// A path as the person gave it, or of the checkout when it is not there.
fn in_checkout(path: &std::path::Path) -> PathBuf {
    if path.exists() {
        path.to_path_buf()
    } else {
        paths::root().join(path)
    }
}
