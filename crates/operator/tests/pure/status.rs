//! Status from what a reconcile found: conditions, steps, times.

use jiff::{SignedDuration, Timestamp};
use primero_crd::condition::{ConditionStatus, reasons, types};
use primero_crd::instance::status::{ConfigurationStatus, SchemaStatus, StepName};
use primero_crd::{Condition, PrimeroInstanceStatus};
use primero_operator::instance::progress::{Failure, Progress, StepResult};
use primero_operator::instance::status::{Outcome, next};
use primero_operator::instance::validate::{Problem, ValidInstance};

use crate::fixtures::{instance, valid};

fn at(second: i64) -> Timestamp {
    let start: Timestamp = "2026-03-01T08:00:00Z".parse().unwrap();
    start
        .checked_add(SignedDuration::from_secs(second))
        .unwrap()
}

/// Progress with the steps up to `done` done, and `then` for the next one.
fn progress(done: usize, then: Option<StepResult>, second: i64) -> Progress {
    let mut progress = Progress::default();
    for step in &StepName::ALL[..done] {
        progress.record(*step, StepResult::Done, at(second), at(second + 1));
    }
    if let Some(result) = then {
        progress.record(StepName::ALL[done], result, at(second), at(second + 1));
    }
    progress
}

fn after(
    previous: &PrimeroInstanceStatus,
    progress: &Progress,
    second: i64,
) -> PrimeroInstanceStatus {
    let manifest = instance("minimal");
    next(
        &manifest,
        previous,
        &Outcome::Worked(&minimal(), progress),
        at(second),
    )
}

fn minimal() -> ValidInstance {
    valid(&instance("minimal"))
}

fn condition<'a>(status: &'a PrimeroInstanceStatus, type_: &str) -> &'a Condition {
    status
        .conditions
        .iter()
        .find(|condition| condition.type_ == type_)
        .unwrap()
}

fn ready() -> PrimeroInstanceStatus {
    let mut done = progress(9, None, 0);
    done.schema = Some(SchemaStatus { version: 3 });
    done.configuration = Some(ConfigurationStatus {
        template: "rapid-onset".to_owned(),
        version: "1.0.0".to_owned(),
        digest: "sha256:1".to_owned(),
        input_hash: "2".to_owned(),
        conflicts: 0,
        languages: vec![],
    });
    after(&PrimeroInstanceStatus::default(), &done, 2)
}

#[test]
fn a_status_lists_all_conditions_and_steps() {
    insta::assert_yaml_snapshot!("ready", ready());
    let job = StepResult::running(reasons::PREPARING, "the Job is running");
    let running = after(
        &PrimeroInstanceStatus::default(),
        &progress(4, Some(job), 0),
        2,
    );
    insta::assert_yaml_snapshot!("preparing", running);
}

#[test]
fn a_status_at_rest_does_not_change() {
    let before = ready();
    assert_eq!(after(&before, &progress(9, None, 100), 500), before);
}

#[test]
fn a_transition_time_changes_with_the_status_alone() {
    let wait = |message: &str| Some(StepResult::running(reasons::ROLLING_OUT, message));
    let first = after(
        &PrimeroInstanceStatus::default(),
        &progress(6, wait("0 of 1"), 0),
        10,
    );
    let second = after(&first, &progress(6, wait("1 of 2"), 20), 30);
    let third = after(&second, &progress(9, None, 40), 50);
    let time = |status| condition(status, types::READY).last_transition_time;
    assert_eq!(
        (time(&first), time(&second), time(&third)),
        (at(10), at(10), at(50))
    );
    assert_eq!(condition(&second, types::WORKLOAD_READY).message, "1 of 2");
}

#[test]
fn a_step_takes_from_its_first_to_its_last_reconcile() {
    let wait = Some(StepResult::running(reasons::PREPARING, "running"));
    let first = after(&PrimeroInstanceStatus::default(), &progress(4, wait, 0), 1);
    let second = after(&first, &progress(9, None, 7), 9);
    let schema = second
        .steps
        .iter()
        .find(|step| step.name == StepName::Schema)
        .unwrap();
    assert_eq!(
        (schema.start_time, schema.end_time),
        (Some(at(0)), Some(at(8)))
    );
}

#[test]
fn an_upgrade_leaves_ready_as_it_is_while_the_old_pods_serve() {
    let before = ready();
    let mut manifest = instance("minimal");
    manifest.metadata.generation = Some(2);
    let wait = Some(StepResult::running(reasons::PREPARING, "running"));
    let mut upgrade = progress(4, wait, 20);
    upgrade.serving = 1;
    let mut newer = minimal();
    newer.release.version = "2.0.0".to_owned();
    let during = next(
        &manifest,
        &before,
        &Outcome::Worked(&newer, &upgrade),
        at(30),
    );
    assert_eq!(
        condition(&during, types::EDGE_READY).status,
        ConditionStatus::True
    );
    let ready = condition(&during, types::READY);
    assert_eq!(
        (ready.status, ready.observed_generation),
        (ConditionStatus::True, 1)
    );
    assert_eq!(
        condition(&during, types::UPGRADING).message,
        "from 1.9.0 to 2.0.0"
    );
    upgrade.serving = 0;
    let outage = next(
        &manifest,
        &during,
        &Outcome::Worked(&newer, &upgrade),
        at(40),
    );
    assert_eq!(
        condition(&outage, types::READY).reason,
        reasons::NOT_SERVING
    );
}

#[test]
fn what_a_person_must_act_on_stalls_and_what_passes_does_not() {
    let nobody = PrimeroInstanceStatus::default();
    let full = Failure::retried(reasons::CAPACITY_EXHAUSTED, "no room");
    let waits = after(&nobody, &progress(3, Some(StepResult::Failed(full)), 0), 2);
    assert_eq!(
        condition(&waits, types::STALLED).status,
        ConditionStatus::False
    );
    assert_eq!(
        condition(&waits, types::DATABASE_READY).reason,
        reasons::CAPACITY_EXHAUSTED
    );
    assert_eq!(
        condition(&waits, types::RECONCILING).status,
        ConditionStatus::True
    );
    let lost = Failure::stalled(reasons::DATA_KEY_LOST, "gone");
    let stalls = after(&nobody, &progress(2, Some(StepResult::Failed(lost)), 0), 2);
    assert_eq!(
        condition(&stalls, types::STALLED).status,
        ConditionStatus::True
    );
    assert_eq!(
        condition(&stalls, types::RECONCILING).status,
        ConditionStatus::False
    );
}

#[test]
fn an_edge_that_stops_answering_ends_ready() {
    let silent = StepResult::running(reasons::NOT_ANSWERING, "no answer");
    let mut progress = progress(8, Some(silent), 20);
    progress.serving = 1;
    let status = after(&ready(), &progress, 30);
    assert_eq!(
        condition(&status, types::READY).reason,
        reasons::NOT_SERVING
    );
    assert_eq!(
        condition(&status, types::EDGE_READY).reason,
        reasons::NOT_ANSWERING
    );
}

#[test]
fn a_checked_manifest_is_not_stalled_any_more() {
    let manifest = instance("minimal");
    let problem = Problem {
        reason: reasons::DEPENDENCY_MISSING,
        field: "f".to_owned(),
        problem: "p".to_owned(),
        remedy: "r".to_owned(),
    };
    let invalid = [problem];
    let nobody = PrimeroInstanceStatus::default();
    let stalled = next(&manifest, &nobody, &Outcome::Invalid(&invalid), at(1));
    let checked = next(&manifest, &stalled, &Outcome::Checked, at(2));
    assert_eq!(
        condition(&checked, types::STALLED).status,
        ConditionStatus::False
    );
    assert_eq!(condition(&checked, types::READY).reason, reasons::DRY_RUN);
    let paused = next(&manifest, &stalled, &Outcome::Paused, at(2));
    assert_eq!(
        condition(&paused, types::STALLED).status,
        ConditionStatus::True
    );
}

#[test]
fn a_manifest_that_cannot_work_does_not_end_what_serves() {
    let problem = Problem {
        reason: reasons::DEPENDENCY_MISSING,
        field: "spec.planRef.name".to_owned(),
        problem: "there is no InstancePlan \"gold\"".to_owned(),
        remedy: "create it, or choose another".to_owned(),
    };
    let manifest = instance("minimal");
    let invalid = [problem];
    let status = next(&manifest, &ready(), &Outcome::Invalid(&invalid), at(60));
    assert_eq!(
        condition(&status, types::READY).status,
        ConditionStatus::True
    );
    assert_eq!(
        condition(&status, types::STALLED).message,
        "spec.planRef.name: there is no InstancePlan \"gold\"; create it, or choose another"
    );
    let first = PrimeroInstanceStatus::default();
    let status = next(&manifest, &first, &Outcome::Invalid(&invalid), at(60));
    assert_eq!(
        condition(&status, types::READY).reason,
        reasons::DEPENDENCY_MISSING
    );
}
