//! From a bundle, its overlays and an instance's choices to the configuration of a tenant.

use std::collections::BTreeMap;

use crate::{
    Bundle, Configuration, Overlay, Problem,
    check::{self, Sources},
    configuration::{Location, TemplateIdentity},
    decode,
    document::Documents,
    language,
    manifest::Manifest,
    overlay, translation,
};

/// Compiles a packed (block-free) bundle.
///
/// `languages` are the tenant's, the first being its default; none means the template's.
/// `parameters` are the values that the instance sets. Every mistake is reported at once.
pub fn compile(
    bundle: &Bundle,
    overlays: &[Overlay],
    languages: &[String],
    parameters: &BTreeMap<String, String>,
) -> Result<Configuration, Vec<Problem>> {
    let mut problems = Vec::new();
    let compiled = compile_parts(bundle, overlays, parameters, &mut problems);
    language::check(languages, &mut problems);
    match compiled {
        Some(compiled) if problems.is_empty() => {
            let mut configuration = compiled.configuration;
            let default = compiled.manifest.default_language().to_owned();
            let languages = if languages.is_empty() {
                &compiled.manifest.languages
            } else {
                languages
            };
            language::restrict(&mut configuration, languages, &default);
            Ok(configuration)
        }
        _ => {
            problems.sort();
            problems.dedup();
            Err(problems)
        }
    }
}

/// A configuration with every language of its template, and where its parts come from.
pub(crate) struct Compiled {
    pub(crate) manifest: Manifest,
    pub(crate) configuration: Configuration,
    pub(crate) sources: Sources,
    /// What has lost its object: texts for something that is not there. An overlay that takes a
    /// question away leaves such texts behind, so they stop nothing.
    pub(crate) leftovers: Vec<Problem>,
}

/// Everything up to the choice of languages. `None` when there is nothing to go on with.
pub(crate) fn compile_parts(
    bundle: &Bundle,
    overlays: &[Overlay],
    parameters: &BTreeMap<String, String>,
    problems: &mut Vec<Problem>,
) -> Option<Compiled> {
    let documents = Documents::read(bundle, problems);
    let mut documents = overlay::apply(documents, overlays, problems);
    let manifest = decode::manifest(&mut documents, parameters, problems)?;
    language::check(&manifest.languages, problems);

    let (mut configuration, sources) = assemble(&documents, &manifest, problems);
    configuration.template = TemplateIdentity {
        id: manifest.id.clone(),
        version: manifest.version.clone(),
        digest: match bundle.digest() {
            Ok(digest) => digest,
            Err(error) => {
                problems.push(Problem::new("", "", error.to_string()));
                return None;
            }
        },
    };
    let mut leftovers = Vec::new();
    translation::apply(
        &documents,
        &manifest.languages,
        &mut configuration,
        &mut leftovers,
    );
    check::structure(&manifest, &configuration, &sources, problems);
    Some(Compiled {
        manifest,
        configuration,
        sources,
        leftovers,
    })
}

fn assemble(
    documents: &Documents,
    manifest: &Manifest,
    problems: &mut Vec<Problem>,
) -> (Configuration, Sources) {
    let locale = manifest.default_language();
    let mut sources = Sources::default();
    let mut configuration = Configuration {
        languages: manifest.languages.clone(),
        modules: manifest.modules.clone(),
        system_settings: manifest.system_settings.clone(),
        contact_information: manifest.contact_information.clone(),
        retention: manifest.retention.clone(),
        ..Configuration::default()
    };
    for form in decode::forms(documents, manifest, problems) {
        sources.form(&form);
        configuration.forms.push(form.section);
    }
    let position = |form: &primero_forms::FormSection| {
        (
            form.parent_form,
            form.order_form_group,
            form.order,
            form.order_subform,
        )
    };
    configuration.forms.sort_by_key(position);
    configuration.lookups = sources.take(
        "lookup",
        decode::lookups(documents, locale, problems),
        |l| &l.unique_id,
    );
    configuration.roles =
        sources.take("role", decode::roles(documents, problems), |r| &r.unique_id);
    configuration.workflows = sources.take(
        "workflow",
        decode::workflows(documents, locale, problems),
        |w| &w.unique_id,
    );
    configuration.reports = sources.take(
        "report",
        decode::reports(documents, locale, problems),
        |r| &r.unique_id,
    );
    configuration.locations = decode::locations(documents, "locations.yaml", locale, problems);
    configuration.agencies = decode::agencies(documents, "agencies.yaml", locale, problems);
    configuration.user_groups = decode::user_groups(documents, "user_groups.yaml", problems);
    configuration.samples = decode::samples(documents, locale, problems);
    set_admin_levels(&mut configuration.locations);
    set_admin_levels(&mut configuration.samples.locations);
    for module in &mut configuration.modules {
        module.form_section_unique_ids = configuration
            .forms
            .iter()
            .filter(|form| !form.is_nested && form.module_ids.contains(&module.unique_id))
            .map(|form| form.unique_id.clone())
            .collect();
    }
    (configuration, sources)
}

/// Parents stand before their children; one that does not is reported by the checks.
fn set_admin_levels(locations: &mut [Location]) {
    let mut levels: BTreeMap<String, u8> = BTreeMap::new();
    for location in locations {
        let parent = location
            .parent_code
            .as_ref()
            .and_then(|code| levels.get(code));
        location.admin_level = parent.map_or(0, |level| level.saturating_add(1));
        levels.insert(location.code.clone(), location.admin_level);
    }
}
