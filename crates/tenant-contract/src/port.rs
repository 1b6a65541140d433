//! The ports that a core container listens on, and the paths of its probes.

/// The web app and every API. Plain HTTP: TLS ends at the edge.
pub const HTTP: u16 = 8080;

/// Probes and metrics. Reached by the kubelet and by the platform's monitoring only; network
/// policies keep the edge away from it.
pub const ADMIN: u16 = 8081;

/// On [`ADMIN`]: 200 while the process can make progress. Failing it restarts the container.
pub const LIVE_PATH: &str = "/livez";

/// On [`ADMIN`]: 200 while the database answers, its schema is in range and a configuration is
/// applied; 503 with the reason otherwise, and from the first moment of a shutdown.
pub const READY_PATH: &str = "/readyz";

/// On [`ADMIN`]: Prometheus text format.
pub const METRICS_PATH: &str = "/metrics";

/// On [`HTTP`], public: 200 when the tenant serves. The operator asks it through the edge before
/// it says `Ready=True`.
pub const SMOKE_PATH: &str = "/health";

/// Seconds that `serve` goes on answering after SIGTERM with its readiness off, so that the edge
/// forgets it before it stops. A Pod's grace period must be longer.
pub const DRAIN_SECONDS: i32 = 5;
