//! What runs in the cluster before anything of ours: DNS, volumes, the ingress controller.

mod images;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use super::client::Kubectl;
use super::components::Components;
use super::layout::Layout;
use super::runtime;
use super::settings::{CLUSTER_DOMAIN, DNS_SERVICE, EdgePorts};
use crate::hex::hex;
use crate::step::Step;

pub(crate) use images::Images;

const NODE: &str = include_str!("../../../../../deploy/local-cluster/manifests/node.yaml");
const COREDNS: &str = include_str!("../../../../../deploy/local-cluster/manifests/coredns.yaml");
const LOCAL_PATH: &str =
    include_str!("../../../../../deploy/local-cluster/manifests/local-path.yaml");
const TRAEFIK: &str = include_str!("../../../../../deploy/local-cluster/manifests/traefik.yaml");

/// Deployments that must be available before the cluster is.
const DEPLOYMENTS: [(&str, &str); 3] = [
    ("kube-system", "coredns"),
    ("kube-system", "local-path-provisioner"),
    ("traefik", "traefik"),
];

/// Makes the images that are missing, from the programs of this version.
pub(crate) fn ensure_images(step: &mut Step, components: &Components) -> Result<Images> {
    Images::ensure(step, components)
}

/// Loads the images that containerd does not have.
pub(crate) fn load(layout: &Layout, step: &mut Step, images: &Images) -> Result<()> {
    for image in images.all() {
        runtime::import(layout, step, &image.file)?;
    }
    Ok(())
}

/// What the parts of the node need of the API server.
pub(crate) fn apply_node_roles(kubectl: &Kubectl, step: &mut Step) -> Result<()> {
    step.write(kubectl.apply(NODE)?);
    Ok(())
}

/// Applies the rest.
pub(crate) fn apply(
    layout: &Layout,
    kubectl: &Kubectl,
    step: &mut Step,
    images: &Images,
    edge: EdgePorts,
) -> Result<()> {
    step.write(kubectl.apply(&manifests(layout, images, edge))?);
    Ok(())
}

/// Waits until all of it serves.
pub(crate) fn wait(kubectl: &Kubectl, step: &mut Step) -> Result<()> {
    for (namespace, name) in DEPLOYMENTS {
        step.note(format_args!("waiting for {name}"));
        let deployment = format!("deployment/{name}");
        kubectl
            .output(&[
                "rollout",
                "status",
                &deployment,
                "-n",
                namespace,
                "--timeout=120s",
            ])
            .with_context(|| format!("{name} does not become available"))?;
    }
    Ok(())
}

fn manifests(layout: &Layout, images: &Images, edge: EdgePorts) -> String {
    let coredns = render(
        COREDNS,
        &[
            ("CLUSTER_DOMAIN", CLUSTER_DOMAIN),
            ("DNS_SERVICE", &DNS_SERVICE.to_string()),
            ("IMAGE", &images.coredns.reference),
        ],
    );
    let local_path = render(
        LOCAL_PATH,
        &[
            ("VOLUMES", &layout.at("volumes").display().to_string()),
            ("HELPER_IMAGE", &images.volume_helper.reference),
            ("IMAGE", &images.local_path.reference),
        ],
    );
    let traefik = render(
        TRAEFIK,
        &[
            ("HTTP_PORT", &edge.http.to_string()),
            ("HTTPS_PORT", &edge.https.to_string()),
            ("IMAGE", &images.traefik.reference),
        ],
    );
    [coredns, local_path, traefik].join("---\n")
}

/// Fills the `${NAME}` of a manifest; `${CONFIG_DIGEST}` restarts pods when their manifest changes.
fn render(manifest: &str, values: &[(&str, &str)]) -> String {
    let filled = values
        .iter()
        .fold(manifest.to_owned(), |text, (name, value)| {
            text.replace(&format!("${{{name}}}"), value)
        });
    let digest = Sha256::digest(filled.as_bytes());
    filled.replace("${CONFIG_DIGEST}", &hex(&digest[..8]))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn manifests_are_filled_in_completely() {
        let image = |name: &str| images::Stored {
            reference: format!("primero.local/{name}:0123456789ab"),
            file: PathBuf::new(),
        };
        let images = Images {
            pause: image("pause"),
            coredns: image("coredns"),
            local_path: image("local-path-provisioner"),
            volume_helper: image("volume-helper"),
            traefik: image("traefik"),
        };
        let text = manifests(
            &Layout::machine(),
            &images,
            EdgePorts {
                http: 8080,
                https: 8443,
            },
        );
        assert!(!text.contains("${"), "{text}");
        assert!(text.contains("hostPort: 8080, hostIP: 127.0.0.1"));
        assert_eq!(text.matches("image: primero.local/").count(), 4);
    }

    #[test]
    fn a_changed_manifest_changes_the_digest_that_restarts_its_pods() {
        let one = render("a ${CONFIG_DIGEST}", &[]);
        let other = render("b ${CONFIG_DIGEST}", &[]);
        assert_ne!(one[1..], other[1..]);
    }
}
