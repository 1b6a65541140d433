//! The Kubernetes API as an administrator of the cluster sees it.
//!
//! Requests go through one `kubectl proxy`, so that looking often costs a millisecond and no process;
//! only `exec` starts a kubectl of its own.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::http::{Answer, Client};
use crate::proxy::Proxy;

/// Path of the kubectl to use.
pub const KUBECTL: &str = "PRIMERO_E2E_KUBECTL";
/// Path of the kubeconfig of the cluster to try.
pub const KUBECONFIG: &str = "PRIMERO_E2E_KUBECONFIG";

/// Who writes, as server-side apply has it.
const FIELD_MANAGER: &str = "primero-e2e";

/// Access to a cluster as its administrator.
#[derive(Debug)]
pub struct Cluster {
    kubectl: PathBuf,
    kubeconfig: PathBuf,
    proxy: Proxy,
    client: Client,
}

impl Cluster {
    /// The cluster that the environment names; `cargo xtask test` sets it.
    pub fn from_environment() -> Result<Self> {
        let path = |name: &str| {
            env::var_os(name).map(PathBuf::from).with_context(|| {
                format!("{name} is not set; run these tests by `cargo xtask test e2e`")
            })
        };
        Self::open(path(KUBECTL)?, path(KUBECONFIG)?)
    }

    /// The cluster that `kubeconfig` leads to.
    pub fn open(kubectl: PathBuf, kubeconfig: PathBuf) -> Result<Self> {
        let proxy = Proxy::start(&kubectl, &kubeconfig)?;
        Ok(Self {
            kubectl,
            kubeconfig,
            proxy,
            client: Client::default(),
        })
    }

    /// One request to the API server.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Answer> {
        self.client
            .send(method, &format!("{}{path}", self.proxy.base), headers, body)
    }

    /// An object or a list; `None` when there is no such thing.
    pub fn find(&self, path: &str) -> Result<Option<Value>> {
        let answer = self.send("GET", path, &[], None)?;
        if answer.status == 404 {
            return Ok(None);
        }
        Ok(Some(answer.success(&format!("GET {path}"))?.json()?))
    }

    /// An object that has to be there.
    pub fn get(&self, path: &str) -> Result<Value> {
        self.find(path)?
            .with_context(|| format!("{path} is not there"))
    }

    /// The items of a list.
    pub fn list(&self, path: &str) -> Result<Vec<Value>> {
        match self.get(path)?.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => Ok(items),
            _ => bail!("{path} is no list"),
        }
    }

    /// Text from the API server, for example its metrics.
    pub fn text(&self, path: &str) -> Result<String> {
        Ok(self
            .send("GET", path, &[], None)?
            .success(&format!("GET {path}"))?
            .text)
    }

    /// Creates an object in the list at `path`; the answer may be a refusal.
    pub fn create(&self, path: &str, object: &Value) -> Result<Answer> {
        let path = format!("{path}?fieldManager={FIELD_MANAGER}&fieldValidation=Strict");
        self.send(
            "POST",
            &path,
            &[("content-type", "application/json")],
            Some(object),
        )
    }

    /// Server-side apply of `object` at `path`; the answer may be a refusal.
    pub fn apply(&self, path: &str, object: &Value) -> Result<Answer> {
        let path = format!("{path}?fieldManager={FIELD_MANAGER}&force=true&fieldValidation=Strict");
        let headers = [("content-type", "application/apply-patch+yaml")];
        self.send("PATCH", &path, &headers, Some(object))
    }

    /// A JSON merge patch.
    pub fn patch(&self, path: &str, change: &Value) -> Result<Answer> {
        let headers = [("content-type", "application/merge-patch+json")];
        self.send("PATCH", path, &headers, Some(change))
    }

    /// Deletes the object at `path`; false when it was not there.
    pub fn delete(&self, path: &str) -> Result<bool> {
        let answer = self.send("DELETE", path, &[], None)?;
        if answer.status == 404 {
            return Ok(false);
        }
        answer.success(&format!("DELETE {path}"))?;
        Ok(true)
    }

    /// Runs a program in a container that runs.
    pub fn exec(
        &self,
        namespace: &str,
        pod: &str,
        container: &str,
        program: &[&str],
    ) -> Result<Output> {
        self.kubectl(["exec", "-n", namespace, pod, "-c", container, "--"])
            .args(program)
            .output()
            .context("failed to run kubectl exec")
    }

    /// A kubectl for this cluster.
    pub fn kubectl<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(&self.kubectl);
        command
            .arg("--kubeconfig")
            .arg(&self.kubeconfig)
            .args(arguments)
            .stdin(Stdio::null());
        command
    }
}
