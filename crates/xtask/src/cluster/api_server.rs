//! The real API server with its etcd, alone in a private directory: ready in seconds, no root.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use tempfile::TempDir;

use super::client::Kubectl;
use super::control_plane::{self, Endpoints};
use super::layout::Layout;
use super::settings::EtcdPorts;
use super::{components, etcd, pki, process};
use crate::step::Steps;

/// Starts both, and says where the kubeconfig of an administrator lies. Both go on until
/// [`stop`]; nothing is kept on disk beyond the directory.
pub(crate) fn start(steps: &Steps, directory: &Path) -> Result<PathBuf> {
    let programs = components::ensure_kubernetes(steps)?;
    let layout = Layout::private(&std::path::absolute(directory)?);
    steps.step(
        "Start an API server",
        "cargo xtask cluster api-server --help",
        |step| {
            let [port, client, peer] = free_ports()?;
            let etcd_ports = EtcdPorts { client, peer };
            pki::ensure(&layout, Ipv4Addr::LOCALHOST, port)?;
            let etcd = etcd::daemon(&layout, etcd_ports, false);
            etcd.ensure(&layout)?;
            let endpoints = Endpoints {
                address: Ipv4Addr::LOCALHOST,
                port,
                etcd: etcd_ports,
            };
            let mut server = control_plane::api_server(&layout, &programs, endpoints);
            // There is no node, and loopback is no address that a service may have.
            server
                .arguments
                .push("--endpoint-reconciler-type=none".to_owned());
            server.ensure(&layout)?;
            step.note(format_args!("waiting for port {port}"));
            let kubectl = Kubectl::new(&layout)?;
            server.wait_until(&layout, Duration::from_mins(1), || kubectl.is_ready())?;
            Ok(layout.kubeconfig())
        },
    )
}

/// Ends both. The directory stays; it is the caller's.
pub(crate) fn stop(directory: &Path) -> Result<()> {
    let layout = Layout::private(&std::path::absolute(directory)?);
    process::stop(&layout, "kube-apiserver", Duration::from_secs(2))?;
    process::stop(&layout, "etcd", Duration::from_secs(2))
}

/// An API server in a directory of its own, for as long as this lives.
#[derive(Debug)]
pub(crate) struct ApiServer {
    kubeconfig: PathBuf,
    directory: TempDir,
}

impl ApiServer {
    /// Starts one.
    pub(crate) fn start(steps: &Steps) -> Result<Self> {
        let directory = tempfile::Builder::new()
            .prefix("primero-api-server-")
            .tempdir()?;
        let kubeconfig = start(steps, directory.path()).inspect_err(|_| {
            // What was started before the failure must not outlive it; the failure is the answer.
            let _ = stop(directory.path());
        })?;
        Ok(Self {
            kubeconfig,
            directory,
        })
    }

    /// The kubeconfig of its administrator.
    pub(crate) fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }
}

impl Drop for ApiServer {
    fn drop(&mut self) {
        if let Err(error) = stop(self.directory.path()) {
            crate::step::report(&error);
        }
    }
}

/// Ports that were free a moment ago, all different.
fn free_ports() -> Result<[u16; 3]> {
    let listeners = [listen()?, listen()?, listen()?];
    let [one, two, three] = &listeners;
    Ok([
        one.local_addr()?.port(),
        two.local_addr()?.port(),
        three.local_addr()?.port(),
    ])
}

fn listen() -> Result<TcpListener> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?)
}
