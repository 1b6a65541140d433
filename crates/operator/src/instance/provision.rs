//! The steps from a valid manifest to a tenant, as parallel as their needs allow.
//!
//! ```text
//! namespace ─┬─ isolation ──────────────┬─ Job (migrate, configure) ─┐
//!            ├─ credentials ─ database ─┤                            ├─ smoke test
//!            ├─ bundle ─────────────────┘                            │
//!            ├─ Service, Ingress, certificate ───────────────────────┤
//!            └─ Deployment (the first time at once, later after the Job)
//! ```

use jiff::Timestamp;
use primero_crd::PrimeroInstanceStatus;
use primero_crd::condition::{ConditionStatus, reasons, types};
use primero_crd::instance::status::{InventoryItem, StepName, StepState};

use super::build::{self, Resources, prepare_job};
use super::credentials::{self, Credentials};
use super::prepare::{self, Prepared};
use super::progress::{Failure, Progress, StepResult};
use super::validate::ValidInstance;
use super::{database, edge, isolation, workload};
use crate::context::Context;
use crate::hash::IntentHash;
use crate::writer::Writer;

/// One reconcile of one valid instance.
pub struct Provision<'a> {
    instance: &'a ValidInstance,
    previous: &'a PrimeroInstanceStatus,
    ctx: &'a Context,
    writer: Writer,
    resources: Resources,
    input: IntentHash,
    /// Nothing that is not watched needs to be looked at.
    settled: bool,
}

impl<'a> Provision<'a> {
    /// Prepares the work. `due` asks to look at what is not watched, too.
    pub fn new(
        instance: &'a ValidInstance,
        previous: &'a PrimeroInstanceStatus,
        due: bool,
        ctx: &'a Context,
    ) -> Self {
        Self {
            writer: ctx.writer(&instance.name, &previous.inventory),
            resources: build::build(instance, &ctx.platform),
            input: prepare_job::input_hash(instance, &ctx.platform),
            settled: was_complete(previous, instance.generation)
                && !due
                && workload::look(instance, ctx).is_done(),
            instance,
            previous,
            ctx,
        }
    }

    /// Takes every step as far as it goes now.
    pub async fn run(&self, begun: Timestamp) -> Progress {
        let mut progress = Progress::default();
        progress.record(StepName::Validate, StepResult::Done, begun, self.ctx.now());
        let start = self.ctx.now();
        let namespace =
            isolation::ensure_namespace(self.instance, &self.resources, &self.writer, self.ctx);
        match namespace.await {
            Ok(namespace) => progress.namespace = Some(namespace),
            Err(failure) => {
                let failed = StepResult::Failed(failure);
                progress.record(StepName::Isolation, failed, start, self.ctx.now());
                return progress;
            }
        }
        let prepared = prepare::look(self.instance, self.input, self.previous, self.ctx);
        Box::pin(self.lay_ground(start, &prepared, &mut progress)).await;
        self.conclude(&mut progress).await;
        progress
    }

    /// All that needs nothing but the namespace; and on top of it database, Job and pods.
    async fn lay_ground(&self, start: Timestamp, prepared: &Prepared, progress: &mut Progress) {
        let isolation = async {
            let result =
                isolation::ensure_isolation(self.instance, &self.resources, &self.writer, self.ctx)
                    .await;
            (result, self.ctx.now())
        };
        let access = async { (self.credentials().await, self.ctx.now()) };
        let staged = async {
            match prepared {
                Prepared::Done(_) => Ok(()),
                Prepared::Wanted(_) => {
                    prepare::stage(self.instance, self.input, &self.writer, self.ctx).await
                }
            }
        };
        let edge = async { (self.edge().await, self.ctx.now()) };
        let ((isolated, isolated_at), (access, access_at), staged, (edge, edge_at)) =
            futures::join!(isolation, access, staged, edge);
        let closed = isolated.is_ok();
        progress.record(StepName::Isolation, isolated, start, isolated_at);
        progress.record(StepName::Edge, edge, start, edge_at);
        match access {
            Ok(credentials) => {
                progress.data_key_id = Some(credentials.data_key_id.clone());
                progress.record(StepName::Credentials, StepResult::Done, start, access_at);
                if closed {
                    self.fill(&credentials, prepared, staged, progress).await;
                }
            }
            Err(failure) => {
                let failed = StepResult::Failed(failure);
                progress.record(StepName::Credentials, failed, start, access_at);
            }
        }
    }

    async fn credentials(&self) -> Result<Credentials, Failure> {
        if self.settled
            && let (Some(database), Some(data_key_id)) =
                (&self.previous.database, &self.previous.data_key_id)
        {
            let version = database.credentials_version.clone();
            return Ok(Credentials {
                version,
                data_key_id: data_key_id.clone(),
            });
        }
        let connected = database::connect(self.instance, self.ctx).await?;
        let known = self.previous.data_key_id.as_deref();
        credentials::ensure(self.instance, known, &connected, self.ctx).await
    }

    async fn edge(&self) -> Result<StepResult, Failure> {
        let (objects, tls) = futures::join!(edge::apply(&self.resources, &self.writer), async {
            if self.settled {
                return Ok(StepResult::Done);
            }
            edge::ensure_tls(self.instance, self.ctx).await
        });
        objects?;
        tls
    }

    /// Database and Job beside the pods: a first pod starts while the Job runs and becomes ready
    /// when it is done. A later one may need the schema that the Job makes, and waits for it.
    async fn fill(
        &self,
        credentials: &Credentials,
        prepared: &Prepared,
        staged: Result<(), Failure>,
        progress: &mut Progress,
    ) {
        let start = self.ctx.now();
        let ready_for_pods =
            matches!(prepared, Prepared::Done(_)) || self.previous.configuration.is_none();
        let pods = async {
            if !ready_for_pods {
                return Ok(());
            }
            let platform = &self.ctx.platform;
            let deployment =
                build::deployment::build(self.instance, platform, &credentials.version);
            let settings = &self.resources.instance_config;
            workload::apply(self.instance, settings, &deployment, &self.writer, self.ctx).await
        };
        let database = async {
            let result = self.database(credentials).await;
            (result, self.ctx.now())
        };
        let (pods, (database, database_at)) = futures::join!(pods, database);
        let with_database = database.is_ok();
        match database {
            Ok(allocated) => {
                progress.database = allocated;
                progress.record(StepName::Database, StepResult::Done, start, database_at);
            }
            Err(failure) => {
                let failed = StepResult::Failed(failure);
                progress.record(StepName::Database, failed, start, database_at);
            }
        }
        if with_database {
            self.prepare(prepared, staged, progress).await;
        }
        self.judge_pods(pods, ready_for_pods, start, progress);
    }

    async fn database(
        &self,
        credentials: &Credentials,
    ) -> Result<Option<primero_crd::instance::status::AllocatedDatabase>, Failure> {
        if self.settled {
            return Ok(None);
        }
        let connected = database::connect(self.instance, self.ctx).await?;
        let known = self.previous.database.as_ref();
        database::ensure(
            self.instance,
            credentials,
            known,
            &connected.server,
            self.ctx,
        )
        .await
        .map(Some)
    }

    async fn prepare(
        &self,
        prepared: &Prepared,
        staged: Result<(), Failure>,
        progress: &mut Progress,
    ) {
        let start = self.ctx.now();
        let result = match prepared {
            Prepared::Done(outcome) => {
                progress.schema = Some(outcome.schema.clone());
                progress.configuration = Some(outcome.configuration.clone());
                StepResult::from(prepare::clear(self.instance, &self.writer, self.ctx).await)
            }
            Prepared::Wanted(state) => {
                let settings = self.writer.apply(&self.resources.instance_config).await;
                let started = match settings
                    .map_err(|error| Failure::retrying(&error))
                    .and(staged)
                {
                    Ok(()) => {
                        prepare::start(self.instance, self.input, &self.writer, self.ctx).await
                    }
                    Err(failure) => Err(failure),
                };
                started.map_or_else(StepResult::Failed, |()| state.clone())
            }
        };
        let end = self.ctx.now();
        progress.record(StepName::Schema, result.clone(), start, end);
        progress.record(StepName::Configuration, result, start, end);
    }

    fn judge_pods(
        &self,
        applied: Result<(), Failure>,
        ready_for_pods: bool,
        start: Timestamp,
        progress: &mut Progress,
    ) {
        let result = match applied {
            Err(failure) => StepResult::Failed(failure),
            Ok(()) if ready_for_pods => workload::look(self.instance, self.ctx),
            Ok(()) => StepResult::running(
                reasons::WAITING,
                "the pods of the version before serve until the database is prepared",
            ),
        };
        progress.record(StepName::Workload, result, start, self.ctx.now());
    }

    /// The request through the edge, once everything that it passes is there.
    async fn conclude(&self, progress: &mut Progress) {
        progress.serving = self
            .ctx
            .index
            .deployment(&self.instance.name)
            .map_or(0, |fact| fact.available);
        progress.inventory = Some(self.inventory());
        progress.switched_off = self.instance.replicas == 0;
        let waits = StepName::ALL
            .iter()
            .any(|step| *step != StepName::SmokeTest && !progress.is_done(*step));
        if waits || progress.switched_off {
            return;
        }
        let start = self.ctx.now();
        let result = if self.settled {
            StepResult::Done
        } else {
            edge::smoke_test(self.instance, self.ctx).await
        };
        progress.record(StepName::SmokeTest, result, start, self.ctx.now());
    }

    /// Copies of bundles come and go and are not kept.
    fn inventory(&self) -> Vec<InventoryItem> {
        let mut inventory = self.writer.inventory();
        inventory.retain(|item| !build::bundle::is_copy(&item.name));
        inventory
    }
}

/// Whether this generation was ready with every step done when it was last looked at. Ready alone is
/// not enough: pods go on serving while their database server or the edge is out of reach.
fn was_complete(previous: &PrimeroInstanceStatus, generation: i64) -> bool {
    let ready = previous.conditions.iter().any(|condition| {
        condition.type_ == types::READY
            && condition.status == ConditionStatus::True
            && condition.observed_generation == generation
    });
    ready
        && previous
            .steps
            .iter()
            .all(|step| step.state == StepState::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_failed_when_it_was_last_looked_at_is_looked_at_again() {
        let status = |edge: &str| -> PrimeroInstanceStatus {
            serde_json::from_value(json!({
                "conditions": [{"type": "Ready", "status": "True", "observedGeneration": 2,
                    "lastTransitionTime": "2026-01-01T00:00:00Z", "reason": "Available", "message": ""}],
                "steps": [{"name": "Database", "state": "Done"}, {"name": "SmokeTest", "state": edge}],
            }))
            .unwrap()
        };
        assert!(was_complete(&status("Done"), 2));
        assert!(!was_complete(&status("Done"), 3));
        assert!(!was_complete(&status("Running"), 2));
    }
}
