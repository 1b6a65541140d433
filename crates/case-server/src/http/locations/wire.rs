//! A place as API v2 writes it.

use serde::{Serialize, Serializer};

use crate::tenant::{LocationTree, Place};

/// A place in a list, with or without what lies above it.
#[derive(Debug, Serialize)]
pub(super) struct WireLocation<'a> {
    id: i64,
    code: &'a str,
    #[serde(rename = "type")]
    location_type: &'a str,
    disabled: bool,
    name: FullName<'a>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    above: Option<Above<'a>>,
}

#[derive(Debug, Serialize)]
struct Above<'a> {
    admin_level: i32,
    placename: OwnName<'a>,
    hierarchy: Vec<&'a str>,
}

/// The names from the top down to a place, in every language.
#[derive(Debug)]
pub(super) struct FullName<'a> {
    pub(super) tree: &'a LocationTree,
    pub(super) place: &'a Place,
}

impl Serialize for FullName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let locales = self.tree.locales().iter().enumerate();
        serializer.collect_map(
            locales.map(|(index, locale)| (locale, self.tree.full_name(self.place, index))),
        )
    }
}

/// The name of a place alone, in every language.
#[derive(Debug)]
struct OwnName<'a> {
    tree: &'a LocationTree,
    place: &'a Place,
}

impl Serialize for OwnName<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names = self.place.placenames.iter().map(|name| &**name);
        serializer.collect_map(self.tree.locales().iter().zip(names))
    }
}

/// The place alone.
pub(super) fn location<'a>(tree: &'a LocationTree, place: &'a Place) -> WireLocation<'a> {
    WireLocation {
        id: place.id,
        code: &place.code,
        location_type: &place.location_type,
        disabled: place.disabled,
        name: FullName { tree, place },
        above: None,
    }
}

/// The place and what lies above it.
pub(super) fn with_hierarchy<'a>(tree: &'a LocationTree, place: &'a Place) -> WireLocation<'a> {
    let line = tree.line(place).into_iter();
    let above = Above {
        admin_level: place.admin_level,
        placename: OwnName { tree, place },
        hierarchy: line.map(|place| &*place.code).collect(),
    };
    WireLocation {
        above: Some(above),
        ..location(tree, place)
    }
}
