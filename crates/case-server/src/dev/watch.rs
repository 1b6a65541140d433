//! Applies the template again while its author edits it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use primero_case_db::Db;
use primero_kernel::Clock;
use primero_telemetry::shutdown::Shutdown;
use primero_templates::Bundle;
use primero_tenant_contract::settings::InstanceSettings;

use super::template;
use crate::command::configure;

/// How often the directory is looked at.
const EVERY: Duration = Duration::from_secs(1);

/// Looks for changes until the program stops; a mistake is told with file, place and reason, and
/// the configuration before it stays.
pub(super) async fn watch(
    directory: PathBuf,
    db: Db,
    clock: Arc<dyn Clock>,
    instance: InstanceSettings,
    shutdown: Shutdown,
) {
    let mut seen: Option<Result<Bundle, String>> = None;
    while !shutdown.is_stopped() {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = shutdown.stopped() => return,
        }
        let now = template::read(&directory).map_err(|error| format!("{error:#}"));
        if seen.as_ref() == Some(&now) {
            continue;
        }
        let is_first_look = seen.is_none();
        match &now {
            Err(problem) => tracing::error!("{problem}"),
            Ok(_) if is_first_look => {}
            Ok(bundle) => match configure(&db, clock.as_ref(), &instance, bundle, &[]).await {
                Ok(_) => tracing::info!("the template is applied; reload the page"),
                Err(failed) => tracing::error!("{failed}"),
            },
        }
        seen = Some(now);
    }
}
