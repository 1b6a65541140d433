//! `GET /api/v2/forms`: every section in one list; clients filter by the user's permitted forms.

use axum::http::HeaderMap;
use axum::response::Response;
use primero_forms::FormSection;
use primero_http_kit::{One, Params};
use serde::{Serialize, Serializer};

use super::wire;
use crate::http::context::{CallContext, SignedIn};
use crate::http::openapi::Errors;
use crate::http::tagged::tagged;
use crate::tenant::{StoredForm, Tenant};

/// Sections that are written one after the other, as there may be hundreds.
struct Sections<'a> {
    tenant: &'a Tenant,
    wanted: Vec<&'a StoredForm>,
}

impl Serialize for Sections<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sections = self.wanted.iter();
        serializer.collect_seq(sections.map(|stored| wire::form(stored, self.tenant)))
    }
}

/// All sections, or those that the parameters ask for; 304 while the caller has them already.
#[utoipa::path(
    get,
    path = "/api/v2/forms",
    operation_id = "forms.list",
    tag = "forms",
    responses((status = 200, body = Value), (status = "default", body = Errors)),
)]
#[tracing::instrument(name = "http.forms.list", skip_all)]
pub(super) async fn handler(
    SignedIn(CallContext { tenant, .. }): SignedIn,
    headers: HeaderMap,
    params: Params,
) -> Response {
    tagged(&headers, tenant.tag(), || {
        let forms = tenant.forms().iter();
        let wanted = forms.filter(|stored| is_wanted(&stored.form.value, &params));
        let data = Sections {
            tenant: &tenant,
            wanted: wanted.collect(),
        };
        One { data }
    })
}

fn is_wanted(form: &FormSection, params: &Params) -> bool {
    let is = |name: &str, value: &str| params.text(name).is_none_or(|wanted| wanted == value);
    is("record_type", form.parent_form.as_str())
        && is("unique_id", &form.unique_id)
        && params
            .text("module_id")
            .is_none_or(|id| form.module_ids.iter().any(|own| own == id))
        && !(params.is_true("exclude_subforms") && form.is_nested)
}
