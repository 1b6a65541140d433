//! A compiled configuration in the form that storage takes.

use primero_case_db::configuration::{NewConfiguration, NewObject, ObjectKind};
use primero_case_db::locations::NewLocation;
use primero_kernel::{InvalidName, UniqueId};
use primero_templates::Configuration;
use primero_templates::configuration::Location;
use serde::Serialize;

use super::Failed;
use crate::tenant::ONLY;

/// Everything that goes into the database; the places and organisations of the samples too when
/// samples are wanted.
pub(super) fn new_configuration(
    configuration: &Configuration,
    input_digest: String,
    samples: bool,
) -> Result<NewConfiguration, Failed> {
    let mut objects = Objects::default();
    let own = configuration;
    objects.add(ObjectKind::Module, &own.modules, |module| &module.unique_id)?;
    objects.add(ObjectKind::Form, &own.forms, |form| &form.unique_id)?;
    objects.add(ObjectKind::Lookup, &own.lookups, |lookup| &lookup.unique_id)?;
    objects.add(ObjectKind::Role, &own.roles, |role| &role.unique_id)?;
    objects.add(ObjectKind::Agency, &own.agencies, |agency| {
        &agency.unique_id
    })?;
    objects.add(ObjectKind::UserGroup, &own.user_groups, |group| {
        &group.unique_id
    })?;
    objects.add(ObjectKind::Workflow, &own.workflows, |workflow| {
        &workflow.unique_id
    })?;
    objects.add(ObjectKind::Report, &own.reports, |report| &report.unique_id)?;
    for (id, rule) in &own.retention {
        objects.add_one(ObjectKind::RetentionRule, id, rule)?;
    }
    objects.add_one(ObjectKind::SystemSettings, ONLY, &own.system_settings)?;
    objects.add_one(
        ObjectKind::ContactInformation,
        ONLY,
        &own.contact_information,
    )?;
    let mut locations: Vec<NewLocation> = own.locations.iter().map(location).collect();
    if samples {
        objects.add(ObjectKind::Agency, &own.samples.agencies, |agency| {
            &agency.unique_id
        })?;
        objects.add(ObjectKind::UserGroup, &own.samples.user_groups, |group| {
            &group.unique_id
        })?;
        let known: Vec<String> = locations.iter().map(|place| place.code.clone()).collect();
        let more = own
            .samples
            .locations
            .iter()
            .filter(|place| !known.contains(&place.code));
        locations.extend(more.map(location));
    }
    Ok(NewConfiguration {
        template_name: own.template.id.clone(),
        template_version: own.template.version.clone(),
        template_digest: own.template.digest.clone(),
        languages: own.languages.clone(),
        input_digest,
        objects: objects.0,
        locations,
    })
}

#[derive(Default)]
struct Objects(Vec<NewObject>);

impl Objects {
    fn add<T: Serialize>(
        &mut self,
        kind: ObjectKind,
        objects: &[T],
        id: impl Fn(&T) -> &String,
    ) -> Result<(), Failed> {
        objects
            .iter()
            .try_for_each(|object| self.add_one(kind, id(object), object))
    }

    /// Adds an object; when one of that id was added before, that one stays.
    fn add_one(
        &mut self,
        kind: ObjectKind,
        id: &str,
        object: &impl Serialize,
    ) -> Result<(), Failed> {
        let invalid = |problem: String| {
            Failed::invalid(
                "TemplateInvalid",
                format!("{} {id:?}: {problem}", kind.as_str()),
            )
        };
        let unique_id: UniqueId = id
            .parse()
            .map_err(|error: InvalidName| invalid(error.to_string()))?;
        let document = serde_json::to_value(object).map_err(|error| invalid(error.to_string()))?;
        if !self
            .0
            .iter()
            .any(|own| own.kind == kind && own.unique_id == unique_id)
        {
            self.0.push(NewObject {
                kind,
                unique_id,
                document,
            });
        }
        Ok(())
    }
}

fn location(place: &Location) -> NewLocation {
    NewLocation {
        code: place.code.clone(),
        location_type: place.location_type.clone(),
        placename: place.placename.clone(),
        parent_code: place.parent_code.clone(),
        disabled: place.disabled,
    }
}
