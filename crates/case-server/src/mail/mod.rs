//! Letters to users: how they are sent, and what they say. None holds anything of a case.

mod metrics;
mod text;

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

pub(crate) use metrics::{MailMetrics, Outcome};
pub(crate) use text::{Letter, password_reset};

/// How long a mail server may take for one command.
const PATIENCE: Duration = Duration::from_secs(20);

/// How a connection to a mail server is kept from others' eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Not at all: for a server on the same machine.
    None,
    /// By the command STARTTLS, which must work.
    StartTls,
    /// From the first byte on.
    Implicit,
}

/// The server that takes the tenant's mail.
#[derive(Clone)]
pub struct MailSettings {
    /// Its host name or address.
    pub host: String,
    /// Its port, when it is not the usual one.
    pub port: Option<u16>,
    /// How the connection is protected.
    pub tls: Tls,
    /// The user name, where one is asked for.
    pub user_name: Option<String>,
    /// The password.
    pub password: Option<String>,
    /// Who the letters come from.
    pub from: Mailbox,
    /// A certificate in PEM form that is trusted beside the public authorities.
    pub root_certificate: Option<String>,
}

// The password must not reach a log by way of `{:?}`.
impl std::fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("user_name", &self.user_name)
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

/// Why a letter was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address that nothing can be sent to.
    #[error("an address is none")]
    Address(#[from] lettre::address::AddressError),
    /// A letter that cannot be written.
    #[error("a letter cannot be written")]
    Letter(#[from] lettre::error::Error),
    /// The server refused it. Of its answer only the code is kept: the text often repeats the
    /// address, which belongs in no log.
    #[error("the mail server refused a letter with the code {0}")]
    Refused(smtp::response::Code),
    /// The server did not take it.
    #[error("the mail server did not take a letter")]
    Server(#[source] smtp::Error),
}

impl From<smtp::Error> for MailError {
    fn from(error: smtp::Error) -> Self {
        match error.status() {
            Some(code) => Self::Refused(code),
            None => Self::Server(error),
        }
    }
}

/// Sends letters.
#[derive(Clone, Debug)]
pub(crate) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// A mailer by way of this server; it connects when there is a letter.
    pub(crate) fn new(settings: MailSettings) -> Result<Self, MailError> {
        let host = settings.host.as_str();
        let tls = match settings.tls {
            Tls::None => smtp::client::Tls::None,
            Tls::StartTls => smtp::client::Tls::Required(trust(&settings)?),
            Tls::Implicit => smtp::client::Tls::Wrapper(trust(&settings)?),
        };
        let usual = match settings.tls {
            Tls::None => smtp::SMTP_PORT,
            Tls::StartTls => smtp::SUBMISSION_PORT,
            Tls::Implicit => smtp::SUBMISSIONS_PORT,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(settings.port.unwrap_or(usual))
            .tls(tls)
            .timeout(Some(PATIENCE));
        if let (Some(name), Some(password)) = (&settings.user_name, &settings.password) {
            builder = builder.credentials(Credentials::new(name.clone(), password.clone()));
        }
        Ok(Self {
            transport: builder.build(),
            from: settings.from,
        })
    }

    /// Sends a letter, and waits until the server has taken it.
    pub(crate) async fn send(&self, to: &str, letter: &Letter) -> Result<(), MailError> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.parse()?))
            .subject(letter.subject.as_str())
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body.clone())?;
        self.transport.send(message).await?;
        Ok(())
    }
}

fn trust(settings: &MailSettings) -> Result<TlsParameters, smtp::Error> {
    let mut builder = TlsParameters::builder(settings.host.clone());
    if let Some(certificate) = &settings.root_certificate {
        builder = builder.add_root_certificate(Certificate::from_pem(certificate.as_bytes())?);
    }
    builder.build_rustls()
}
