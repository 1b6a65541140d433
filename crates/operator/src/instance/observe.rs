//! Reads what an instance refers to.

use std::collections::BTreeMap;
use std::sync::Arc;

use kube::ResourceExt as _;
use primero_crd::{
    ConfigurationTemplate, CoreRelease, DatabaseServer, InstancePlan, PrimeroInstance,
    ReleaseChannel,
};

use crate::catalog::{self, Catalog};
use crate::hostnames::{self, HostnameIndex};

/// What an instance refers to, as far as it exists.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// Its plan.
    pub plan: Option<Arc<InstancePlan>>,
    /// The channel that it follows.
    pub channel: Option<Arc<ReleaseChannel>>,
    /// The release that it should run.
    pub release: Option<Arc<CoreRelease>>,
    /// The template that it should have.
    pub template: Option<Arc<ConfigurationTemplate>>,
    /// The versions of that template that exist.
    pub template_versions: Vec<String>,
    /// The database server.
    pub server: Option<Arc<DatabaseServer>>,
    /// The version of each `ConfigMap` that it needs, by name; `None` when it does not exist.
    pub config_maps: BTreeMap<String, Option<String>>,
    /// Which other instances have host names that it asks for.
    pub taken: BTreeMap<String, String>,
}

/// Reads what `instance` refers to. Everything is in memory, kept there by watches.
pub fn observe(
    instance: &PrimeroInstance,
    catalog: &Catalog,
    claims: &HostnameIndex,
    base_domain: &str,
) -> Observed {
    let spec = &instance.spec;
    let channel = catalog::channel_of(instance).and_then(|name| catalog.channel(name));
    let release = release_version(instance, channel.as_deref());
    let wanted = &spec.configuration.template;
    let template = template_version(instance, channel.as_deref())
        .and_then(|version| catalog.template(&wanted.name, version));
    let config_maps = spec
        .configuration
        .overlays
        .iter()
        .chain(
            template
                .iter()
                .flat_map(|template| &template.spec.bundle.config_map_refs),
        )
        .map(|reference| {
            (
                reference.name.clone(),
                catalog.config_map_version(&reference.name),
            )
        })
        .collect();
    let name = instance.name_any();
    let taken = hostnames::of(instance, base_domain)
        .into_iter()
        .filter_map(|host| claims.taken_from(&host, &name).map(|holder| (host, holder)))
        .collect();
    Observed {
        plan: catalog.plan(&spec.plan_ref.name),
        release: release.and_then(|version| catalog.release(version)),
        template,
        template_versions: catalog.template_versions(&wanted.name),
        server: catalog.server(catalog::server_of(instance)),
        config_maps,
        taken,
        channel,
    }
}

/// The version of the release that an instance should run.
pub fn release_version<'a>(
    instance: &'a PrimeroInstance,
    channel: Option<&'a ReleaseChannel>,
) -> Option<&'a str> {
    let pinned = instance
        .spec
        .release
        .as_ref()
        .and_then(|release| release.version.as_deref());
    pinned.or_else(|| channel.map(|channel| channel.spec.release.as_str()))
}

/// The version of the template that an instance should have.
pub fn template_version<'a>(
    instance: &'a PrimeroInstance,
    channel: Option<&'a ReleaseChannel>,
) -> Option<&'a str> {
    let wanted = &instance.spec.configuration.template;
    wanted.version.as_deref().or_else(|| {
        let templates = &channel?.spec.templates;
        let listed = templates
            .iter()
            .find(|template| template.name == wanted.name)?;
        Some(listed.version.as_str())
    })
}
