//! Texts on the wire: an object with every configured locale, missing texts as `""`.

use primero_forms::LocalizedText;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// A text that is written with a key for each locale of the tenant, without a copy in between.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Localised<'a> {
    /// The text.
    pub(crate) text: &'a LocalizedText,
    /// The tenant's languages.
    pub(crate) locales: &'a [String],
}

impl Serialize for Localised<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = |locale: &String| self.text.0.get(locale).map_or("", String::as_str);
        serializer.collect_map(self.locales.iter().map(|locale| (locale, text(locale))))
    }
}

/// A text with a key for each locale of the tenant.
pub(crate) fn localised(text: &LocalizedText, locales: &[String]) -> Value {
    let texts = locales.iter().map(|locale| {
        let text = text.0.get(locale).map(String::as_str).unwrap_or_default();
        (locale.clone(), Value::from(text))
    });
    Value::Object(texts.collect())
}

/// The same for a text that has been written as JSON already.
pub(crate) fn localise_in(object: &mut Map<String, Value>, key: &str, locales: &[String]) {
    let written = object.remove(key);
    let texts = locales.iter().map(|locale| {
        let text = written
            .as_ref()
            .and_then(|texts| texts.get(locale))
            .and_then(Value::as_str);
        (locale.clone(), Value::from(text.unwrap_or_default()))
    });
    let texts = texts.collect();
    object.insert(key.to_owned(), Value::Object(texts));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_missing_translation_is_an_empty_text() {
        let locales = ["en".to_owned(), "fr".to_owned()];
        let text = LocalizedText::new("en", "Sex");
        assert_eq!(localised(&text, &locales), json!({"en": "Sex", "fr": ""}));
        let mut object = json!({"name": {"en": "Sex", "xx": "?"}})
            .as_object()
            .unwrap()
            .clone();
        localise_in(&mut object, "name", &locales);
        localise_in(&mut object, "help_text", &locales);
        let expected = json!({"name": {"en": "Sex", "fr": ""}, "help_text": {"en": "", "fr": ""}});
        assert_eq!(Value::Object(object), expected);
    }
}
