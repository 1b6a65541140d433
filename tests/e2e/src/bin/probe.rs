//! `primero-e2e-probe`: tries from inside a pod what the tests want to know; in its own small image,
//! since a pod of ours has no shell.

use std::io::{self, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _, UdpSocket};
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs, thread};

/// Long enough for a connection on one machine, short enough for a refusal that drops packets.
const PATIENCE: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let answer = match words.as_slice() {
        ["wait"] => loop {
            thread::sleep(Duration::from_hours(1));
        },
        ["connect", target] => connect(target),
        ["send", target] => match send(target) {
            Ok(()) => format!("sent {target}"),
            Err(error) => format!("unsent {error}"),
        },
        ["listen", address] => match listen(address) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => return fail(&error.to_string()),
        },
        ["read", path] => match fs::read(path) {
            Ok(content) => format!("{} bytes", content.len()),
            Err(error) => return fail(&error.to_string()),
        },
        _ => {
            return fail(
                "usage: primero-e2e-probe wait | connect TARGET | send TARGET | listen ADDRESS | read PATH",
            );
        }
    };
    match writeln!(io::stdout(), "{answer}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// `open ADDRESS` or `closed REASON`; both are answers.
fn connect(target: &str) -> String {
    let addresses: Vec<SocketAddr> = match target.to_socket_addrs() {
        Ok(addresses) => addresses.collect(),
        Err(error) => return format!("closed name not resolved: {error}"),
    };
    let mut reason = "no address".to_owned();
    for address in addresses {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(_) => return format!("open {address}"),
            Err(error) => reason = error.to_string(),
        }
    }
    format!("closed {reason}")
}

/// One datagram; it needs no answer, and says nothing of whether it arrived.
fn send(target: &str) -> io::Result<()> {
    UdpSocket::bind(("0.0.0.0", 0))?.send_to(b"probe", target)?;
    Ok(())
}

/// A line for every connection and every datagram that arrives at `address`, until killed.
fn listen(address: &str) -> io::Result<()> {
    let connections = TcpListener::bind(address)?;
    let datagrams = UdpSocket::bind(address)?;
    writeln!(io::stdout(), "listening {address}")?;
    thread::spawn(move || {
        let mut buffer = [0; 64];
        while let Ok((_, from)) = datagrams.recv_from(&mut buffer) {
            // Without a reader nobody wants to know.
            let _ = writeln!(io::stdout(), "udp {from}");
        }
    });
    loop {
        let (_, from) = connections.accept()?;
        writeln!(io::stdout(), "tcp {from}")?;
    }
}

fn fail(reason: &str) -> ExitCode {
    // The exit code says it as well when nobody reads this.
    let _ = writeln!(io::stderr(), "{reason}");
    ExitCode::FAILURE
}
