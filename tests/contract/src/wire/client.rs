//! One request over one TCP connection, as it stands; nothing is added, followed or remembered.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;
use tokio::net::TcpStream;

/// The host name that the fixture tenant is reached by.
const HOST: HeaderValue = HeaderValue::from_static("localhost");
/// Longer than the service lets a request take.
const PATIENCE: Duration = Duration::from_secs(45);
/// What cannot stand in a request line. Everything else goes out as the case wrote it.
const UNSENDABLE: &AsciiSet = &CONTROLS.add(b' ').add(b'#').add(b'<').add(b'>').add(b'`');

/// Sends requests to one service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Client {
    address: SocketAddr,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Client {
    /// A client of the service at this address.
    pub(crate) const fn of(address: SocketAddr) -> Self {
        Self { address }
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn send(
        self,
        method: &str,
        target: &str,
        headers: &[(String, String)],
        body: Vec<u8>,
    ) -> Result<Answer> {
        let request = request(method, target, headers, body)?;
        tokio::time::timeout(PATIENCE, self.exchange(request))
            .await
            .context("no answer came in time")?
    }

    async fn exchange(self, request: Request<Full<Bytes>>) -> Result<Answer> {
        let stream = TcpStream::connect(self.address).await;
        let stream = stream.context("failed to connect to the service")?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let connection = tokio::spawn(connection);
        let answer = sender.send_request(request).await;
        let (parts, body) = answer.context("the service gave no answer")?.into_parts();
        let body = body.collect().await.context("the answer broke off")?;
        connection.abort();
        Ok(Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: body.to_bytes(),
        })
    }
}

fn request(
    method: &str,
    target: &str,
    headers: &[(String, String)],
    body: Vec<u8>,
) -> Result<Request<Full<Bytes>>> {
    let target = utf8_percent_encode(target, UNSENDABLE).to_string();
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).context("the method cannot be sent")?)
        .uri(target)
        .body(Full::new(Bytes::from(body)))
        .context("the path cannot be sent")?;
    let own = request.headers_mut();
    own.insert(http::header::HOST, HOST);
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes())
            .with_context(|| format!("the header {name:?} cannot be sent"))?;
        let value = HeaderValue::from_bytes(value.as_bytes())
            .with_context(|| format!("the value of {name} cannot be sent"))?;
        own.insert(name, value);
    }
    Ok(request)
}

impl Answer {
    /// A header as text; several of one name stand behind each other.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let values = self.headers.get_all(name).iter();
        let texts: Vec<_> = values
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    }

    /// The body as JSON, if it is.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::request;

    #[test]
    fn targets_go_out_as_they_are_written() {
        for (target, sent) in [
            ("/api/v2//cases?", "/api/v2//cases?"),
            ("/x?a%5B0%5D=b&c[0]=d", "/x?a%5B0%5D=b&c[0]=d"),
            ("/x/../y", "/x/../y"),
            ("/x?q=Åsa K", "/x?q=%C3%85sa%20K"),
        ] {
            let request = request("GET", target, &[], Vec::new()).unwrap();
            assert_eq!(request.uri().to_string(), sent);
        }
    }

    #[test]
    fn what_cannot_be_sent_is_an_error() {
        assert!(request("G T", "/", &[], Vec::new()).is_err());
        let header = [("a b".to_owned(), "x".to_owned())];
        assert!(request("GET", "/", &header, Vec::new()).is_err());
    }
}
