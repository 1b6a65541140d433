//! A text in several languages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A text by locale (BCP 47). On the wire it is the plain object `{"en": "...", "fr": "..."}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalizedText(pub BTreeMap<String, String>);

impl LocalizedText {
    /// A text in one language.
    pub fn new(locale: impl Into<String>, text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(locale.into(), text.into())]))
    }

    /// The text in exactly this language, when there is one that is not blank.
    pub fn get(&self, locale: &str) -> Option<&str> {
        self.0
            .get(locale)
            .map(String::as_str)
            .filter(|text| !text.trim().is_empty())
    }

    /// The text in the first of the given languages that has one, else in any language.
    pub fn pick<'a>(&'a self, locales: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        locales
            .into_iter()
            .find_map(|locale| self.get(locale))
            .or_else(|| self.0.keys().find_map(|locale| self.get(locale)))
    }

    /// Whether no language has a text.
    pub fn is_blank(&self) -> bool {
        self.0.values().all(|text| text.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_translation_falls_back_to_the_next_language() {
        let mut text = LocalizedText::new("en", "Sex");
        text.0.insert("fr".to_owned(), " ".to_owned());
        assert_eq!(text.pick(["fr", "en"]), Some("Sex"));
        assert_eq!(text.pick(["ar"]), Some("Sex"));
        assert!(!text.is_blank());
    }
}
