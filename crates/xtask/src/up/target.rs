//! The cluster that the platform goes to: the machine's own, or one that is there.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::TargetArguments;
use crate::cluster::{self, client, settings};
use crate::image::Images;
use crate::step::{Step, Steps};

/// A cluster.
#[derive(Debug)]
pub(super) enum Target {
    /// The machine's own.
    Local,
    /// One that a kubeconfig context names.
    Context {
        name: String,
        registry: Option<String>,
        values: Vec<PathBuf>,
    },
}

impl Target {
    pub(super) fn new(arguments: &TargetArguments) -> Self {
        match &arguments.context {
            None => Self::Local,
            Some(name) => Self::Context {
                name: name.clone(),
                registry: arguments.registry.clone(),
                values: arguments.values.clone(),
            },
        }
    }

    /// Starts the local cluster, or checks that the other one answers.
    pub(super) fn prepare(&self, steps: &Steps) -> Result<()> {
        match self {
            Self::Local => cluster::up(steps),
            Self::Context { name, .. } => {
                let next = "kubectl config get-contexts";
                steps.step(&format!("Reach the cluster {name}"), next, |step| {
                    step.run(self.kubectl()?.args([
                        "get",
                        "--raw=/readyz",
                        "--request-timeout=10s",
                    ]))
                })
            }
        }
    }

    /// Brings the images to where the cluster's nodes find them.
    pub(super) fn load(&self, steps: &Steps, images: &Images) -> Result<()> {
        let name = match self {
            Self::Local => {
                return cluster::load(steps, &images.all().map(|image| image.path.clone()));
            }
            Self::Context {
                registry: Some(_), ..
            } => return Ok(()),
            Self::Context { name, .. } => name,
        };
        steps.step(
            "Load the images",
            &format!("cargo xtask up --context {name}"),
            |step| {
                if let Some(cluster) = name.strip_prefix("kind-") {
                    return each(step, images, |path| {
                        let mut kind = Command::new("kind");
                        kind.args(["load", "image-archive", "--name", cluster])
                            .arg(path);
                        kind
                    });
                }
                if let Some(cluster) = name.strip_prefix("k3d-") {
                    return each(step, images, |path| {
                        let mut k3d = Command::new("k3d");
                        k3d.args(["image", "import", "--cluster", cluster])
                            .arg(path);
                        k3d
                    });
                }
                bail!("{}", push_first(name, images))
            },
        )
    }

    /// `kubectl` for this cluster.
    pub(super) fn kubectl(&self) -> Result<Command> {
        match self {
            Self::Local => client::command("kubectl"),
            Self::Context { name, .. } => {
                let mut kubectl = Command::new(program("kubectl")?);
                kubectl.args(["--context", name]);
                Ok(kubectl)
            }
        }
    }

    /// `helm` for this cluster.
    pub(super) fn helm(&self) -> Result<Command> {
        match self {
            Self::Local => client::command("helm"),
            Self::Context { name, .. } => {
                let mut helm = Command::new(program("helm")?);
                helm.args(["--kube-context", name]);
                Ok(helm)
            }
        }
    }

    /// What `kubectl get` prints of one object, if there is one.
    pub(super) fn get(&self, object: &[&str]) -> Result<Option<Value>> {
        let output = self
            .kubectl()?
            .arg("get")
            .args(object)
            .args(["--ignore-not-found", "--output=json"])
            .output()
            .context("failed to run kubectl")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("kubectl get {}: {}", object.join(" "), said.trim());
        }
        if output.stdout.is_empty() {
            return Ok(None);
        }
        Ok(Some(
            serde_json::from_slice(&output.stdout).context("kubectl printed no JSON")?,
        ))
    }

    /// True for clusters that are on this machine, where trying out is all that happens.
    pub(super) fn has_samples(&self) -> bool {
        match self {
            Self::Local => true,
            Self::Context { name, .. } => name.starts_with("kind-") || name.starts_with("k3d-"),
        }
    }

    /// What the chart must know of this cluster.
    pub(super) fn chart_arguments(&self) -> Result<Vec<String>> {
        let mut arguments = vec![format!("--set=samples={}", self.has_samples())];
        // A cluster whose DNS has another name says so in its values.
        arguments.extend(
            self.dns_port()?
                .map(|port| format!("--set=dns.port={port}")),
        );
        match self {
            Self::Local => arguments.extend([
                format!("--set=apiServer.cidrs={{{}/32}}", settings::NODE_ADDRESS),
                format!("--set=apiServer.ports={{{}}}", settings::API_PORT),
            ]),
            Self::Context {
                registry, values, ..
            } => {
                let registry = registry.iter();
                arguments
                    .extend(registry.map(|name| format!("--set-string=images.registry={name}")));
                arguments.extend(
                    values
                        .iter()
                        .map(|file| format!("--values={}", file.display())),
                );
            }
        }
        Ok(arguments)
    }

    /// The port that the pods of the cluster's DNS listen on, which network policies name.
    fn dns_port(&self) -> Result<Option<u64>> {
        let service = "--selector=kubernetes.io/service-name=kube-dns";
        let slices = self.get(&["endpointslices", "--namespace=kube-system", service])?;
        let ports = slices
            .as_ref()
            .and_then(|list| list.pointer("/items/0/ports")?.as_array());
        let dns = ports
            .into_iter()
            .flatten()
            .find(|port| port["name"] == "dns");
        Ok(dns.and_then(|port| port["port"].as_u64()))
    }
}

fn each(step: &mut Step, images: &Images, command: impl Fn(&Path) -> Command) -> Result<()> {
    images
        .all()
        .iter()
        .try_for_each(|archive| step.run(&mut command(&archive.path)))
}

fn push_first(context: &str, images: &Images) -> String {
    let copies = images.all().map(|archive| {
        let name = archive.reference.rsplit('/').next().unwrap_or_default();
        let path = archive.path.display();
        format!("  skopeo copy oci-archive:{path} docker://REGISTRY/{name}\n")
    });
    format!(
        "the nodes of {context} cannot be given images directly. Push them:\n{}\
         then: cargo xtask up --context {context} --registry REGISTRY",
        copies.concat()
    )
}

/// The person's own program, else the one that the local cluster was built with.
fn program(name: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|file| file.is_file())
        .map_or_else(|| cluster::components::installed(name), Ok)
        .with_context(|| format!("--context needs {name} on the PATH"))
}
