//! The routers: API v2, our own API, the static file of places, the web app.
//!
//! To add an endpoint, write one file below `http/<noun>/` (start from `cases/show.rs`), name its
//! right in [`rights`], add the route to the noun's `mod.rs` and a test to `tests/http/<noun>/`.

mod access_log;
mod agencies;
mod alerts;
mod app;
mod approvals;
mod audit_logs;
mod below_record;
mod body;
mod cases;
mod client_files;
mod codes_of_conduct;
mod contact_information;
mod context;
mod cookies;
mod created;
mod dashboards;
mod failure;
mod families;
mod flags;
mod forms;
mod health;
mod identity_providers;
mod incidents;
mod list_params;
mod localised;
mod localised_input;
mod locations;
mod locking;
mod lookups;
mod metrics;
pub(crate) mod openapi;
mod options_input;
mod permissions;
mod primero;
mod primero_modules;
mod record_access;
mod record_history;
pub(crate) mod records;
mod registry_records;
mod reporting_location;
mod rights;
mod roles;
mod security_headers;
mod sent_text;
mod session_cookies;
mod system_settings;
mod tagged;
mod tls_only;
mod tokens;
mod traces;
mod tracing_requests;
mod transitions;
mod user_groups;
mod users;
mod webpush;

use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use primero_http_kit::{ApiError, normalise, render, request_id};
use tower::Layer as _;
use tower::util::MapRequestLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::SizeAbove;
use tower_http::timeout::TimeoutLayer;

pub use context::{ServerOptions, ServerState};
pub(crate) use failure::db_failure;
pub(crate) use metrics::HttpMetrics;
pub(crate) use users::SAMPLE as SAMPLE_MARK;

/// How long a request may take, its body included.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// The smallest answer that is worth compressing.
const COMPRESSED_FROM: u64 = 1024;

/// What is served at `/`.
#[derive(Debug, Clone, Default)]
pub enum Client {
    /// Our own web app.
    #[default]
    WebApp,
    /// The files of another client of API v2, in this directory.
    Directory(PathBuf),
}

impl Client {
    /// Where a user chooses a new password, below the tenant's URL; the secret of the link follows.
    pub(crate) const fn password_page(&self) -> &'static str {
        match self {
            // What follows a `#` stays in the browser: in no log and no referrer.
            Self::WebApp => "/app/password-reset#token=",
            // The contract's own address, which other clients know.
            Self::Directory(_) => "/v2/password_reset?reset_password_token=",
        }
    }
}

/// The whole service of one tenant, ready for `axum::serve` and for tests.
pub fn router(state: &ServerState, client: Client) -> Router {
    with_metrics(state, client, &HttpMetrics::default())
}

/// The same, counting requests.
pub(crate) fn with_metrics(state: &ServerState, client: Client, metrics: &HttpMetrics) -> Router {
    let api = api_v2(state)
        .merge(own_api(state))
        .merge(health::routes())
        .merge(locations::file());
    let api = api.with_state(state.clone());
    let web = match client {
        Client::WebApp => primero_case_web::router(),
        Client::Directory(directory) => client_files::router(directory),
    };
    let all = api
        .merge(web)
        .layer(from_fn(body::read_whole))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            REQUEST_TIMEOUT,
        ))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(COMPRESSED_FROM)))
        .layer(from_fn(render::errors))
        .layer(from_fn_with_state(state.clone(), tls_only::redirect))
        .layer(from_fn_with_state(state.clone(), security_headers::add))
        .layer(from_fn_with_state(metrics.clone(), metrics::count))
        .layer(from_fn(request_id::trace));
    // Paths are put right before a route is chosen: a layer of the router would come too late.
    let normalised = MapRequestLayer::new(normalise::path).layer(all);
    Router::new().fallback_service(normalised)
}

fn api_v2(state: &ServerState) -> Router<ServerState> {
    let routes = Router::new()
        .merge(logged(state, agencies::routes()))
        .merge(logged(state, audit_logs::routes()))
        .merge(alerts::routes())
        .merge(logged(state, cases::routes()))
        .merge(logged(state, below_records()))
        .merge(logged(state, codes_of_conduct::routes()))
        .merge(logged(state, contact_information::routes()))
        .merge(dashboards::routes())
        .merge(logged(state, families::routes()))
        .merge(flags::routes())
        .merge(logged(state, forms::routes()))
        .merge(identity_providers::routes())
        .merge(logged(state, incidents::routes()))
        .merge(logged(state, locations::routes()))
        .merge(logged(state, lookups::routes()))
        .merge(permissions::routes())
        .merge(primero::routes())
        .merge(logged(state, primero_modules::routes()))
        .merge(logged(state, registry_records::routes()))
        .merge(logged(state, roles::routes()))
        .merge(system_settings::routes())
        .merge(logged(state, tokens::routes()))
        .merge(logged(state, traces::routes()))
        .merge(logged(state, tracing_requests::routes()))
        .merge(logged(state, user_groups::routes()))
        .merge(logged(state, users::routes()))
        .merge(webpush::routes());
    Router::new()
        .nest("/api/v2", routes)
        .layer(from_fn_with_state(state.clone(), session_cookies::repeat))
}

fn own_api(state: &ServerState) -> Router<ServerState> {
    let sessions = logged(state, app::session_routes());
    Router::new().nest("/api/app/v1", app::routes().merge(sessions))
}

/// What stands below a record, whatever its type.
fn below_records() -> Router<ServerState> {
    Router::new()
        .merge(alerts::record_routes())
        .merge(approvals::routes())
        .merge(flags::record_routes())
        .merge(record_access::routes())
        .merge(record_history::routes())
        .merge(transitions::routes())
}

/// Routes whose use is written down before their answers leave.
fn logged(state: &ServerState, routes: Router<ServerState>) -> Router<ServerState> {
    routes.route_layer(from_fn_with_state(state.clone(), access_log::record))
}

/// The contract's words for a thing that is not there.
fn not_found(class: &str, id: &str) -> ApiError {
    ApiError::NotFound(format!("Couldn't find {class} with 'id'={id}"))
}
