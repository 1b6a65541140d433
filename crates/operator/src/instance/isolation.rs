//! Step "Isolation": the namespace, and what keeps it apart from others.

use futures::future::try_join_all;
use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::api::networking::v1::NetworkPolicy;
use kube::{Api, ResourceExt};
use primero_crd::condition::reasons;
use primero_crd::instance::status::AllocatedNamespace;
use primero_crd::labels;

use super::build::Resources;
use super::progress::Failure;
use super::validate::ValidInstance;
use crate::children::{Kind, ObjectFact};
use crate::context::Context;
use crate::writer::{WriteError, Writer};

/// Makes the namespace, unless it belongs to somebody else.
pub async fn ensure_namespace(
    instance: &ValidInstance,
    resources: &Resources,
    writer: &Writer,
    ctx: &Context,
) -> Result<AllocatedNamespace, Failure> {
    let api = Api::<Namespace>::all(ctx.client.clone());
    let known = ctx
        .index
        .object(&instance.name, Kind::Namespace, &instance.namespace);
    if let Some(fact) = known {
        check_owner(instance, &fact)?;
    } else {
        // Applying by force would take over a namespace that somebody else made.
        let found = api
            .get_metadata_opt(&instance.namespace)
            .await
            .map_err(|error| {
                let name = &instance.namespace;
                Failure::retrying(&WriteError::new("read", "Namespace", name, error))
            })?;
        if let Some(found) = found {
            check_owner(instance, &ObjectFact::of(&found.metadata))?;
        }
    }
    let written = writer
        .apply_with(&api, Kind::Namespace, &resources.namespace)
        .await
        .map_err(|error| Failure::retrying(&error))?;
    let uid = written
        .and_then(|namespace| namespace.metadata.uid)
        .or_else(|| {
            let fact = ctx
                .index
                .object(&instance.name, Kind::Namespace, &instance.namespace)?;
            Some(fact.uid.into_string())
        });
    Ok(AllocatedNamespace {
        name: instance.namespace.clone(),
        uid: uid.unwrap_or_default(),
    })
}

fn check_owner(instance: &ValidInstance, fact: &ObjectFact) -> Result<(), Failure> {
    let name = &instance.namespace;
    if fact.deleting {
        return Err(Failure::retried(
            reasons::WAITING,
            format!("the namespace {name} is still being removed; waiting for that"),
        ));
    }
    if *fact.instance_uid != *instance.uid.to_string() {
        return Err(Failure::stalled(
            reasons::NAMESPACE_NOT_OWNED,
            format!(
                "the namespace {name} exists and does not belong to this instance (label {}); \
                 delete it, or delete this instance and choose another name",
                labels::INSTANCE_UID
            ),
        ));
    }
    Ok(())
}

/// Closes the namespace, before any pod starts in it.
pub async fn ensure_isolation(
    instance: &ValidInstance,
    resources: &Resources,
    writer: &Writer,
    ctx: &Context,
) -> Result<(), Failure> {
    let policies = &resources.network_policies;
    let known = ctx.index.names(&instance.name, Kind::NetworkPolicy);
    let closed = unwanted(known, policies);
    let closed = closed
        .iter()
        .map(|name| writer.delete::<NetworkPolicy>(&instance.namespace, name));
    futures::try_join!(
        try_join_all(policies.iter().map(|policy| writer.apply(policy))),
        try_join_all(closed),
        writer.apply(&resources.resource_quota),
        writer.apply(&resources.limit_range),
        writer.apply(&resources.service_account),
    )
    .map(drop)
    .map_err(|error| Failure::retrying(&error))
}

/// Policies that the operator made and does not mean any more: each is an opening too many.
fn unwanted(known: Vec<Box<str>>, policies: &[NetworkPolicy]) -> Vec<Box<str>> {
    let wanted: Vec<_> = policies.iter().map(ResourceExt::name_any).collect();
    let unwanted = known
        .into_iter()
        .filter(|name| !wanted.iter().any(|wanted| **wanted == **name));
    unwanted.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_that_is_no_longer_meant_is_closed() {
        let meant: NetworkPolicy =
            serde_json::from_value(serde_json::json!({"metadata": {"name": "allow-edge"}}))
                .unwrap();
        let known = vec!["allow-edge".into(), "allow-metrics".into()];
        assert_eq!(unwanted(known, &[meant]), ["allow-metrics".into()]);
    }
}
