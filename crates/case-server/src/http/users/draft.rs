//! An account out of what a client sends. What is of the wrong kind is dropped, as elsewhere.

use jiff::Timestamp;
use primero_case_db::users::UserAttributes;
use primero_case_model::event::timestamp_value;
use primero_http_kit::ApiError;
use primero_kernel::UniqueId;
use serde_json::{Map, Value};

use crate::http::sent_text::SentText;
use crate::tenant::Tenant;

/// Attributes that are kept as texts in the profile.
const TEXTS: [&str; 5] = [
    "code",
    "phone",
    "position",
    "agency_office",
    "identity_provider_unique_id",
];
/// Attributes that are kept as switches in the profile.
const SWITCHES: [&str; 2] = ["send_mail", "receive_webpush"];
/// What nobody changes about himself.
const NOT_OF_ONESELF: [&str; 8] = [
    "user_name",
    "agency_id",
    "agency_unique_id",
    "agency_office",
    "disabled",
    "identity_provider_unique_id",
    "role_unique_id",
    "user_group_unique_ids",
];

/// An account after a change, valid or not.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) user_name: String,
    pub(super) full_name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) role: Option<UniqueId>,
    pub(super) agency: Option<UniqueId>,
    pub(super) groups: Vec<UniqueId>,
    pub(super) locale: Option<String>,
    pub(super) location: Option<String>,
    pub(super) disabled: bool,
    pub(super) unverified: bool,
    pub(super) profile: Map<String, Value>,
    pub(super) password: Option<ChosenPassword>,
}

/// A password that a client sent.
#[derive(Clone)]
pub(super) struct ChosenPassword {
    pub(super) password: String,
    pub(super) confirmation: Option<String>,
}

impl std::fmt::Debug for ChosenPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChosenPassword")
    }
}

impl Draft {
    /// A new account.
    pub(super) fn new(data: &Map<String, Value>, tenant: &Tenant, now: Timestamp) -> Self {
        let mut draft = Self {
            user_name: String::new(),
            full_name: None,
            email: None,
            role: None,
            agency: None,
            groups: Vec::new(),
            locale: Some(tenant.default_locale().to_owned()),
            location: None,
            disabled: false,
            unverified: false,
            profile: Map::new(),
            password: None,
        };
        SentText::of(data, "user_name").over_text(&mut draft.user_name);
        draft.change(data, tenant, now);
        let services = draft
            .agency
            .as_ref()
            .and_then(|id| tenant.agency(id.as_str()));
        if let Some(agency) = services.filter(|_| !draft.profile.contains_key("services")) {
            let services = agency.value.services.iter().cloned().collect();
            draft.profile.insert("services".to_owned(), services);
        }
        draft
    }

    /// An account that is there.
    pub(super) fn of(user: &UserAttributes) -> Self {
        let user = user.clone();
        Self {
            user_name: user.user_name.to_string(),
            full_name: user.full_name,
            email: user.email,
            role: Some(user.role),
            agency: user.agency,
            groups: user.groups,
            locale: user.locale,
            location: user.location,
            disabled: user.disabled,
            unverified: user.unverified,
            profile: user.profile,
            password: None,
        }
    }

    /// Lays over it what somebody may change about himself.
    pub(super) fn change_oneself(
        &mut self,
        data: &Map<String, Value>,
        tenant: &Tenant,
        now: Timestamp,
    ) {
        let mut own = data.clone();
        own.retain(|key, _| !NOT_OF_ONESELF.contains(&key.as_str()));
        self.change(&own, tenant, now);
        if own.get("accept_terms_of_use") == Some(&Value::Bool(true)) {
            let at = timestamp_value(now);
            self.profile
                .insert("terms_of_use_accepted_on".to_owned(), at);
        }
    }

    /// Lays over it what was sent. The name to sign in with stays: records name users by it.
    pub(super) fn change(&mut self, data: &Map<String, Value>, tenant: &Tenant, now: Timestamp) {
        for (field, key) in [
            (&mut self.full_name, "full_name"),
            (&mut self.email, "email"),
            (&mut self.locale, "locale"),
            (&mut self.location, "location"),
        ] {
            SentText::of(data, key).over(field);
        }
        if let Some(Value::Bool(disabled)) = data.get("disabled") {
            self.disabled = *disabled;
        }
        self.change_belonging(data, tenant);
        self.change_profile(data, now);
        if let SentText::Text(password) = SentText::of(data, "password") {
            let confirmation = SentText::of(data, "password_confirmation").text();
            self.password = Some(ChosenPassword {
                password,
                confirmation,
            });
        }
    }

    /// Role, agency and groups. Unknown ones count as none.
    fn change_belonging(&mut self, data: &Map<String, Value>, tenant: &Tenant) {
        let role = SentText::of(data, "role_unique_id");
        if role != SentText::Nothing {
            let known = role.text().filter(|id| tenant.role(id).is_some());
            self.role = known.and_then(|id| id.parse().ok());
        }
        let by_number = data.get("agency_id").map(|sent| agency_of(sent, tenant));
        let by_id = data
            .get("agency_unique_id")
            .map(|sent| agency_of(sent, tenant));
        if let Some(agency) = by_number.or(by_id) {
            self.agency = agency;
        }
        if let Some(Value::Array(sent)) = data.get("user_group_unique_ids") {
            let ids = sent.iter().filter_map(Value::as_str);
            let mut known: Vec<UniqueId> = Vec::new();
            for id in ids.filter(|id| tenant.user_group(id).is_some()) {
                known.extend(id.parse().ok().filter(|id| !known.contains(id)));
            }
            self.groups = known;
        }
    }

    fn change_profile(&mut self, data: &Map<String, Value>, now: Timestamp) {
        let profile = &mut self.profile;
        for key in TEXTS {
            match SentText::of(data, key) {
                SentText::Nothing => {}
                sent @ (SentText::Null | SentText::Text(_)) => {
                    set(profile, key, sent.text().map(Value::from));
                }
            }
        }
        for key in SWITCHES {
            if let Some(sent @ (Value::Bool(_) | Value::Null)) = data.get(key) {
                set(profile, key, Some(sent.clone()));
            }
        }
        match data.get("services") {
            Some(Value::Array(sent)) => {
                let services = sent.iter().filter(|service| service.is_string());
                let services = Value::Array(services.cloned().collect());
                set(profile, "services", Some(services));
            }
            Some(Value::Null) => set(profile, "services", None),
            _ => {}
        }
        if let Some(sent @ (Value::Object(_) | Value::Null)) = data.get("settings") {
            set(profile, "settings", Some(sent.clone()));
        }
        let code = data.get("code_of_conduct_id").and_then(number);
        if let Some(code) = code {
            let code = Some(Value::from(code));
            if profile.get("code_of_conduct_id") != code.as_ref() {
                set(
                    profile,
                    "code_of_conduct_accepted_on",
                    Some(timestamp_value(now)),
                );
            }
            set(profile, "code_of_conduct_id", code);
        }
    }

    /// The account, once nothing is wrong with it.
    pub(super) fn into_attributes(self) -> Result<UserAttributes, ApiError> {
        Ok(UserAttributes {
            user_name: self.user_name.parse().map_err(ApiError::internal)?,
            full_name: self.full_name,
            email: self.email,
            role: self
                .role
                .ok_or_else(|| ApiError::internal("a user without a role"))?,
            agency: self.agency,
            groups: self.groups,
            locale: self.locale,
            location: self.location,
            disabled: self.disabled,
            unverified: self.unverified,
            profile: self.profile,
        })
    }
}

/// What is null is not kept: the contract shows no null keys of users.
fn set(profile: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    match value.filter(|value| !value.is_null()) {
        Some(value) => {
            profile.insert(key.to_owned(), value);
        }
        None => {
            profile.remove(key);
        }
    }
}

fn number(sent: &Value) -> Option<i64> {
    sent.as_i64().or_else(|| sent.as_str()?.trim().parse().ok())
}

/// An agency by its number or its id.
fn agency_of(sent: &Value, tenant: &Tenant) -> Option<UniqueId> {
    let id = number(sent);
    let agency = tenant.agencies().iter().find(|agency| {
        Some(agency.id) == id || sent.as_str() == Some(agency.value.unique_id.as_str())
    });
    agency?.value.unique_id.parse().ok()
}
