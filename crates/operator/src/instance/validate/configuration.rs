//! Checks of template, overlays, parameters and languages.

use primero_crd::condition::reasons;
use primero_crd::{ConfigurationTemplate, ConfigurationTemplateSpec, PrimeroInstance};

use super::problem::Problems;
use super::valid::ValidTemplate;
use crate::catalog;
use crate::instance::observe::{Observed, template_version};

pub(super) fn valid_template(
    instance: &PrimeroInstance,
    observed: &Observed,
    problems: &mut Problems,
) -> Option<ValidTemplate> {
    let wanted = &instance.spec.configuration.template;
    let versions = &observed.template_versions;
    if versions.is_empty() {
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.configuration.template.name",
            format!("there is no ConfigurationTemplate of {:?}", wanted.name),
            "publish it, or choose one that `kubectl get configurationtemplates` lists",
        );
        return None;
    }
    let existing = versions.join(", ");
    let Some(version) = template_version(instance, observed.channel.as_deref()) else {
        if catalog::channel_of(instance).is_some() && observed.channel.is_none() {
            // Of a channel that does not exist, one problem is enough.
            return None;
        }
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.configuration.template.version",
            "is not specified, and the release channel gives no version of this template",
            format!("specify one of: {existing}"),
        );
        return None;
    };
    let Some(ConfigurationTemplate { spec: template, .. }) = observed.template.as_deref() else {
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.configuration.template.version",
            format!(
                "there is no version {version} of the template {:?}",
                wanted.name
            ),
            format!("publish it, or choose one of: {existing}"),
        );
        return None;
    };
    let bundle = &template.bundle;
    let config_maps: Vec<String> = bundle
        .config_map_refs
        .iter()
        .map(|reference| reference.name.clone())
        .collect();
    check_bundle(&config_maps, observed, problems);
    check_parameters(instance, template, problems);
    Some(ValidTemplate {
        name: template.template_name.clone(),
        version: template.version.clone(),
        digest: bundle.digest.clone(),
        config_maps,
    })
}

fn check_bundle(config_maps: &[String], observed: &Observed, problems: &mut Problems) {
    for name in config_maps.iter().filter(|name| missing(observed, name)) {
        problems.add(
            reasons::DEPENDENCY_MISSING,
            "spec.configuration.template",
            format!("the ConfigMap {name:?} of its bundle does not exist"),
            "publish the template again",
        );
    }
}

fn check_parameters(
    instance: &PrimeroInstance,
    template: &ConfigurationTemplateSpec,
    problems: &mut Problems,
) {
    for parameter in &instance.spec.configuration.parameters {
        if !template.parameters.contains(&parameter.name) {
            problems.add(
                reasons::INVALID_SPEC,
                format!("spec.configuration.parameters[{}]", parameter.name),
                format!(
                    "the template {} {} has no such parameter",
                    template.template_name, template.version
                ),
                known_words("use one of", &template.parameters),
            );
        }
    }
}

fn known_words(text: &str, words: &[String]) -> String {
    if words.is_empty() {
        "remove it: the template has none".to_owned()
    } else {
        format!("{text}: {}", words.join(", "))
    }
}

fn missing(observed: &Observed, config_map: &str) -> bool {
    observed
        .config_maps
        .get(config_map)
        .is_none_or(Option::is_none)
}

pub(super) fn valid_overlays(
    instance: &PrimeroInstance,
    observed: &Observed,
    problems: &mut Problems,
) -> Vec<(String, String)> {
    let mut overlays = Vec::new();
    for overlay in &instance.spec.configuration.overlays {
        match observed.config_maps.get(&overlay.name).cloned().flatten() {
            Some(version) => overlays.push((overlay.name.clone(), version)),
            None => problems.add(
                reasons::DEPENDENCY_MISSING,
                format!("spec.configuration.overlays[{}]", overlay.name),
                "there is no ConfigMap of this name in the platform's namespace",
                "create it, or remove the overlay",
            ),
        }
    }
    overlays
}

pub(super) fn valid_languages(instance: &PrimeroInstance, problems: &mut Problems) {
    for language in &instance.spec.configuration.languages {
        let known =
            language_tags::LanguageTag::parse(language).is_ok_and(|tag| tag.validate().is_ok());
        if !known {
            problems.add(
                reasons::INVALID_SPEC,
                "spec.configuration.languages",
                format!("{language:?} is not a language of the IANA registry"),
                "use a BCP 47 tag such as \"en\", \"fr\" or \"pt-BR\"",
            );
        }
    }
}
