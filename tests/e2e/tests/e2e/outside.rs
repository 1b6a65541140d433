//! No pod has a way off the machine. A network namespace on a link of the machine's own plays the
//! outside: it could answer, the machine itself reaches it, and no pod does.

use std::io::{BufRead as _, BufReader};
use std::net::{TcpStream, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use primero_e2e::intruder::Intruder;
use primero_e2e::wait;

use crate::pair;

/// Addresses that are set aside for examples, and so are nobody's.
const OURS: &str = "198.51.100.1";
const OUTSIDE: &str = "198.51.100.2:7077";
const LINK: &str = "t-outside0";
const NAMESPACE: &str = "t-outside";

#[test]
fn no_pod_has_a_way_off_the_machine() -> Result<()> {
    let outside = Outside::build()?;
    TcpStream::connect(OUTSIDE).context("the machine itself reaches the outside")?;
    UdpSocket::bind((OURS, 0))?.send_to(b"control", OUTSIDE)?;
    wait::until_true(
        "the outside hears the machine",
        Duration::from_secs(5),
        || {
            let heard = outside.heard();
            Ok(heard.iter().any(|line| line.starts_with("tcp"))
                && heard.iter().any(|line| line.starts_with("udp")))
        },
    )?;
    let before = outside.heard().len();

    let cluster = pair::cluster()?;
    let open = Intruder::in_the_open(cluster, "t-open-outside")?;
    let [amber, _] = pair::tenants()?;
    let in_amber = Intruder::inside(&amber)?;
    for pod in [&open, &in_amber] {
        assert!(!pod.connects(OUTSIDE)?, "a pod connected to the outside");
        pod.sends(OUTSIDE)?;
        assert!(!pod.connects("example.org:443")?);
    }
    // A datagram needs no answer: what left would have arrived by now.
    thread::sleep(Duration::from_secs(1));
    assert_eq!(
        outside.heard().len(),
        before,
        "the outside heard a pod: {:?}",
        outside.heard()
    );

    in_amber.leave()?;
    open.leave()?;
    cluster.delete("/api/v1/namespaces/t-open-outside")?;
    Ok(())
}

/// A host beyond one of the machine's links, with a listener on it.
struct Outside {
    listener: Child,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Outside {
    fn build() -> Result<Self> {
        demolish();
        ip(&["netns", "add", NAMESPACE])?;
        ip(&[
            "link", "add", LINK, "type", "veth", "peer", "name", "eth0", "netns", NAMESPACE,
        ])?;
        ip(&["address", "add", &format!("{OURS}/24"), "dev", LINK])?;
        ip(&["link", "set", LINK, "up"])?;
        ip(&[
            "-n",
            NAMESPACE,
            "address",
            "add",
            "198.51.100.2/24",
            "dev",
            "eth0",
        ])?;
        ip(&["-n", NAMESPACE, "link", "set", "eth0", "up"])?;
        // It would answer anybody: its way back leads over us.
        ip(&["-n", NAMESPACE, "route", "add", "default", "via", OURS])?;
        let mut listener = Command::new("ip")
            .args(["netns", "exec", NAMESPACE, "setpriv", "--pdeathsig", "KILL"])
            .args([
                env!("CARGO_BIN_EXE_primero-e2e-probe"),
                "listen",
                "0.0.0.0:7077",
            ])
            .stdout(Stdio::piped())
            .spawn()
            .context("failed to start the listener")?;
        let output = BufReader::new(listener.stdout.take().context("the listener has output")?);
        let heard = Arc::new(Mutex::new(Vec::new()));
        let writer = Arc::clone(&heard);
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                writer
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(line);
            }
        });
        let built = Self { listener, heard };
        wait::until_true("the outside listens", Duration::from_secs(5), || {
            Ok(!built.heard().is_empty())
        })?;
        Ok(built)
    }

    fn heard(&self) -> Vec<String> {
        self.heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        // Both may be gone already, which is what we want.
        let _ = self.listener.kill();
        let _ = self.listener.wait();
        demolish();
    }
}

/// Removes what this or an earlier, killed run built.
fn demolish() {
    // Errors mean that there was nothing to remove.
    let _ = ip(&["link", "delete", LINK]);
    let _ = ip(&["netns", "delete", NAMESPACE]);
}

fn ip(arguments: &[&str]) -> Result<()> {
    let output = Command::new("ip")
        .args(arguments)
        .output()
        .context("failed to run ip")?;
    ensure!(
        output.status.success(),
        "ip {}: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(())
}
