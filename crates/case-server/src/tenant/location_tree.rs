//! Places, each below the one that holds it.

use std::collections::BTreeMap;

use primero_forms::LocalizedText;
use primero_templates::configuration::Location;

use super::Stored;

/// A place with what follows from the places above it.
#[derive(Debug, Clone)]
pub(crate) struct LocationNode {
    /// The place.
    pub(crate) stored: Stored<Location>,
    /// The codes from the top down to the place itself.
    pub(crate) hierarchy: Vec<String>,
    /// The names from the top down, joined with `::`.
    pub(crate) name: LocalizedText,
}

impl LocationNode {
    /// How deep the place lies; the top is 0.
    pub(crate) fn admin_level(&self) -> usize {
        self.hierarchy.len().saturating_sub(1)
    }
}

/// All places of the tenant.
#[derive(Debug, Default)]
pub(crate) struct LocationTree {
    nodes: Vec<LocationNode>,
}

impl LocationTree {
    /// Builds the tree; `locales` are the tenant's languages.
    pub(crate) fn new(locations: &[Stored<Location>], locales: &[String]) -> Self {
        let by_code: BTreeMap<String, usize> = locations
            .iter()
            .enumerate()
            .map(|(index, stored)| (stored.value.code.clone(), index))
            .collect();
        let nodes = locations
            .iter()
            .map(|stored| {
                let line = ancestry(stored, locations, &by_code);
                LocationNode {
                    stored: stored.clone(),
                    hierarchy: line.iter().map(|place| place.code.clone()).collect(),
                    name: full_name(&line, locales),
                }
            })
            .collect();
        Self { nodes }
    }

    /// Every place.
    pub(crate) fn all(&self) -> &[LocationNode] {
        &self.nodes
    }
}

/// The places from the top down to `stored`. A circle in the data ends the line.
fn ancestry<'a>(
    stored: &'a Stored<Location>,
    all: &'a [Stored<Location>],
    by_code: &BTreeMap<String, usize>,
) -> Vec<&'a Location> {
    let mut line = vec![&stored.value];
    while let Some(parent) = line.last().and_then(|place| place.parent_code.as_ref())
        && let Some(place) = by_code.get(parent).and_then(|index| all.get(*index))
        && line.len() < all.len()
    {
        line.push(&place.value);
    }
    line.reverse();
    line
}

fn full_name(line: &[&Location], locales: &[String]) -> LocalizedText {
    let default = locales.first().map(String::as_str);
    let names = locales.iter().map(|locale| {
        let parts = line.iter().map(|place| {
            let chain = [Some(locale.as_str()), default].into_iter().flatten();
            place.placename.pick(chain).unwrap_or_default()
        });
        (locale.clone(), parts.collect::<Vec<_>>().join("::"))
    });
    LocalizedText(names.collect())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn place(code: &str, parent: Option<&str>) -> Stored<Location> {
        let value = Location {
            code: code.to_owned(),
            location_type: "place".to_owned(),
            placename: LocalizedText::new("en", format!("Place {code}")),
            parent_code: parent.map(str::to_owned),
            admin_level: 0,
            disabled: false,
        };
        Stored {
            id: 1,
            value,
            updated_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_place_is_named_from_the_top_down() {
        let locales = ["en".to_owned(), "fr".to_owned()];
        let places = vec![
            place("A", None),
            place("A1", Some("A")),
            place("A1x", Some("A1")),
        ];
        let tree = LocationTree::new(&places, &locales);
        let node = &tree.all()[2];
        assert_eq!(node.hierarchy, ["A", "A1", "A1x"]);
        assert_eq!(node.name.get("fr"), Some("Place A::Place A1::Place A1x"));
    }

    #[test]
    fn a_circle_of_places_does_not_hang() {
        let tree = LocationTree::new(&[place("A", Some("B")), place("B", Some("A"))], &[]);
        assert_eq!(tree.all()[0].hierarchy.len(), 2);
    }
}
