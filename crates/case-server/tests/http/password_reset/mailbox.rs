//! A mail server on the loopback interface that keeps what it is sent.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use primero_case_server::mail::{MailSettings, Tls};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The letters that came in.
#[derive(Debug)]
pub(super) struct Mailbox {
    address: SocketAddr,
    letters: Arc<Mutex<Vec<String>>>,
    refuses: Arc<AtomicBool>,
}

impl Mailbox {
    /// Takes letters until the test ends.
    pub(super) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mailbox = Self {
            address: listener.local_addr().unwrap(),
            letters: Arc::default(),
            refuses: Arc::default(),
        };
        let (letters, refuses) = (mailbox.letters.clone(), mailbox.refuses.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, letters.clone(), refuses.clone()));
            }
        });
        mailbox
    }

    /// Whether letters are refused from now on.
    pub(super) fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::SeqCst);
    }

    /// How to send to it.
    pub(super) fn settings(&self) -> MailSettings {
        MailSettings {
            host: "127.0.0.1".to_owned(),
            port: Some(self.address.port()),
            tls: Tls::None,
            user_name: None,
            password: None,
            from: "Primero <no-reply@tenant.example>".parse().unwrap(),
            root_certificate: None,
        }
    }

    /// How many letters came in.
    pub(super) fn count(&self) -> usize {
        self.letters.lock().unwrap().len()
    }

    /// The letter that came last.
    pub(super) fn letter(&self) -> String {
        self.letters.lock().unwrap().last().unwrap().clone()
    }

    /// The token of its link, whichever client's page that leads to.
    pub(super) fn token(&self) -> String {
        let letter = self.letter();
        let (_, rest) = letter.split_once("token=").unwrap();
        rest.split_whitespace().next().unwrap().to_owned()
    }
}

/// A letter without the encoding that keeps its lines short.
fn decoded(letter: &str) -> String {
    letter.replace("=\n", "").replace("=3D", "=")
}

/// One conversation of SMTP, as much of it as a client needs.
async fn converse(stream: TcpStream, letters: Arc<Mutex<Vec<String>>>, refuses: Arc<AtomicBool>) {
    let (input, mut output) = stream.into_split();
    let mut lines = BufReader::new(input).lines();
    output.write_all(b"220 mailbox.example\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let is_closed = refuses.load(Ordering::SeqCst);
        let answer: &[u8] = match line.get(..4).unwrap_or_default() {
            "MAIL" if is_closed => b"451 try again later\r\n",
            "DATA" => {
                output.write_all(b"354 go on\r\n").await.unwrap();
                let mut letter = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    letter.push_str(&line);
                    letter.push('\n');
                }
                letters.lock().unwrap().push(decoded(&letter));
                b"250 kept\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 fine\r\n",
        };
        if output.write_all(answer).await.is_err() {
            return;
        }
    }
}
