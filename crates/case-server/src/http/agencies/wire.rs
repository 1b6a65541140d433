//! An agency as API v2 writes it.

use primero_templates::configuration::Agency;
use serde::Serialize;
use serde_json::Value;

use crate::http::localised::localised;
use crate::tenant::Stored;

/// An agency. What we do not keep is null, as the contract keeps nulls here.
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the wire contract has these flags"
)]
pub(in crate::http) struct WireAgency<'a> {
    id: i64,
    unique_id: &'a str,
    agency_code: &'a str,
    order: i32,
    name: Value,
    description: Value,
    telephone: &'a str,
    services: &'a [String],
    logo_enabled: bool,
    pdf_logo_option: bool,
    logo_full: Option<&'a str>,
    logo_icon: Option<&'a str>,
    terms_of_use: Option<&'a str>,
    terms_of_use_enabled: bool,
    terms_of_use_uploaded_at: Option<&'a str>,
    disabled: bool,
    contact_email: Option<&'a str>,
    contact_name: Option<&'a str>,
    contact_phone: Option<&'a str>,
    notes: Option<&'a str>,
}

/// The agency with texts in every configured language.
pub(in crate::http) fn agency<'a>(
    stored: &'a Stored<Agency>,
    locales: &[String],
) -> WireAgency<'a> {
    agency_of(stored.id, &stored.value, locales)
}

/// An agency of which the number is known.
pub(super) fn agency_of<'a>(id: i64, agency: &'a Agency, locales: &[String]) -> WireAgency<'a> {
    WireAgency {
        id,
        unique_id: &agency.unique_id,
        agency_code: &agency.agency_code,
        order: agency.order,
        name: localised(&agency.name, locales),
        description: localised(&agency.description, locales),
        telephone: &agency.telephone,
        services: &agency.services,
        logo_enabled: agency.logo_enabled,
        pdf_logo_option: agency.pdf_logo_option,
        logo_full: None,
        logo_icon: None,
        terms_of_use: None,
        terms_of_use_enabled: agency.terms_of_use_enabled,
        terms_of_use_uploaded_at: None,
        disabled: agency.disabled,
        contact_email: agency.contact_email.as_deref(),
        contact_name: agency.contact_name.as_deref(),
        contact_phone: agency.contact_phone.as_deref(),
        notes: agency.notes.as_deref(),
    }
}
