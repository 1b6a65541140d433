//! Serves connections until the service stops, and waits for no client that dawdles.

use std::io;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use primero_telemetry::shutdown::Shutdown;
use tokio::net::{TcpListener, TcpStream};

/// The limits of a listener.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// How long the head of a request may take, counted from the end of the request before it.
    pub(crate) head: Duration,
    /// How long requests in hand may go on once the service stops.
    pub(crate) last_requests: Duration,
}

impl Patience {
    /// Longer than proxies keep an idle connection (Traefik and Go: 90 s), so that the proxy ends
    /// it and never sends a request into a connection that is just being closed.
    pub(crate) const SERVICE: Self = Self {
        head: Duration::from_mins(2),
        last_requests: Duration::from_secs(10),
    };
}

/// Serves `router` on `listener` until `shutdown`.
pub(crate) async fn until(
    listener: TcpListener,
    router: Router,
    shutdown: &Shutdown,
    patience: Patience,
) {
    let connections = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience.head);
    loop {
        let stream = tokio::select! {
            () = shutdown.stopped() => break,
            stream = accept(&listener) => stream,
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            // A client that goes away or is too slow is its own affair.
            let _ = connection.await;
        });
    }
    drop(listener);
    if tokio::time::timeout(patience.last_requests, connections.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("ended with requests in hand");
    }
}

/// The next connection. What fails here concerns one client, or passes (too many open files).
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Answers are small and whole; waiting for more to send only delays them.
                let _ = stream.set_nodelay(true);
                return stream;
            }
            Err(error) if is_of_one_client(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "failed to accept a connection");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

fn is_of_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::time::Duration;

    use axum::Router;
    use axum::routing::get;
    use primero_telemetry::shutdown::Shutdown;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::task::JoinHandle;

    use super::{Patience, until};

    const IMPATIENT: Patience = Patience {
        head: Duration::from_millis(100),
        last_requests: Duration::from_secs(5),
    };

    async fn listening(shutdown: &Shutdown) -> (SocketAddr, JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let slow = || async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            "slow"
        };
        let router = Router::new().route("/", get(slow));
        let shutdown = shutdown.clone();
        let served =
            tokio::spawn(async move { until(listener, router, &shutdown, IMPATIENT).await });
        (address, served)
    }

    #[tokio::test]
    async fn a_head_that_does_not_end_is_not_waited_for() {
        let shutdown = Shutdown::new();
        let (address, _served) = listening(&shutdown).await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: a\r\n")
            .await
            .unwrap();
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        tokio::time::timeout(Duration::from_secs(5), read)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(String::from_utf8(answer).unwrap(), "");
    }

    #[tokio::test]
    async fn a_request_in_hand_is_answered_before_the_end() {
        let shutdown = Shutdown::new();
        let (address, served) = listening(&shutdown).await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        shutdown.stop();
        served.await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("slow"), "{answer}");
        assert!(TcpStream::connect(address).await.is_err());
    }
}
