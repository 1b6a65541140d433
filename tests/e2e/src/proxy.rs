//! A `kubectl proxy` that lives exactly as long as its owner.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use anyhow::{Context as _, Result, bail};

/// A running proxy; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Proxy {
    /// Where it listens, as the start of a URL.
    pub(crate) base: String,
    /// Its keeper waits for this to close.
    _alive: Sender<()>,
}

impl Proxy {
    /// Starts one for the cluster that `kubeconfig` leads to.
    pub(crate) fn start(kubectl: &Path, kubeconfig: &Path) -> Result<Self> {
        // It must not outlive a process that is killed, hence setpriv. The kernel looks at the
        // thread that started it, hence a keeper: the thread of a test ends with the test.
        let mut command = Command::new("setpriv");
        command
            .args(["--pdeathsig", "KILL"])
            .arg(kubectl)
            .arg("--kubeconfig")
            .arg(kubeconfig);
        command
            .args(["proxy", "--port=0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let (alive, ended) = channel();
        let (started, answer) = channel();
        thread::spawn(move || keep(command, &started, &ended));
        let base = answer
            .recv()
            .context("the keeper of kubectl proxy ended")??;
        Ok(Self {
            base,
            _alive: alive,
        })
    }
}

fn keep(mut command: Command, started: &Sender<Result<String>>, ended: &Receiver<()>) {
    let mut child = match command.spawn().context("failed to start kubectl proxy") {
        Ok(child) => child,
        Err(error) => {
            // Whoever asked is waiting for exactly this.
            let _ = started.send(Err(error));
            return;
        }
    };
    let _ = started.send(base(&mut child));
    // Nothing is ever sent: this returns when the owner is gone.
    let _ = ended.recv();
    let _ = child.kill();
    let _ = child.wait();
}

fn base(child: &mut Child) -> Result<String> {
    let output = child
        .stdout
        .as_mut()
        .context("kubectl proxy has no output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let Some((_, port)) = line.trim().rsplit_once("127.0.0.1:") else {
        bail!("kubectl proxy did not say where it listens: {line:?}");
    };
    Ok(format!("http://127.0.0.1:{port}"))
}
