//! The node's link, the rule that keeps pods on the machine, and how pods get their addresses.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::layout::Layout;
use super::settings::{FIREWALL_TABLE, NODE_ADDRESS, NODE_LINK, POD_BRIDGE, POD_NETWORK};
use super::write_file;
use crate::step::{Step, shown};

/// Kernel settings that the cluster needs or changes. `down` puts the former values back.
pub(crate) const KERNEL_SETTINGS: [(&str, Option<&str>); 8] = [
    ("net/ipv4/ip_forward", Some("1")),
    // Traffic between pods of one bridge passes the firewall, or policies would not see it.
    ("net/bridge/bridge-nf-call-iptables", Some("1")),
    ("net/bridge/bridge-nf-call-ip6tables", Some("1")),
    // The kubelet and kube-proxy set these.
    ("vm/overcommit_memory", None),
    ("kernel/panic", None),
    ("kernel/panic_on_oops", None),
    ("net/netfilter/nf_conntrack_tcp_timeout_established", None),
    ("net/netfilter/nf_conntrack_tcp_timeout_close_wait", None),
];

/// The link and the rules, made when they are missing.
pub(crate) fn ensure(step: &mut Step) -> Result<()> {
    for (name, value) in KERNEL_SETTINGS {
        if let Some(value) = value {
            set_kernel(name, value)?;
        }
    }
    if !Path::new("/sys/class/net").join(NODE_LINK).exists() {
        step.run(Command::new("ip").args(["link", "add", NODE_LINK, "type", "bridge"]))?;
    }
    let address = format!("{NODE_ADDRESS}/32");
    step.run(Command::new("ip").args(["address", "replace", &address, "dev", NODE_LINK]))?;
    step.run(Command::new("ip").args(["link", "set", NODE_LINK, "up"]))?;
    load_firewall()
}

/// Writes how pods get their addresses, where containerd looks for it.
pub(crate) fn write_cni(layout: &Layout) -> Result<()> {
    let file = layout.at("cni/net.d/10-primero-pods.conflist");
    let data = layout.at("cni/networks");
    write_file(&file, &serde_json::to_vec_pretty(&cni(&data))?, 0o644)
}

/// Reads a kernel setting; `None` where the kernel has none of that name.
pub(crate) fn kernel(name: &str) -> Option<String> {
    let value = fs::read_to_string(Path::new("/proc/sys").join(name)).ok()?;
    Some(value.trim().to_owned())
}

/// Writes a kernel setting, unless it has the value.
pub(crate) fn set_kernel(name: &str, value: &str) -> Result<()> {
    if kernel(name).as_deref() == Some(value) {
        return Ok(());
    }
    fs::write(Path::new("/proc/sys").join(name), value)
        .with_context(|| format!("failed to set {name} to {value}"))
}

fn cni(data: &Path) -> Value {
    json!({
        "cniVersion": "1.0.0",
        "name": POD_BRIDGE,
        "plugins": [
            {
                "type": "bridge",
                "bridge": POD_BRIDGE,
                "isGateway": true,
                "ipMasq": false,
                "hairpinMode": true,
                "ipam": {
                    "type": "host-local",
                    "dataDir": data,
                    "ranges": [[{"subnet": POD_NETWORK}]],
                    "routes": [{"dst": "0.0.0.0/0"}],
                },
            },
            // The policy controller does not see IPv6, not even link-local: pods have none.
            {
                "type": "tuning",
                "sysctl": {
                    "net.ipv6.conf.all.disable_ipv6": "1",
                    "net.ipv6.conf.default.disable_ipv6": "1",
                },
            },
            {"type": "portmap", "capabilities": {"portMappings": true}, "snat": true},
        ],
    })
}

/// Pods reach pods, services and the node, and nothing beyond the machine; nothing beyond the
/// machine reaches them. Replaced as a whole, so that it is never half there.
fn firewall_rules() -> String {
    format!(
        "table inet {FIREWALL_TABLE} {{}}
delete table inet {FIREWALL_TABLE}
table inet {FIREWALL_TABLE} {{
    chain forward {{
        type filter hook forward priority -10; policy accept;
        iifname \"{POD_BRIDGE}\" oifname != \"{POD_BRIDGE}\" counter drop
        oifname \"{POD_BRIDGE}\" iifname != \"{POD_BRIDGE}\" counter drop
    }}
}}
"
    )
}

fn load_firewall() -> Result<()> {
    use std::io::Write as _;
    use std::process::Stdio;
    let mut command = Command::new("nft");
    command
        .args(["--file", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().context("failed to run nft")?;
    child
        .stdin
        .take()
        .context("nft reads no input")?
        .write_all(firewall_rules().as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!(
            "{}: {}",
            shown(&command),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pods_are_kept_on_the_machine_and_have_no_ipv6() {
        insta::assert_snapshot!("firewall", firewall_rules());
        insta::assert_json_snapshot!("cni", cni(Path::new("/state/cni/networks")));
    }
}
