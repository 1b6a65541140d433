//! Addresses, names and ports of the local cluster: fixed, so that every clone means the same one.

use std::env;
use std::net::Ipv4Addr;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

/// The only node.
pub(crate) const NODE_NAME: &str = "primero-local";
/// The node's address, on a link of its own: it stays when the machine's network changes.
pub(crate) const NODE_ADDRESS: Ipv4Addr = Ipv4Addr::new(10, 200, 0, 1);
/// The link that carries the node's address. An empty bridge, since some kernels have no dummies.
pub(crate) const NODE_LINK: &str = "primero0";
/// The bridge that all pods hang on.
pub(crate) const POD_BRIDGE: &str = "primero-pods";
/// Addresses of pods.
pub(crate) const POD_NETWORK: &str = "10.201.0.0/16";
/// Addresses of services.
pub(crate) const SERVICE_NETWORK: &str = "10.202.0.0/16";
/// The service address of the API server: the first of the network.
pub(crate) const API_SERVICE: Ipv4Addr = Ipv4Addr::new(10, 202, 0, 1);
/// The service address of the DNS.
pub(crate) const DNS_SERVICE: Ipv4Addr = Ipv4Addr::new(10, 202, 0, 10);
/// The domain of service names.
pub(crate) const CLUSTER_DOMAIN: &str = "cluster.local";
/// The API server's port on the node's address.
pub(crate) const API_PORT: u16 = 6443;
/// etcd's ports on loopback, beside those of an etcd that the machine may run itself.
pub(crate) const ETCD_PORTS: EtcdPorts = EtcdPorts {
    client: 12379,
    peer: 12380,
};
/// Ports on loopback that the daemons answer their health and metrics on.
pub(crate) const LOOPBACK_PORTS: [u16; 7] = [
    ETCD_PORTS.client,
    ETCD_PORTS.peer,
    10248,
    10249,
    10256,
    10257,
    10259,
];
/// The folder of control groups, in every hierarchy, that all pods live below.
pub(crate) const CONTROL_GROUP: &str = "primero-local";
/// The table of our own firewall rules.
pub(crate) const FIREWALL_TABLE: &str = "primero-local";

/// Where etcd listens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EtcdPorts {
    pub(crate) client: u16,
    pub(crate) peer: u16,
}

/// Ports on 127.0.0.1 that browsers reach the tenants by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EdgePorts {
    pub(crate) http: u16,
    pub(crate) https: u16,
}

impl EdgePorts {
    /// What `PRIMERO_HTTP_PORT` and `PRIMERO_HTTPS_PORT` ask for, else what the cluster has
    /// already, else 80 and 443.
    pub(crate) fn chosen(current: Option<Self>) -> Result<Self> {
        let current = current.unwrap_or(Self {
            http: 80,
            https: 443,
        });
        Ok(Self {
            http: from_environment("PRIMERO_HTTP_PORT", current.http)?,
            https: from_environment("PRIMERO_HTTPS_PORT", current.https)?,
        })
    }
}

fn from_environment(name: &str, default: u16) -> Result<u16> {
    match env::var(name) {
        Ok(value) => value
            .parse()
            .with_context(|| format!("{name} is {value:?}, not a port")),
        Err(_) => Ok(default),
    }
}
