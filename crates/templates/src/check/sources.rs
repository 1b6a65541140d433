//! Where the parts of a configuration come from, so that a problem can name file and place.

use std::collections::{BTreeMap, btree_map::Entry};

use crate::decode::SourcedForm;

/// Files and places by kind and id.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    parts: Vec<(&'static str, String, String)>,
    forms: BTreeMap<String, (String, String)>,
    repeated_forms: Vec<(String, String, String)>,
}

impl Sources {
    /// Notes where a form comes from.
    pub(crate) fn form(&mut self, form: &SourcedForm) {
        let id = form.section.unique_id.clone();
        match self.forms.entry(id.clone()) {
            Entry::Vacant(vacant) => {
                vacant.insert((form.file.clone(), form.place.clone()));
            }
            Entry::Occupied(_) => {
                let (file, place) = (form.file.clone(), form.place.clone());
                self.repeated_forms.push((id, file, place));
            }
        }
    }

    /// Notes where every part of a kind comes from, and gives the parts.
    pub(crate) fn take<T>(
        &mut self,
        kind: &'static str,
        parts: Vec<(String, T)>,
        id: impl Fn(&T) -> &String,
    ) -> Vec<T> {
        let mut taken = Vec::with_capacity(parts.len());
        for (file, part) in parts {
            self.parts.push((kind, id(&part).clone(), file));
            taken.push(part);
        }
        taken
    }

    /// File and place of a form.
    pub(super) fn of_form(&self, id: &str) -> (&str, &str) {
        self.forms
            .get(id)
            .map_or(("", ""), |(file, place)| (file, place))
    }

    /// The file of a part.
    pub(super) fn of(&self, kind: &str, id: &str) -> &str {
        self.parts
            .iter()
            .find(|(known_kind, known_id, _)| *known_kind == kind && known_id == id)
            .map_or("", |(_, _, file)| file)
    }

    /// Forms whose id another form already has.
    pub(super) fn repeated_forms(&self) -> &[(String, String, String)] {
        &self.repeated_forms
    }

    /// Parts whose file does not carry their id, or whose id is used twice: id, file, reason.
    pub(super) fn misplaced(&self) -> Vec<(&str, String)> {
        let mut found = Vec::new();
        for (position, (kind, id, file)) in self.parts.iter().enumerate() {
            if crate::document::stem(file) != id {
                found.push((
                    file.as_str(),
                    format!("the file of {kind} {id:?} must be called {id}.yaml"),
                ));
            }
            let first = self.parts.iter().position(|(k, i, _)| k == kind && i == id);
            if first != Some(position) {
                found.push((file.as_str(), format!("{kind} {id:?} is defined twice")));
            }
        }
        found
    }
}
