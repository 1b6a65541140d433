//! What makes an account invalid, in API v2's words.

use primero_case_db::Tx;
use primero_case_db::users::UserId;
use primero_http_kit::{ApiError, FieldError};
use primero_kernel::UserName;
use primero_templates::configuration::UserCategory;
use serde_json::Value;

use super::answer::{is_counted, maximum_users, total_enabled};
use super::draft::{ChosenPassword, Draft};
use crate::http::failure::db_failure;
use crate::security::password;
use crate::tenant::Tenant;

/// What is wrong, one entry a field.
#[derive(Debug, Default)]
pub(super) struct Mistakes(Vec<FieldError>);

impl Mistakes {
    /// Notes that a field breaks a rule; it may break several.
    pub(super) fn add(&mut self, field: &str, message: &str) {
        match self.0.iter_mut().find(|known| known.field == field) {
            Some(known) => known.messages.push(message.to_owned()),
            None => self.0.push(FieldError::new(field, message)),
        }
    }

    fn user(&mut self, field: &str, rule: &str) {
        self.add(field, &format!("errors.models.user.{rule}"));
    }

    /// Forgets fields that were wrong before already: an account that an older rule let in can still
    /// be changed.
    pub(super) fn forgive(&mut self, before: &Self) {
        let was_wrong = |field: &str| before.0.iter().any(|known| known.field == field);
        self.0.retain(|mistake| !was_wrong(&mistake.field));
    }

    /// Ends the request when something is wrong.
    pub(super) fn refuse(self) -> Result<(), ApiError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ApiError::InvalidFields(self.0))
        }
    }
}

/// Everything that is wrong with an account by itself.
pub(super) fn mistakes(draft: &Draft, tenant: &Tenant) -> Mistakes {
    let mut mistakes = Mistakes::default();
    if is_blank(draft.full_name.as_deref()) {
        mistakes.user("full_name", "full_name");
    }
    if draft.user_name.trim().is_empty() {
        mistakes.add("user_name", "can't be blank");
    }
    if draft.user_name.parse::<UserName>().is_err() {
        mistakes.user("user_name", "user_name");
    }
    if draft.email.as_deref().is_some_and(|email| !is_email(email)) {
        mistakes.user("email", "email");
    }
    if let Some(chosen) = &draft.password {
        judge_password(chosen, &mut mistakes);
    }
    if draft.role.is_none() {
        mistakes.user("role", "role_ids");
    }
    if draft.agency.is_none() && !is_machine(draft, tenant) {
        mistakes.user("agency", "organization");
    }
    let is_spoken = |locale: &String| tenant.locales().contains(locale);
    if draft
        .locale
        .as_ref()
        .is_some_and(|locale| !is_spoken(locale))
    {
        mistakes.user("locale", "invalid_locale");
    }
    mistakes
}

/// A password has 8 to 128 characters and is sent twice.
fn judge_password(chosen: &ChosenPassword, mistakes: &mut Mistakes) {
    if password::fits(&chosen.password).is_err() {
        mistakes.user("password", "password_mismatch");
    }
    match &chosen.confirmation {
        Some(again) if *again == chosen.password => {}
        Some(again) if !again.is_empty() => {
            mistakes.user("password_confirmation", "password_mismatch");
        }
        Some(_) | None => mistakes.user("password_confirmation", "password_confirmation"),
    }
}

/// Notes a code of conduct that is not the one in force.
pub(super) fn judge_code_of_conduct(
    sent: Option<&Value>,
    tenant: &Tenant,
    mistakes: &mut Mistakes,
) {
    let Some(sent) = sent.filter(|sent| !sent.is_null()) else {
        return;
    };
    let current = tenant.code_of_conduct().map(|code| i64::from(code.number));
    let sent = sent.as_i64().or_else(|| sent.as_str()?.parse().ok());
    if sent.is_none() || sent != current {
        mistakes.user("code_of_conduct_id", "code_of_conduct");
    }
}

/// Notes a name or an address that somebody else has. `own` is the account itself.
pub(super) async fn judge_uniqueness(
    draft: &Draft,
    own: Option<UserId>,
    tx: &mut Tx,
    mistakes: &mut Mistakes,
) -> Result<(), ApiError> {
    if let Ok(name) = draft.user_name.parse() {
        let found = tx.users().find_by_name(&name).await.map_err(db_failure)?;
        if found.is_some_and(|user| Some(user.id) != own) {
            mistakes.user("user_name", "user_name_uniqueness");
        }
    }
    if let Some(email) = &draft.email {
        let found = tx.users().find_by_email(email).await.map_err(db_failure)?;
        if found.is_some_and(|user| Some(user.id) != own) {
            mistakes.user("email", "email_uniqueness");
        }
    }
    Ok(())
}

/// Notes a user who would be enabled beyond the number that the tenant allows.
pub(super) async fn judge_limit(
    draft: &Draft,
    before: Option<&Draft>,
    tx: &mut Tx,
    tenant: &Tenant,
    mistakes: &mut Mistakes,
) -> Result<(), ApiError> {
    let role = draft.role.as_ref().and_then(|id| tenant.role(id.as_str()));
    let counts = role.is_some_and(|role| is_counted(role.value.user_category));
    let becomes_enabled = !draft.disabled && before.is_none_or(|before| before.disabled);
    let (true, Some(most)) = (counts && becomes_enabled, maximum_users(tenant)) else {
        return Ok(());
    };
    if total_enabled(tx, tenant).await? >= most {
        mistakes.add("base", "users.alerts.limit_user_reached");
    }
    Ok(())
}

/// Accounts of machines work for no agency.
fn is_machine(draft: &Draft, tenant: &Tenant) -> bool {
    let role = draft.role.as_ref().and_then(|id| tenant.role(id.as_str()));
    role.and_then(|role| role.value.user_category) == Some(UserCategory::System)
}

fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

/// The form of addresses in HTML: something plain before the sign, labels of a host behind it.
fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else {
        return false;
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    !local.is_empty()
        && local.chars().all(is_plain)
        && text.len() <= 254
        && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_something_on_both_sides() {
        for good in ["a@localhost.com", "a.b+c@x-y.example", "a@b"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "@localhost.com",
            "a@",
            "a b@c",
            "a@b@c",
            "a@-b.c",
            "a@b..c",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
