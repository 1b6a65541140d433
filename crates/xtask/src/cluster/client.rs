//! kubectl and helm of the same build, pointed at the local cluster.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::components;
use super::layout::Layout;

/// What is handed on to the program.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Arguments of the program
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Runs `kubectl` or `helm` with the terminal, and ends as it ends.
pub(crate) fn run(tool: &str, arguments: &Arguments) -> Result<ExitCode> {
    let status = command(tool)?
        .args(&arguments.arguments)
        .status()
        .with_context(|| format!("failed to run {tool}"))?;
    let code = status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1);
    Ok(ExitCode::from(code))
}

/// `kubectl` or `helm` for the local cluster.
pub(crate) fn command(tool: &str) -> Result<Command> {
    command_with(tool, &Layout::machine().kubeconfig())
}

/// `kubectl` or `helm` for the cluster of a kubeconfig.
pub(crate) fn command_with(tool: &str, kubeconfig: &Path) -> Result<Command> {
    let mut command = Command::new(components::installed(tool)?);
    command.env("KUBECONFIG", kubeconfig);
    // The person's own preferences and contexts must not reach into our calls.
    command.env("KUBERC", "off");
    Ok(command)
}

/// `kubectl` as an administrator of the cluster, for our own calls.
#[derive(Debug)]
pub(crate) struct Kubectl {
    program: std::path::PathBuf,
    kubeconfig: std::path::PathBuf,
}

impl Kubectl {
    /// For the cluster whose state lies in `layout`.
    pub(crate) fn new(layout: &Layout) -> Result<Self> {
        Ok(Self {
            program: components::installed("kubectl")?,
            kubeconfig: layout.kubeconfig(),
        })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env("KUBECONFIG", &self.kubeconfig)
            .env("KUBERC", "off");
        command
    }

    /// True when the API server says that it is ready.
    pub(crate) fn is_ready(&self) -> bool {
        self.output(&["get", "--raw=/readyz", "--request-timeout=2s"])
            .is_ok()
    }

    /// What the call prints.
    pub(crate) fn output(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command(arguments).stdin(Stdio::null()).output()?;
        if !output.status.success() {
            let shown = arguments.join(" ");
            bail!(
                "kubectl {shown}: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The JSON that the call prints.
    pub(crate) fn json(&self, arguments: &[&str]) -> Result<Value> {
        let arguments = [arguments, &["--output=json"]].concat();
        Ok(serde_json::from_str(&self.output(&arguments)?)?)
    }

    /// Applies manifests, and takes back what others changed in them.
    pub(crate) fn apply(&self, manifests: &str) -> Result<String> {
        let mut child = self
            .command(&[
                "apply",
                "--server-side",
                "--force-conflicts",
                "--filename=-",
            ])
            .arg("--field-manager=primero-local")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        child
            .stdin
            .take()
            .context("kubectl reads no input")?
            .write_all(manifests.as_bytes())?;
        let output = child.wait_with_output()?;
        if !output.status.success() {
            bail!(
                "kubectl apply: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}
