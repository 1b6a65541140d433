//! `serve`: the web app and the APIs of one tenant, and the work behind them.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use primero_case_db::Db;
use primero_kernel::{Clock, SystemClock};
use primero_telemetry::admin;
use primero_telemetry::metrics::Metrics;
use primero_telemetry::readiness::Readiness;
use primero_telemetry::shutdown::{DRAIN, Shutdown};
use tokio::net::TcpListener;

use super::readiness;
use crate::cli::ServeArgs;
use crate::config::Mounts;
use crate::http::{self, Client, HttpMetrics, ServerOptions, ServerState};
use crate::jobs;
use crate::jobs::Worker;
use crate::listen::{self, Patience};
use crate::mail::{MailError, MailSettings};

/// Runs until the program is told to stop.
pub(crate) async fn run(mounts: &Mounts, args: ServeArgs) -> anyhow::Result<()> {
    let options = ServerOptions {
        db: Db::connect(&mounts.database()?)?,
        clock: Arc::new(SystemClock),
        instance: mounts.instance()?,
        signing_key: mounts.signing_key()?,
    };
    let client = args.client_dir.map_or(Client::WebApp, Client::Directory);
    let service = Service::new(options, client).with_mail(mounts.mail()?)?;
    service
        .shutdown
        .on_signals(service.readiness.clone(), DRAIN)?;
    let listen = bind(args.listen).await?;
    let admin_listen = bind(args.admin_listen).await?;
    tracing::info!(listen = %args.listen, admin = %args.admin_listen, "serving");
    service.run(listen, Some(admin_listen)).await
}

/// A service that is about to run.
#[derive(Debug)]
pub struct Service {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) state: ServerState,
    pub(crate) client: Client,
    pub(crate) readiness: Readiness,
    pub(crate) shutdown: Shutdown,
    worker: Worker,
}

impl Service {
    /// A service of one tenant that stops when it is told to.
    pub fn new(options: ServerOptions, client: Client) -> Self {
        let (db, clock) = (options.db.clone(), Arc::clone(&options.clock));
        let instance = options.instance.clone();
        Self {
            readiness: readiness::of(&db),
            worker: Worker::without_mail(db.clone(), Arc::clone(&clock), instance, &client),
            state: ServerState::new(options),
            client,
            shutdown: Shutdown::new(),
            db,
            clock,
        }
    }

    /// The same, sending mail by way of a server if there is one.
    ///
    /// # Errors
    /// The settings describe no mail server.
    pub fn with_mail(mut self, mail: Option<MailSettings>) -> Result<Self, MailError> {
        if let Some(mail) = mail {
            self.worker = self.worker.with_mail(mail)?;
        } else {
            tracing::info!("there is no mail server: users get no letters");
        }
        Ok(self)
    }

    /// What all requests share.
    pub fn state(&self) -> ServerState {
        self.state.clone()
    }

    /// Stops the service.
    pub fn shutdown(&self) -> Shutdown {
        self.shutdown.clone()
    }

    /// Serves until the shutdown, then lets requests and work in hand finish.
    pub async fn run(
        self,
        listen: TcpListener,
        admin_listen: Option<TcpListener>,
    ) -> anyhow::Result<()> {
        let metrics = Metrics::new("primero_core");
        let http_metrics = HttpMetrics::default();
        http_metrics.register(&metrics);
        self.worker.metrics().register(&metrics);
        let router = http::with_metrics(&self.state, self.client, &http_metrics);
        let admin = admin::router(self.readiness, metrics);
        let stop = &self.shutdown;
        let sealer = tokio::spawn(jobs::seal(self.db.clone(), stop.clone()));
        let cleaner = tokio::spawn(jobs::housekeeping(
            self.db.clone(),
            self.clock,
            stop.clone(),
        ));
        let worker = tokio::spawn(self.worker.work(stop.clone()));
        let admin = async {
            if let Some(listener) = admin_listen {
                listen::until(listener, admin, stop, Patience::SERVICE).await;
            }
        };
        tokio::join!(
            listen::until(listen, router, stop, Patience::SERVICE),
            admin
        );
        sealer.await.context("the sealer ended badly")?;
        cleaner.await.context("the housekeeping ended badly")?;
        worker.await.context("the work on jobs ended badly")?;
        self.db.close().await;
        Ok(())
    }
}

/// Opens a port.
pub(crate) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("failed to listen on {address}"))
}
