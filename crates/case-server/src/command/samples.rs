//! The invented people and records of a template, for demonstration and training.

use primero_case_db::Tx;
use primero_case_db::users::UserAttributes;
use primero_case_model::{RecordId, stamp::Person};
use primero_forms::FormSection;
use primero_kernel::{Clock, InvalidName, UniqueId};
use primero_templates::Configuration;
use primero_templates::configuration::{SampleRecord, SampleUser};
use primero_tenant_contract::settings::InstanceSettings;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::Failed;
use crate::http::SAMPLE_MARK;
use crate::http::records::{NewRecord, build};
use crate::tenant::rules_of;

/// Adds the sample users and records that are not there yet.
pub(super) async fn add(
    tx: &mut Tx,
    clock: &dyn Clock,
    instance: &InstanceSettings,
    configuration: &Configuration,
) -> Result<(), Failed> {
    for user in &configuration.samples.users {
        let attributes = attributes(user).map_err(|error| invalid(&error))?;
        if tx
            .users()
            .find_by_name(&attributes.user_name)
            .await?
            .is_none()
        {
            tx.users().insert(&attributes, None, clock.now()).await?;
        }
    }
    for (place, record) in configuration.samples.records.iter().enumerate() {
        add_record(tx, clock, instance, configuration, (place, record)).await?;
    }
    Ok(())
}

fn invalid(error: &InvalidName) -> Failed {
    Failed::invalid("SamplesInvalid", error.to_string())
}

fn attributes(user: &SampleUser) -> Result<UserAttributes, InvalidName> {
    let mut profile = Map::new();
    profile.insert(SAMPLE_MARK.to_owned(), true.into());
    profile.insert("code".to_owned(), user.code.as_str().into());
    profile.insert("position".to_owned(), user.position.as_str().into());
    profile.insert(
        "services".to_owned(),
        user.services.iter().cloned().collect(),
    );
    Ok(UserAttributes {
        user_name: user.user_name.parse()?,
        full_name: Some(user.full_name.clone()),
        email: Some(user.email.clone()),
        role: user.role_unique_id.parse()?,
        agency: Some(user.agency_unique_id.parse()?),
        groups: groups(user)?,
        locale: user.locale.clone(),
        location: user.location.clone(),
        disabled: false,
        unverified: false,
        profile,
    })
}

fn groups(user: &SampleUser) -> Result<Vec<UniqueId>, InvalidName> {
    user.user_group_unique_ids
        .iter()
        .map(|group| group.parse())
        .collect()
}

/// The sample user who owns a record.
fn person(configuration: &Configuration, user_name: &str) -> Result<Person, Failed> {
    let owner = configuration
        .samples
        .users
        .iter()
        .find(|own| own.user_name == user_name);
    let owner = owner.ok_or_else(|| {
        let message = format!("there is no sample user {user_name:?}");
        Failed::invalid("SamplesInvalid", message)
    })?;
    let attributes = attributes(owner).map_err(|error| invalid(&error))?;
    Ok(Person {
        user_name: attributes.user_name,
        full_name: attributes.full_name,
        agency: attributes.agency,
        agency_office: None,
        groups: attributes.groups,
        location: attributes.location,
    })
}

/// The ids of sample records follow from their place in the template, so that they come once.
async fn add_record(
    tx: &mut Tx,
    clock: &dyn Clock,
    instance: &InstanceSettings,
    configuration: &Configuration,
    (place, sample): (usize, &SampleRecord),
) -> Result<(), Failed> {
    let name = format!(
        "{}/{}/{place}",
        configuration.template.id, sample.record_type
    );
    let namespace = Uuid::parse_str(&instance.uid).unwrap_or(Uuid::NAMESPACE_URL);
    let id = RecordId::from_uuid(Uuid::new_v5(&namespace, name.as_bytes()));
    if tx.records().find(sample.record_type, id).await?.is_some() {
        return Ok(());
    }
    let person = person(configuration, &sample.owned_by)?;
    let mut answers = sample.data.clone();
    answers.insert(
        "module_id".to_owned(),
        Value::from(sample.module_id.as_str()),
    );
    let zone = jiff::tz::TimeZone::get(&instance.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = clock.now().to_zoned(zone).date();
    let forms: Vec<&FormSection> = configuration.forms.iter().collect();
    let rules = rules_of(
        sample.record_type,
        &sample.module_id,
        &forms,
        &configuration.lookups,
    )
    .map_err(|error| Failed::invalid("TemplateInvalid", error.to_string()))?;
    answers.extend(rules.calculate(&answers, today));
    let mut modules = configuration.modules.iter();
    let module = modules.find(|own| own.unique_id == sample.module_id);
    let module = module.ok_or_else(|| {
        let message = format!("there is no module {:?}", sample.module_id);
        Failed::invalid("SamplesInvalid", message)
    })?;
    let new = NewRecord {
        record_type: sample.record_type,
        id,
        creator: &person,
        owner: &person,
        module,
        first_stage: configuration
            .workflows
            .iter()
            .find(|own| own.record_type == sample.record_type && own.module_id == sample.module_id)
            .map(|workflow| workflow.initial.as_str()),
        today,
    };
    let changed = build(&new, answers, clock)
        .map_err(|error| Failed::invalid("SamplesInvalid", error.to_string()))?;
    tx.records().store(&changed).await?;
    Ok(())
}
