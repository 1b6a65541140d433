//! One instance, from its manifest to its removal.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::http::Answer;
use crate::wait;

/// Where instances are in the API.
pub const INSTANCES: &str = "/apis/primero.org/v1alpha1/primeroinstances";
/// The template of the least manifest.
pub const TEMPLATE: &str = "rapid-onset";
/// The other template of the library.
pub const OTHER_TEMPLATE: &str = "cpims-plus";
/// Longest time from manifest to Ready on a machine that does much else.
pub const READY: Duration = Duration::from_mins(2);
/// Longest time until nothing is left of a deleted instance.
pub const GONE: Duration = Duration::from_mins(2);

/// What a deletion does with the data.
#[derive(Clone, Copy, Debug)]
pub enum Deletion {
    /// Nothing stays.
    Delete,
    /// Database, attachments and key stay, apart from any successor.
    Retain,
}

/// One condition of an instance.
#[derive(Clone, Debug)]
pub struct Condition {
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// One word.
    pub reason: String,
    /// For a person.
    pub message: String,
    /// The generation that it is about.
    pub observed_generation: i64,
}

/// One instance of the cluster.
#[derive(Clone, Copy, Debug)]
pub struct Tenant<'a> {
    /// The cluster that it is in.
    pub cluster: &'a Cluster,
    /// Its name.
    pub name: &'a str,
}

/// The least that makes a tenant.
pub fn manifest(name: &str) -> Value {
    manifest_of(name, TEMPLATE, None)
}

/// The least that makes a tenant of that template, in these languages or in all that it ships.
pub fn manifest_of(name: &str, template: &str, languages: Option<&[&str]>) -> Value {
    let mut configuration = json!({"template": {"name": template}});
    if let Some(languages) = languages {
        configuration["languages"] = json!(languages);
    }
    json!({
        "apiVersion": "primero.org/v1alpha1",
        "kind": "PrimeroInstance",
        "metadata": {"name": name},
        "spec": {
            "displayName": format!("Test {name}"),
            "configuration": configuration,
            "edge": {"tls": {"mode": "None"}},
        },
    })
}

/// Applies a manifest; the answer may be a refusal.
pub fn apply(cluster: &Cluster, manifest: &Value) -> Result<Answer> {
    let name = manifest["metadata"]["name"]
        .as_str()
        .context("a manifest has a name")?;
    cluster.apply(&format!("{INSTANCES}/{name}"), manifest)
}

impl<'a> Tenant<'a> {
    /// Applies the least manifest called `name`.
    pub fn create(cluster: &'a Cluster, name: &'a str) -> Result<Self> {
        Self::create_from(cluster, name, &manifest(name))
    }

    /// Applies `manifest`, whose name is `name`.
    pub fn create_from(cluster: &'a Cluster, name: &'a str, manifest: &Value) -> Result<Self> {
        apply(cluster, manifest)?.success(&format!("the manifest of {name}"))?;
        Ok(Self { cluster, name })
    }

    /// Its path in the API.
    pub fn path(&self) -> String {
        format!("{INSTANCES}/{}", self.name)
    }

    /// The object as it is now.
    pub fn object(&self) -> Result<Value> {
        self.cluster.get(&self.path())
    }

    /// Its namespace.
    pub fn namespace(&self) -> String {
        format!("primero-{}", self.name)
    }

    /// The host name that it answers to.
    pub fn host(&self) -> String {
        format!("{}.localhost", self.name)
    }

    /// The identity of all that stands for it outside Kubernetes.
    pub fn uid(&self) -> Result<String> {
        let object = self.object()?;
        Ok(object["metadata"]["uid"]
            .as_str()
            .context("an object has a UID")?
            .to_owned())
    }

    /// The condition of that type, once the operator has set it.
    pub fn condition(&self, name: &str) -> Result<Option<Condition>> {
        Ok(condition(&self.object()?, name))
    }

    /// Waits until it is Ready for its current generation.
    pub fn wait_ready(&self) -> Result<Value> {
        let what = format!("{} is Ready", self.name);
        wait::until(&what, READY, || {
            let object = self.object()?;
            let generation = object["metadata"]["generation"].as_i64();
            let ready = condition(&object, "Ready").is_some_and(|ready| {
                ready.status == "True" && Some(ready.observed_generation) == generation
            });
            Ok(ready.then_some(object))
        })
        .with_context(|| self.describe())
    }

    /// An object of its namespace: `apis/apps/v1/deployments/core` by its group and plural.
    pub fn child(&self, group: &str, kind: &str, name: &str) -> String {
        format!("/{group}/namespaces/{}/{kind}/{name}", self.namespace())
    }

    /// A value of a Secret of its namespace.
    pub fn secret(&self, name: &str, key: &str) -> Result<Vec<u8>> {
        use base64::Engine as _;
        let secret = self.cluster.get(&self.child("api/v1", "secrets", name))?;
        let value = secret["data"][key]
            .as_str()
            .with_context(|| format!("the Secret {name} has no {key}"))?;
        Ok(base64::engine::general_purpose::STANDARD.decode(value)?)
    }

    /// Deletes it as a person would, and waits until it is gone.
    pub fn remove(&self, deletion: Deletion) -> Result<()> {
        let spec = match deletion {
            Deletion::Delete => {
                json!({"deletionPolicy": "Delete", "deletionConfirmation": self.name})
            }
            Deletion::Retain => json!({"deletionPolicy": "Retain"}),
        };
        self.cluster
            .patch(&self.path(), &json!({"spec": spec}))?
            .success("setting the policy")?;
        self.cluster.delete(&self.path())?;
        self.wait_gone()
    }

    /// Waits until neither the instance nor its namespace is there.
    pub fn wait_gone(&self) -> Result<()> {
        let namespace = format!("/api/v1/namespaces/{}", self.namespace());
        wait::until_true(&format!("{} is gone", self.name), GONE, || {
            Ok(self.cluster.find(&self.path())?.is_none()
                && self.cluster.find(&namespace)?.is_none())
        })
        .with_context(|| self.describe())
    }

    /// What a person would look at first when it does not become Ready.
    pub fn describe(&self) -> String {
        let namespace = self.namespace();
        let shown = |what: &str, arguments: &[&str]| {
            let output = self.cluster.kubectl(arguments.iter().copied()).output();
            let text = output.map_or_else(
                |error| error.to_string(),
                |output| String::from_utf8_lossy(&output.stdout).into_owned(),
            );
            format!("{what}:\n{text}\n")
        };
        let conditions = "jsonpath={range .status.conditions[*]}{.type}={.status} {.reason}: \
                          {.message}{\"\\n\"}{end}";
        shown(
            "conditions",
            &["get", "primeroinstances", self.name, "-o", conditions],
        ) + &shown("pods", &["get", "pods", "-n", &namespace, "-o", "wide"])
            + &shown(
                "events",
                &[
                    "get",
                    "events",
                    "-n",
                    &namespace,
                    "--sort-by=.lastTimestamp",
                ],
            )
    }
}

/// The condition of that type in an object's status.
pub fn condition(object: &Value, name: &str) -> Option<Condition> {
    let conditions = object["status"]["conditions"].as_array()?;
    let found = conditions
        .iter()
        .find(|condition| condition["type"] == name)?;
    let text = |field: &str| found[field].as_str().unwrap_or_default().to_owned();
    Some(Condition {
        status: text("status"),
        reason: text("reason"),
        message: text("message"),
        observed_generation: found["observedGeneration"].as_i64().unwrap_or_default(),
    })
}

/// Deletes every instance called `t-*`; what a run that was killed has left.
pub fn remove_all(cluster: &Cluster) -> Result<usize> {
    let names: Vec<String> = cluster
        .list(INSTANCES)?
        .iter()
        .filter_map(|instance| instance["metadata"]["name"].as_str().map(str::to_owned))
        .filter(|name| name.starts_with("t-"))
        .collect();
    for name in &names {
        let spec = json!({"deletionPolicy": "Delete", "deletionConfirmation": name});
        cluster.patch(&format!("{INSTANCES}/{name}"), &json!({"spec": spec}))?;
        cluster.delete(&format!("{INSTANCES}/{name}"))?;
    }
    for name in &names {
        ensure!(
            name.starts_with("t-"),
            "only instances called t-* are ours to delete"
        );
        if let Err(error) = (Tenant { cluster, name }).wait_gone() {
            bail!(error.context(format!("{name} could not be removed")));
        }
    }
    Ok(names.len())
}
