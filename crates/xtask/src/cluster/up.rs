//! Brings the cluster up, from nothing or from whatever state an earlier run left.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::addons::{self, Images};
use super::client::Kubectl;
use super::components::{self, Components};
use super::control_plane::{self, Endpoints};
use super::layout::Layout;
use super::marker::Marker;
use super::settings::{API_PORT, ETCD_PORTS, EdgePorts, NODE_ADDRESS, NODE_NAME};
use super::{clean, etcd, lock, network, node, pki, pods, process, runtime};
use crate::host;
use crate::step::Steps;

const NEXT: &str = "cargo xtask cluster up (it goes on where this run stopped)";

/// Where the machine's API server listens.
const ENDPOINTS: Endpoints = Endpoints {
    address: NODE_ADDRESS,
    port: API_PORT,
    etcd: ETCD_PORTS,
};

/// Everything, each step only as far as it is needed.
pub(crate) fn up(steps: &Steps) -> Result<()> {
    let layout = Layout::machine();
    let marker = Marker::find(&layout)?;
    let edge = EdgePorts::chosen(marker.as_ref().map(|marker| marker.edge))?;
    let policy_gap = steps.step("Check this machine", "cargo xtask cluster up", |step| {
        host::prepare_cluster(step, marker.as_ref(), edge)
    })?;
    let components = components::ensure(steps)?;
    let _lock = lock()?;
    let marker = mark(&layout, edge, policy_gap)?;
    if let Some(gap) = &marker.policy_gap {
        steps.say(gap);
    }
    let restarted = !process::is_running(&layout, "containerd");
    clean_up(steps, &layout, restarted)?;
    let images = steps.step("Prepare certificates, network and images", NEXT, |step| {
        pki::ensure(&layout, NODE_ADDRESS, API_PORT)?;
        network::ensure(step)?;
        network::write_cni(&layout)?;
        clean::control_groups::ensure()?;
        private_directory(&layout.at("volumes"))?;
        addons::ensure_images(step, &components)
    })?;
    start_control_plane(steps, &layout, &components)?;
    let lost = if restarted {
        pods::running(&Kubectl::new(&layout)?)?
    } else {
        BTreeSet::new()
    };
    start_node(steps, &layout, &components, &images, &marker)?;
    steps.step("Start DNS, volumes and ingress", NEXT, |step| {
        let kubectl = Kubectl::new(&layout)?;
        addons::apply(&layout, &kubectl, step, &images, marker.edge)?;
        pods::wait_until_gone(&kubectl, step, &lost)?;
        addons::wait(&kubectl, step)
    })
}

/// Marks the cluster as ours before anything of it is made. Looked for again, since another run
/// may have made it while this one waited.
fn mark(layout: &Layout, edge: EdgePorts, policy_gap: Option<String>) -> Result<Marker> {
    let mut marker = match Marker::find(layout)? {
        Some(marker) => marker,
        None => Marker::new(edge, clean::firewall::tables()?),
    };
    (marker.edge, marker.policy_gap) = (edge, policy_gap);
    marker.write(layout)?;
    Ok(marker)
}

fn start_control_plane(steps: &Steps, layout: &Layout, components: &Components) -> Result<()> {
    let programs = &components.kubernetes;
    let kubectl = Kubectl::new(layout)?;
    steps.step("Start the control plane", NEXT, |step| {
        etcd::daemon(layout, ETCD_PORTS, true).ensure(layout)?;
        let server = control_plane::api_server(layout, programs, ENDPOINTS);
        server.ensure(layout)?;
        step.note("waiting for the API server");
        server.wait_until(layout, Duration::from_secs(90), || kubectl.is_ready())?;
        control_plane::controller_manager(layout, programs).ensure(layout)?;
        control_plane::scheduler(layout, programs).ensure(layout)?;
        addons::apply_node_roles(&kubectl, step)
    })
}

fn start_node(
    steps: &Steps,
    layout: &Layout,
    components: &Components,
    images: &Images,
    marker: &Marker,
) -> Result<()> {
    let programs = &components.kubernetes;
    steps.step("Start the node", NEXT, |step| {
        step.note("containerd");
        runtime::start(layout, &images.pause.reference)?;
        addons::load(layout, step, images)?;
        step.note("kubelet");
        node::kube_proxy(layout, programs)?.ensure(layout)?;
        node::kubelet(layout, programs)?.ensure(layout)?;
        wait_for_node(layout)?;
        start_policies(layout, programs, marker)
    })
}

/// kube-router ends when there is no node yet, so it comes last.
fn start_policies(layout: &Layout, programs: &Path, marker: &Marker) -> Result<()> {
    if marker.policy_gap.is_some() {
        return process::stop(layout, "kube-router", Duration::from_secs(10));
    }
    node::kube_router(layout, programs).ensure(layout).map(drop)
}

fn wait_for_node(layout: &Layout) -> Result<()> {
    const PATH: &str = r#"jsonpath={.status.conditions[?(@.type=="Ready")].status}"#;
    let kubectl = Kubectl::new(layout)?;
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(90) {
        if kubectl
            .output(&["get", "node", NODE_NAME, "-o", PATH])
            .is_ok_and(|out| out == "True")
        {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(200));
    }
    bail!(
        "the node is not ready after 90 s: see {}",
        layout.log("kubelet").display()
    )
}

/// Without containerd whatever is there of pods is dead or out of control: it goes, so that the
/// node starts from a known state. The cluster's data stays.
fn clean_up(steps: &Steps, layout: &Layout, restarted: bool) -> Result<()> {
    if !restarted {
        return steps.step("Look for stray daemons", NEXT, |step| {
            clean::end_strays(layout, &process::pids(layout), step)
        });
    }
    if clean::find(layout)?.is_empty() {
        return Ok(());
    }
    steps.step("Clean up after a run that was killed", NEXT, |step| {
        clean::run(layout, step)
    })
}

/// What pods keep in their volumes is not for the machine's other users.
fn private_directory(path: &Path) -> Result<()> {
    fs::create_dir_all(path)?;
    Ok(fs::set_permissions(
        path,
        fs::Permissions::from_mode(0o700),
    )?)
}

/// True when something listens there already.
pub(crate) fn is_taken(address: Ipv4Addr, port: u16) -> bool {
    let bound = TcpListener::bind((address, port));
    bound.is_err_and(|error| error.kind() == ErrorKind::AddrInUse)
}
