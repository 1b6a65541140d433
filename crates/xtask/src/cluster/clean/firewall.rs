//! Links, nftables, the chains and sets of kube-router and the CNI plugins, tracked connections.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use super::Leftover;
use crate::cluster::settings::{
    FIREWALL_TABLE, NODE_ADDRESS, NODE_LINK, POD_BRIDGE, POD_NETWORK, SERVICE_NETWORK,
};
use crate::step::Step;

const TABLES: [(&str, &str); 3] = [
    ("inet", FIREWALL_TABLE),
    ("ip", "kube-proxy"),
    ("ip6", "kube-proxy"),
];

/// Tables that iptables makes when a rule goes into one.
const IPTABLES: [&str; 5] = ["filter", "nat", "mangle", "raw", "security"];

/// True when rules of some Kubernetes are there, ours or not.
pub(crate) fn holds_kubernetes() -> Result<bool> {
    Ok(!find_rules()?.is_empty())
}

pub(super) fn find_links() -> Vec<Leftover> {
    let net = Path::new("/sys/class/net");
    let ports = fs::read_dir(net.join(POD_BRIDGE).join("brif"));
    let ports = ports.into_iter().flatten().flatten();
    let pods = ports.map(|port| port.file_name().to_string_lossy().into_owned());
    let own = [POD_BRIDGE, NODE_LINK]
        .into_iter()
        .filter(|link| net.join(link).exists());
    pods.chain(own.map(str::to_owned))
        .map(Leftover::Link)
        .collect()
}

pub(super) fn find_rules() -> Result<Vec<Leftover>> {
    let known = TABLES.map(|(family, table)| format!("{family} {table}"));
    let ours = tables()?.into_iter().filter(|table| known.contains(table));
    let mut found: Vec<_> = ours.map(Leftover::Table).collect();
    for (save, program) in [
        ("iptables-save", "iptables-restore"),
        ("ip6tables-save", "ip6tables-restore"),
    ] {
        let script = removal(&output(save, &[])?);
        if !script.is_empty() {
            found.push(Leftover::Chains { program, script });
        }
    }
    // A kernel without IP sets answers with an error, and has none to remove.
    let sets = output("ipset", &["list", "-name"]).unwrap_or_default();
    let ours = sets.lines().filter(|name| is_our_set(name));
    found.extend(ours.map(|name| Leftover::Set(name.to_owned())));
    Ok(found)
}

pub(super) fn remove_link(name: &str) -> Result<()> {
    // A pod's link goes with its network namespace, often before it is its turn here.
    if !Path::new("/sys/class/net").join(name).exists() {
        return Ok(());
    }
    output("ip", &["link", "delete", name]).map(drop)
}

pub(super) fn remove_table(name: &str) -> Result<()> {
    let mut arguments = vec!["delete", "table"];
    arguments.extend(name.split(' '));
    output("nft", &arguments).map(drop)
}

pub(super) fn remove_set(name: &str) -> Result<()> {
    output("ipset", &["destroy", name]).map(drop)
}

pub(super) fn restore(program: &str, script: &str) -> Result<()> {
    let mut child = Command::new(program)
        .arg("--noflush")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("failed to run {program}"))?;
    child
        .stdin
        .take()
        .context("the program reads no input")?
        .write_all(script.as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!(
            "{program}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

/// Connections that were tracked towards addresses which no longer are.
pub(super) fn forget_connections(step: &mut Step) {
    let node = NODE_ADDRESS.to_string();
    for network in [POD_NETWORK, SERVICE_NETWORK, &node] {
        for direction in ["--orig-src", "--orig-dst", "--reply-src"] {
            // The program answers with a failure when there is none.
            if let Err(error) = output("conntrack", &["--delete", direction, network]) {
                step.write(format_args!("conntrack {direction} {network}: {error:#}"));
            }
        }
    }
}

/// Names of all tables of nftables.
pub(crate) fn tables() -> Result<Vec<String>> {
    let listing = output("nft", &["list", "tables"])?;
    Ok(listing
        .lines()
        .filter_map(|line| line.strip_prefix("table ").map(str::to_owned))
        .collect())
}

/// Removes what iptables made to hold our chains: tables without a rule that were not `before`.
pub(crate) fn remove_empty_tables(before: &[String]) -> Result<()> {
    for table in tables()?
        .into_iter()
        .filter(|table| !before.contains(table))
    {
        let (family, name) = table.split_once(' ').unwrap_or_default();
        let by_iptables = ["ip", "ip6"].contains(&family) && IPTABLES.contains(&name);
        if by_iptables && has_no_rule(&output("nft", &["list", "table", family, name])?) {
            remove_table(&table)?;
        }
    }
    Ok(())
}

fn has_no_rule(listing: &str) -> bool {
    listing.lines().map(str::trim).all(|line| {
        ["table ", "chain ", "}"]
            .iter()
            .any(|start| line.starts_with(start))
            || line.is_empty()
            || (line.starts_with("type ") && line.ends_with("policy accept;"))
    })
}

/// What makes the listed tables forget our chains: rules of other chains that jump to them, then
/// the chains. Empty when there are none.
fn removal(save: &str) -> String {
    let mut script = String::new();
    let mut table = Removal::default();
    for line in save.lines() {
        if let Some(name) = line.strip_prefix('*') {
            table = Removal {
                table: name.to_owned(),
                ..Removal::default()
            };
        } else if line == "COMMIT" {
            script.push_str(&table.script());
        } else {
            table.read(line);
        }
    }
    script
}

/// What goes from one table.
#[derive(Debug, Default)]
struct Removal {
    table: String,
    jumps: Vec<String>,
    chains: Vec<String>,
}

impl Removal {
    fn read(&mut self, line: &str) {
        if let Some(rest) = line.strip_prefix(':') {
            let chain = rest.split(' ').next().unwrap_or_default();
            if is_our_chain(chain) {
                self.chains.push(chain.to_owned());
            }
        } else if let Some(rule) = line.strip_prefix("-A ")
            && !is_our_chain(rule.split(' ').next().unwrap_or_default())
            && concerns_us(rule)
        {
            self.jumps.push(rule.to_owned());
        }
    }

    fn script(&self) -> String {
        if self.jumps.is_empty() && self.chains.is_empty() {
            return String::new();
        }
        let mut lines = vec![format!("*{}", self.table)];
        lines.extend(self.jumps.iter().map(|rule| format!("-D {rule}")));
        lines.extend(self.chains.iter().map(|chain| format!("-F {chain}")));
        lines.extend(self.chains.iter().map(|chain| format!("-X {chain}")));
        lines.push("COMMIT\n".to_owned());
        lines.join("\n")
    }
}

/// A jump into one of our chains, or a rule that names one of our sets.
fn concerns_us(rule: &str) -> bool {
    let words: Vec<_> = rule.split(' ').collect();
    words.windows(2).any(|pair| match pair[0] {
        "-j" | "-g" => is_our_chain(pair[1]),
        "--match-set" => is_our_set(pair[1]),
        _ => false,
    })
}

fn is_our_chain(name: &str) -> bool {
    name.starts_with("KUBE-") || name.starts_with("CNI-")
}

fn is_our_set(name: &str) -> bool {
    let name = name.strip_prefix("inet6:").unwrap_or(name);
    name.starts_with("KUBE-") || name.starts_with("kube-router-")
}

fn output(program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("failed to run {program}"))?;
    if !output.status.success() {
        bail!(
            "{program} {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAVE: &str = "\
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:DOCKER - [0:0]
:KUBE-ROUTER-INPUT - [0:0]
:KUBE-POD-FW-AAAA - [0:0]
-A INPUT -m comment --comment \"kube-router netpol\" -j KUBE-ROUTER-INPUT
-A INPUT -j DOCKER
-A KUBE-ROUTER-INPUT -d 10.0.0.1/32 -j KUBE-POD-FW-AAAA
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -j DOCKER
COMMIT
";

    #[test]
    fn our_chains_go_and_those_of_others_stay() {
        assert_eq!(
            removal(SAVE),
            "*filter\n\
             -D INPUT -m comment --comment \"kube-router netpol\" -j KUBE-ROUTER-INPUT\n\
             -F KUBE-ROUTER-INPUT\n-F KUBE-POD-FW-AAAA\n\
             -X KUBE-ROUTER-INPUT\n-X KUBE-POD-FW-AAAA\nCOMMIT\n"
        );
    }

    #[test]
    fn a_table_without_our_chains_is_not_touched() {
        assert_eq!(
            removal("*nat\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -j ACCEPT\nCOMMIT\n"),
            ""
        );
    }

    #[test]
    fn a_table_of_empty_chains_has_no_rule() {
        let empty = "table ip nat {\n\tchain OUTPUT {\n\
            \t\ttype nat hook output priority -100; policy accept;\n\t}\n}\n";
        assert!(has_no_rule(empty));
        assert!(!has_no_rule(
            &empty.replace("\t}\n}", "\t\tcounter accept\n\t}\n}")
        ));
        assert!(!has_no_rule(&empty.replace("policy accept", "policy drop")));
    }

    #[test]
    fn sets_of_the_policy_controller_are_ours() {
        assert!(is_our_set("KUBE-DST-ABC") && is_our_set("inet6:kube-router-local-ips"));
        assert!(!is_our_set("f2b-sshd"));
    }
}
