//! Texts without a language are in the template's default language.

use serde_json::{Map, Value};

/// Turns the plain strings at these keys into `{locale: text}`.
pub(super) fn localize(object: &mut Map<String, Value>, keys: &[&str], locale: &str) {
    for key in keys {
        if let Some(value) = object.get_mut(*key) {
            localize_value(value, locale);
        }
    }
}

/// The same in every element of the lists at these keys.
pub(super) fn localize_list(
    object: &mut Map<String, Value>,
    lists: &[&str],
    keys: &[&str],
    locale: &str,
) {
    for list in lists {
        if let Some(Value::Array(elements)) = object.get_mut(*list) {
            for element in elements.iter_mut().filter_map(Value::as_object_mut) {
                localize(element, keys, locale);
            }
        }
    }
}

/// The same for every value of the objects at these keys.
pub(super) fn localize_values(object: &mut Map<String, Value>, keys: &[&str], locale: &str) {
    for key in keys {
        if let Some(Value::Object(texts)) = object.get_mut(*key) {
            for text in texts.values_mut() {
                localize_value(text, locale);
            }
        }
    }
}

fn localize_value(value: &mut Value, locale: &str) {
    if value.is_string() {
        *value = Value::Object(Map::from_iter([(locale.to_owned(), value.take())]));
    }
}
