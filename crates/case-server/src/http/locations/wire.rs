//! A place as API v2 writes it.

use serde::Serialize;
use serde_json::Value;

use crate::http::localised::localised;
use crate::tenant::LocationNode;

/// A place in a list, with or without what lies above it.
#[derive(Debug, Serialize)]
pub(super) struct WireLocation<'a> {
    id: i64,
    code: &'a str,
    #[serde(rename = "type")]
    location_type: &'a str,
    disabled: bool,
    name: Value,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    above: Option<Above<'a>>,
}

#[derive(Debug, Serialize)]
struct Above<'a> {
    admin_level: usize,
    placename: Value,
    hierarchy: &'a [String],
}

/// The place alone.
pub(super) fn location<'a>(node: &'a LocationNode, locales: &[String]) -> WireLocation<'a> {
    let place = &node.stored.value;
    WireLocation {
        id: node.stored.id,
        code: &place.code,
        location_type: &place.location_type,
        disabled: place.disabled,
        name: localised(&node.name, locales),
        above: None,
    }
}

/// The place and what lies above it.
pub(super) fn with_hierarchy<'a>(node: &'a LocationNode, locales: &[String]) -> WireLocation<'a> {
    let above = Above {
        admin_level: node.admin_level(),
        placename: localised(&node.stored.value.placename, locales),
        hierarchy: &node.hierarchy,
    };
    WireLocation {
        above: Some(above),
        ..location(node, locales)
    }
}
