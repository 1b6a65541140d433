//! Texts as clients send them: an object by locale, of which unknown locales are dropped.

use primero_forms::LocalizedText;
use serde_json::Value;

use crate::tenant::Tenant;

/// Lays the sent texts over those that are there: languages that are not sent stay, a blank text is
/// none. So what a client was shown and sends back changes nothing. What is no object changes
/// nothing either.
pub(crate) fn merge_text(text: &mut LocalizedText, sent: Option<&Value>, tenant: &Tenant) {
    let Some(Value::Object(sent)) = sent else {
        return;
    };
    for (locale, value) in sent {
        let is_known = tenant.locales().contains(locale) || text.0.contains_key(locale);
        match value {
            Value::String(own) if !own.trim().is_empty() => {
                if is_known {
                    text.0.insert(locale.clone(), own.clone());
                }
            }
            Value::String(_) | Value::Null => {
                text.0.remove(locale);
            }
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {}
        }
    }
}

/// Whether a text can be read in the tenant's default language, or in English, which clients of the
/// contract always send.
pub(crate) fn is_readable(text: &LocalizedText, tenant: &Tenant) -> bool {
    [tenant.default_locale(), "en"]
        .into_iter()
        .any(|locale| text.get(locale).is_some())
}

/// The text as words of an id: lower-case letters and digits, joined with `joint`.
pub(crate) fn slug(text: &LocalizedText, tenant: &Tenant, joint: &str) -> String {
    let text = text
        .pick([tenant.default_locale(), "en"])
        .unwrap_or_default();
    let words = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join(joint)
}
