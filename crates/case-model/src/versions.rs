//! The version of each field of a record: the revision that last changed it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Path, Revision};

/// Versions by path, compact: a path that is not listed has the version of the nearest path above
/// it. A record that was created and never changed is `{"": 1}`, however many fields it has.
///
/// A deleted row stays listed, so that an edit by somebody who had not seen the deletion is
/// noticed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Versions(BTreeMap<Path, Revision>);

impl Versions {
    /// The version of one path. What is below it may be newer.
    pub fn of(&self, path: &Path) -> Revision {
        let mut at = Some(path.clone());
        while let Some(path) = at {
            if let Some(revision) = self.0.get(&path) {
                return *revision;
            }
            at = path.parent();
        }
        Revision::NONE
    }

    /// The version of a path that is itself listed, such as a deleted row.
    pub fn listed(&self, path: &Path) -> Revision {
        self.0.get(path).copied().unwrap_or(Revision::NONE)
    }

    /// The newest version at a path or anywhere below it.
    pub fn latest(&self, path: &Path) -> Revision {
        let below = self
            .0
            .range(path..)
            .take_while(|(other, _)| other.is_within(path));
        below
            .map(|(_, revision)| *revision)
            .fold(self.of(path), Revision::max)
    }

    /// Every listed path with its version, for clients that keep a copy.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, Revision)> {
        self.0.iter().map(|(path, revision)| (path, *revision))
    }

    /// Records that `revision` wrote the whole of `path`.
    pub(crate) fn touch(&mut self, path: &Path, revision: Revision) {
        let below: Vec<Path> = self
            .0
            .range(path..)
            .take_while(|(other, _)| other.is_within(path))
            .map(|(other, _)| other.clone())
            .collect();
        for path in below {
            self.0.remove(&path);
        }
        if self.of(path) != revision {
            self.0.insert(path.clone(), revision);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Path {
        text.parse().unwrap()
    }

    #[test]
    fn a_path_takes_the_version_of_the_nearest_path_above() {
        let mut versions = Versions::default();
        versions.touch(&Path::root(), Revision::new(1));
        versions.touch(&path("/rows/a"), Revision::new(2));
        versions.touch(&path("/rows/a/age"), Revision::new(3));
        assert_eq!(versions.of(&path("/name")), Revision::new(1));
        assert_eq!(versions.of(&path("/rows/a/sex")), Revision::new(2));
        assert_eq!(versions.latest(&path("/rows")), Revision::new(3));
        assert_eq!(versions.of(&path("/rows")), Revision::new(1));
        assert_eq!(versions.latest(&path("/rowsx")), Revision::new(1));
    }

    #[test]
    fn writing_a_whole_forgets_its_parts() {
        let mut versions = Versions::default();
        versions.touch(&Path::root(), Revision::new(1));
        versions.touch(&path("/rows/a/age"), Revision::new(2));
        versions.touch(&path("/rows"), Revision::new(3));
        assert_eq!(
            serde_json::to_string(&versions).unwrap(),
            r#"{"":1,"/rows":3}"#
        );
    }
}
