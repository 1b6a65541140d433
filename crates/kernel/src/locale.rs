//! Locales: BCP 47 language tags, as far as people choose a language by them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::InvalidName;

/// A language tag of language, optional script, optional region and variants, in canonical case:
/// `en`, `fr-CD`, `zh-Hant-TW`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Locale(String);

/// Languages and scripts that are written from right to left.
const RIGHT_TO_LEFT: [&str; 15] = [
    "ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi",
];

impl Locale {
    /// The tag in canonical case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone: `fr` of `fr-CD`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// The tag and the more general ones to fall back to: `zh-Hant-TW`, `zh-Hant`, `zh`.
    pub fn fallbacks(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(self.as_str()), |tag| {
            tag.rsplit_once('-').map(|(head, _)| head)
        })
    }

    /// Whether text in this locale runs from right to left.
    pub fn is_right_to_left(&self) -> bool {
        match self.0.split('-').nth(1).filter(|part| part.len() == 4) {
            Some(script) => matches!(script, "Arab" | "Hebr" | "Nkoo" | "Syrc" | "Thaa"),
            None => RIGHT_TO_LEFT.contains(&self.language()),
        }
    }
}

impl FromStr for Locale {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        canonical(text).map(Self).ok_or_else(|| InvalidName {
            text: text.chars().take(64).collect(),
            kind: "language tag",
            rule: "BCP 47: a language, then optionally a script, a region and variants",
        })
    }
}

fn canonical(text: &str) -> Option<String> {
    let mut parts = text.split(['-', '_']).peekable();
    let language = parts.next().filter(|part| {
        (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic())
    })?;
    let mut tag = language.to_ascii_lowercase();
    if let Some(script) = parts.next_if(|part| is_script(part)) {
        tag.push('-');
        tag.push_str(&script[..1].to_ascii_uppercase());
        tag.push_str(&script[1..].to_ascii_lowercase());
    }
    if let Some(region) = parts.next_if(|part| is_region(part)) {
        tag.push('-');
        tag.push_str(&region.to_ascii_uppercase());
    }
    for variant in parts {
        if !is_variant(variant) {
            return None;
        }
        tag.push('-');
        tag.push_str(&variant.to_ascii_lowercase());
    }
    Some(tag)
}

fn is_script(part: &str) -> bool {
    part.len() == 4 && part.bytes().all(|b| b.is_ascii_alphabetic())
}

fn is_region(part: &str) -> bool {
    match part.len() {
        2 => part.bytes().all(|b| b.is_ascii_alphabetic()),
        3 => part.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    }
}

fn is_variant(part: &str) -> bool {
    let alphanumeric = part.bytes().all(|b| b.is_ascii_alphanumeric());
    let digit_first = part.bytes().next().is_some_and(|b| b.is_ascii_digit());
    alphanumeric && ((5..=8).contains(&part.len()) || part.len() == 4 && digit_first)
}

impl TryFrom<String> for Locale {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Locale> for String {
    fn from(locale: Locale) -> Self {
        locale.0
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_brought_to_canonical_case() {
        for (text, tag) in [
            ("EN", "en"),
            ("fr-cd", "fr-CD"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("es_419", "es-419"),
        ] {
            assert_eq!(text.parse::<Locale>().unwrap().as_str(), tag);
        }
    }

    #[test]
    fn what_is_no_language_tag_is_refused() {
        for text in ["", "e", "english", "en-", "en-US-x", "12", "en US"] {
            assert!(text.parse::<Locale>().is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn fallbacks_go_from_special_to_general() {
        let locale: Locale = "zh-Hant-TW".parse().unwrap();
        assert_eq!(
            locale.fallbacks().collect::<Vec<_>>(),
            ["zh-Hant-TW", "zh-Hant", "zh"]
        );
    }

    #[test]
    fn the_script_outranks_the_language_for_direction() {
        for (tag, right_to_left) in [
            ("ar-LB", true),
            ("ku-Latn", false),
            ("ur", true),
            ("pa-Arab", true),
            ("fr", false),
        ] {
            assert_eq!(
                tag.parse::<Locale>().unwrap().is_right_to_left(),
                right_to_left,
                "{tag}"
            );
        }
    }
}
