//! Places, each below the one that holds it, kept small: a country has tens of thousands.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use primero_case_db::locations::Location;

/// A place.
#[derive(Debug)]
pub(crate) struct Place {
    /// The number that API v2 knows it by.
    pub(crate) id: i64,
    /// The stable code.
    pub(crate) code: Box<str>,
    /// The kind of place; places of a kind share it.
    pub(crate) location_type: Arc<str>,
    /// Its own name in each language of the tenant, in their order; blank where there is none.
    pub(crate) placenames: Box<[Box<str>]>,
    /// How deep it lies; the top is 0.
    pub(crate) admin_level: i32,
    /// No longer offered.
    pub(crate) disabled: bool,
    /// Where its parent stands in the tree.
    parent: Option<u32>,
}

impl Place {
    fn name_in(&self, locale: usize) -> Option<&str> {
        let name = self.placenames.get(locale)?;
        (!name.is_empty()).then_some(name)
    }

    /// The name in the default language, else in the first that has one.
    fn any_name(&self) -> Option<&str> {
        let mut names = self.placenames.iter();
        names.find(|name| !name.is_empty()).map(|name| &**name)
    }
}

/// All places of the tenant.
#[derive(Debug, Default)]
pub(crate) struct LocationTree {
    places: Vec<Place>,
    /// Positions of places, by code.
    by_code: Vec<u32>,
    locales: Vec<String>,
    tag: u64,
}

impl LocationTree {
    /// Builds the tree of places that come by number; `locales` are the tenant's languages.
    pub(crate) fn new(locations: Vec<Location>, locales: &[String]) -> Self {
        let mut tag = DefaultHasher::new();
        locales.hash(&mut tag);
        let mut kinds: HashMap<String, Arc<str>> = HashMap::new();
        let mut parents = Vec::with_capacity(locations.len());
        let mut places = Vec::with_capacity(locations.len());
        for location in locations {
            hash(&location, &mut tag);
            let names = locales.iter().map(|locale| {
                let name = location.placename.get(locale).unwrap_or_default();
                Box::from(name)
            });
            places.push(Place {
                id: location.number.into(),
                placenames: names.collect(),
                location_type: kind(&mut kinds, location.location_type),
                code: location.code.into_boxed_str(),
                admin_level: location.admin_level,
                disabled: location.disabled,
                parent: None,
            });
            parents.push(location.parent_code);
        }
        let mut tree = Self {
            by_code: by_code(&places),
            places,
            locales: locales.to_vec(),
            tag: tag.finish(),
        };
        for (position, code) in parents.iter().enumerate() {
            let parent = code.as_deref().and_then(|code| tree.position(code));
            if let Some(place) = tree.places.get_mut(position) {
                place.parent = parent;
            }
        }
        tree
    }

    /// Every place, by number.
    pub(crate) fn all(&self) -> &[Place] {
        &self.places
    }

    /// The place of this number.
    pub(crate) fn find(&self, id: i64) -> Option<&Place> {
        let position = self.places.binary_search_by_key(&id, |place| place.id);
        self.places.get(position.ok()?)
    }

    /// The place of this code.
    pub(crate) fn by_code(&self, code: &str) -> Option<&Place> {
        self.at(self.position(code)?)
    }

    /// The place that holds another.
    pub(crate) fn parent(&self, place: &Place) -> Option<&Place> {
        self.at(place.parent?)
    }

    /// Whether a place holds others.
    pub(crate) fn has_children(&self, place: &Place) -> bool {
        let position = self.position(&place.code);
        position.is_some() && self.places.iter().any(|other| other.parent == position)
    }

    /// The places from the top down to `place`.
    pub(crate) fn line<'a>(&'a self, place: &'a Place) -> Vec<&'a Place> {
        let mut line = vec![place];
        // Storage lets no circle in; were there one, the line would end all the same.
        while let Some(parent) = line.last().and_then(|last| self.parent(last))
            && line.len() <= self.places.len()
        {
            line.push(parent);
        }
        line.reverse();
        line
    }

    /// The names from the top down to `place`, joined with `::`, in the language at `locale` of the
    /// tenant's. A name that is missing on the way stands in the default language; nothing is said
    /// in a language that none of them has.
    pub(crate) fn full_name(&self, place: &Place, locale: usize) -> String {
        let line = self.line(place);
        if line.iter().all(|place| place.name_in(locale).is_none()) {
            return String::new();
        }
        let names = line
            .iter()
            .map(|place| place.name_in(locale).or_else(|| place.any_name()));
        names
            .map(Option::unwrap_or_default)
            .collect::<Vec<_>>()
            .join("::")
    }

    /// The languages of the names, the default first.
    pub(crate) fn locales(&self) -> &[String] {
        &self.locales
    }

    /// Differs from the tag of any tree that is not the same.
    pub(crate) const fn tag(&self) -> u64 {
        self.tag
    }

    fn at(&self, position: u32) -> Option<&Place> {
        self.places.get(usize::try_from(position).ok()?)
    }

    fn position(&self, code: &str) -> Option<u32> {
        let found = self.by_code.binary_search_by(|position| {
            self.at(*position)
                .map_or("", |place| &*place.code)
                .cmp(code)
        });
        self.by_code.get(found.ok()?).copied()
    }
}

/// The kind of a place, held once for all places of the kind.
fn kind(kinds: &mut HashMap<String, Arc<str>>, name: String) -> Arc<str> {
    let shared = Arc::from(name.as_str());
    Arc::clone(kinds.entry(name).or_insert(shared))
}

fn by_code(places: &[Place]) -> Vec<u32> {
    let mut positions: Vec<(u32, &str)> =
        (0..).zip(places.iter().map(|place| &*place.code)).collect();
    positions.sort_unstable_by_key(|(_, code)| *code);
    positions
        .into_iter()
        .map(|(position, _)| position)
        .collect()
}

fn hash(location: &Location, tag: &mut DefaultHasher) {
    location.number.hash(tag);
    location.code.hash(tag);
    location.location_type.hash(tag);
    location.placename.0.hash(tag);
    location.parent_code.hash(tag);
    location.disabled.hash(tag);
}

#[cfg(test)]
mod tests {
    use primero_forms::LocalizedText;

    use super::*;

    fn place(number: i32, code: &str, parent: Option<&str>) -> Location {
        Location {
            code: code.to_owned(),
            number,
            location_type: "place".to_owned(),
            placename: LocalizedText::new("en", format!("Place {code}")),
            parent_code: parent.map(str::to_owned),
            admin_level: 0,
            disabled: false,
        }
    }

    fn tree() -> LocationTree {
        let mut places = vec![
            place(1, "B", Some("A")),
            place(2, "A", None),
            place(4, "C", Some("B")),
        ];
        let names = &mut places[2].placename.0;
        names.insert("fr".to_owned(), "Lieu C".to_owned());
        LocationTree::new(places, &["en".to_owned(), "fr".to_owned()])
    }

    #[test]
    fn a_place_is_named_from_the_top_down() {
        let tree = tree();
        let place = tree.by_code("C").unwrap();
        let line: Vec<&str> = tree.line(place).iter().map(|place| &*place.code).collect();
        assert_eq!(line, ["A", "B", "C"]);
        assert_eq!(tree.full_name(place, 0), "Place A::Place B::Place C");
        assert_eq!(tree.full_name(place, 1), "Place A::Place B::Lieu C");
        let upper = tree.find(2).unwrap();
        assert_eq!(tree.full_name(upper, 1), "");
        assert!(tree.has_children(upper));
        assert!(!tree.has_children(place));
        assert!(tree.find(3).is_none());
    }

    #[test]
    fn a_circle_ends() {
        let places = vec![place(1, "A", Some("B")), place(2, "B", Some("A"))];
        let tree = LocationTree::new(places, &["en".to_owned()]);
        assert_eq!(tree.line(&tree.all()[0]).len(), 3);
    }

    #[test]
    fn trees_that_differ_have_different_tags() {
        let locales = ["en".to_owned()];
        let mut other = place(1, "A", None);
        other.disabled = true;
        let first = LocationTree::new(vec![place(1, "A", None)], &locales);
        assert_ne!(first.tag(), LocationTree::new(vec![other], &locales).tag());
        let same = LocationTree::new(vec![place(1, "A", None)], &locales);
        assert_eq!(first.tag(), same.tag());
    }
}
