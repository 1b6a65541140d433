//! Checks of release, time zone, plan and database server.

use primero_crd::condition::reasons;
use primero_crd::instance::database::DatabaseMode;
use primero_crd::plan::{DatabaseLimits, SizeResources};
use primero_crd::{CoreRelease, DatabaseServerSpec, InstancePlan, PrimeroInstance};

use super::problem::Problems;
use super::valid::ValidRelease;
use crate::catalog;
use crate::instance::observe::{Observed, release_version};

pub(super) fn valid_release(
    instance: &PrimeroInstance,
    observed: &Observed,
    problems: &mut Problems,
) -> Option<ValidRelease> {
    let Some(version) = release_version(instance, observed.channel.as_deref()) else {
        let channel = catalog::channel_of(instance).unwrap_or(catalog::DEFAULT_CHANNEL);
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.release.channel",
            format!("there is no ReleaseChannel {channel:?}"),
            "create it, or name another channel or a version",
        );
        return None;
    };
    let Some(CoreRelease { spec: release, .. }) = observed.release.as_deref() else {
        let field = match &instance.spec.release {
            Some(release) if release.version.is_some() => "spec.release.version",
            _ => "spec.release.channel",
        };
        problems.add(
            reasons::DEPENDENCY_MISSING,
            field,
            format!("there is no CoreRelease {version:?}"),
            "publish that release, or choose another",
        );
        return None;
    };
    let ours = primero_tenant_contract::VERSION;
    if !(ours - 1..=ours).contains(&release.contract) {
        problems.add(
            reasons::INVALID_SPEC,
            "spec.release",
            format!(
                "release {version} speaks contract {}, this operator {ours}",
                release.contract
            ),
            "choose another release, or upgrade the platform first",
        );
        return None;
    }
    Some(ValidRelease {
        version: release.version.clone(),
        image: release.image.clone(),
        contract: release.contract,
    })
}

pub(super) fn valid_time_zone(instance: &PrimeroInstance, problems: &mut Problems) {
    let zone = &instance.spec.maintenance.time_zone;
    if jiff::tz::TimeZone::get(zone).is_err() {
        problems.add(
            reasons::INVALID_SPEC,
            "spec.maintenance.timeZone",
            format!("{zone:?} is not a time zone of the IANA database"),
            "use a name such as \"Africa/Nairobi\" or \"UTC\"",
        );
    }
}

pub(super) fn valid_plan(
    instance: &PrimeroInstance,
    observed: &Observed,
    problems: &mut Problems,
) -> Option<(SizeResources, DatabaseLimits)> {
    let spec = &instance.spec;
    let Some(InstancePlan { spec: plan, .. }) = observed.plan.as_deref() else {
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.planRef.name",
            format!("there is no InstancePlan {:?}", spec.plan_ref.name),
            "create it, or choose another",
        );
        return None;
    };
    if spec.workload.replicas > plan.max_replicas {
        problems.add(
            reasons::INVALID_SPEC,
            "spec.workload.replicas",
            format!(
                "must not be more than {}, which the plan allows",
                plan.max_replicas
            ),
            "ask for fewer replicas, or choose another plan",
        );
    }
    let Some(size) = plan
        .sizes
        .iter()
        .find(|size| size.name == spec.workload.size)
    else {
        problems.add(
            reasons::INVALID_SPEC,
            "spec.workload.size",
            format!(
                "the plan {:?} has no size {:?}",
                spec.plan_ref.name, spec.workload.size
            ),
            "choose another size or another plan",
        );
        return None;
    };
    Some((size.clone(), plan.database.clone()))
}

pub(super) fn valid_database(
    instance: &PrimeroInstance,
    observed: &Observed,
    problems: &mut Problems,
) -> Option<(String, DatabaseServerSpec)> {
    let mode = instance.spec.database.mode;
    if mode != DatabaseMode::Shared {
        problems.add(
            reasons::NOT_AVAILABLE_YET,
            "spec.database.mode",
            format!("\"{mode:?}\" is not available in this release of the platform"),
            "delete the instance and create it with \"Shared\"",
        );
        return None;
    }
    let server_name = catalog::server_of(instance);
    let Some(server) = observed.server.as_deref() else {
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.database.serverRef.name",
            format!("there is no DatabaseServer {server_name:?}"),
            "create it, or create the instance on another",
        );
        return None;
    };
    Some((server_name.to_owned(), server.spec.clone()))
}
