//! Which fields an answer shows: the parameter `fields`, and what searches show.

use primero_case_model::RecordType;
use primero_case_model::access::{Action, Actor};
use primero_http_kit::Params;

use super::short_fields::is_short;
use crate::tenant::Tenant;

/// What the preview of a person one may not open shows, besides the fields that forms say.
const PREVIEW: [&str; 5] = ["age", "date_of_birth", "estimated", "name", "sex"];

/// Which fields an answer shows.
#[derive(Debug)]
pub(in crate::http) enum Selection {
    /// Everything that is permitted.
    Everything,
    /// The short form of lists.
    Short,
    /// The short form and a preview, which is permitted whatever the caller's forms.
    Preview(Vec<String>),
    /// The fields that the client named.
    Named(Vec<String>),
}

impl Selection {
    /// The selection of the parameter `fields`.
    pub(in crate::http) fn of(params: &Params) -> Self {
        match params.text("fields").map(str::trim) {
            None | Some("") => Self::Everything,
            Some("short") => Self::Short,
            Some(names) => Self::Named(
                names
                    .split(',')
                    .map(|name| name.trim().to_owned())
                    .collect(),
            ),
        }
    }

    /// What a search shows. It finds people whom the caller may not open; the short form is all that
    /// it shows of them, and a preview to those who have the right to it.
    pub(super) fn of_search(tenant: &Tenant, actor: &Actor, kind: RecordType) -> Self {
        if !actor.grants.allow(kind.into(), Action::DisplayViewPage) {
            return Self::Short;
        }
        let forms = tenant.forms().iter().map(|stored| &stored.form.value);
        let own = forms.filter(|form| form.parent_form == kind && !form.is_nested);
        let fields = own.flat_map(|form| &form.fields);
        let marked = fields.filter(|field| field.show_on_minify_form);
        let marked = marked.map(|field| field.name.clone());
        Self::Preview(
            PREVIEW
                .map(str::to_owned)
                .into_iter()
                .chain(marked)
                .collect(),
        )
    }

    /// Whether a field is among them.
    pub(super) fn has(&self, record_type: RecordType, field: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Short => is_short(record_type, field),
            Self::Preview(_) => is_short(record_type, field) || self.permits(field),
            Self::Named(names) => names.iter().any(|name| name == field),
        }
    }

    /// Whether the selection itself is the right to see a field.
    pub(super) fn permits(&self, field: &str) -> bool {
        match self {
            Self::Preview(names) => names.iter().any(|name| name == field),
            Self::Everything | Self::Short | Self::Named(_) => false,
        }
    }
}
