//! One request to a tenant the way a browser makes it: through the edge, by host name.

use std::time::Duration;

use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use primero_tenant_contract::port::SMOKE_PATH;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::context::Context;
use crate::instance::validate::{ValidInstance, ValidTls};

const PATIENCE: Duration = Duration::from_secs(3);

/// Why a tenant did not answer through the edge.
#[derive(Debug, thiserror::Error)]
pub enum ProbeError {
    /// No connection.
    #[error("failed to connect to the edge at {address}")]
    Connect {
        /// The edge.
        address: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The host name is none that TLS knows.
    #[error("the host name cannot stand in a certificate")]
    Name(#[source] rustls::pki_types::InvalidDnsNameError),
    /// No TLS.
    #[error("failed to agree on TLS with the edge")]
    Tls(#[source] std::io::Error),
    /// No answer.
    #[error("failed to ask through the edge")]
    Ask(#[source] hyper::Error),
    /// Another answer than success.
    #[error("{path} answered {status}")]
    Status {
        /// What was asked for.
        path: &'static str,
        /// What came.
        status: StatusCode,
    },
    /// It took too long.
    #[error("no answer within {} s", PATIENCE.as_secs())]
    Timeout,
}

/// Asks for the start page and for the health of the tenant.
pub async fn probe(instance: &ValidInstance, ctx: &Context) -> Result<(), ProbeError> {
    for path in ["/", SMOKE_PATH] {
        tokio::time::timeout(PATIENCE, ask(instance, path, ctx))
            .await
            .map_err(|_| ProbeError::Timeout)??;
    }
    Ok(())
}

async fn ask(
    instance: &ValidInstance,
    path: &'static str,
    ctx: &Context,
) -> Result<(), ProbeError> {
    let platform = &ctx.platform;
    let secure = instance.tls != ValidTls::None;
    let port = if secure {
        platform.edge_https_port
    } else {
        platform.edge_http_port
    };
    let address = format!("{}:{port}", platform.edge_address);
    let stream = TcpStream::connect(&address)
        .await
        .map_err(|source| ProbeError::Connect { address, source })?;
    let host = instance.main_hostname();
    let status = if secure {
        let name = ServerName::try_from(host.to_owned()).map_err(ProbeError::Name)?;
        let connector = TlsConnector::from(ctx.authority.client_config(&instance.tls));
        let stream = connector
            .connect(name, stream)
            .await
            .map_err(ProbeError::Tls)?;
        request(stream, host, path).await?
    } else {
        request(stream, host, path).await?
    };
    if status.is_success() {
        Ok(())
    } else {
        Err(ProbeError::Status { path, status })
    }
}

async fn request<S>(stream: S, host: &str, path: &'static str) -> Result<StatusCode, ProbeError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(ProbeError::Ask)?;
    let request = Request::get(path)
        .header(header::HOST, host)
        .header(header::USER_AGENT, "primero-operator")
        .body(Empty::<Bytes>::new())
        .expect("a path and a validated host name make a request");
    // Nothing outlives the probe: the connection is driven here. Where the edge closes it right after
    // the answer, it may end first; the answer has arrived then.
    let asked = sender.send_request(request);
    tokio::pin!(asked, connection);
    let answer = tokio::select! {
        biased;
        answer = &mut asked => answer,
        _ = &mut connection => asked.await,
    };
    Ok(answer.map_err(ProbeError::Ask)?.status())
}
