//! Lookups.

use super::Check;

impl Check<'_> {
    pub(super) fn lookups(&mut self) {
        for (file, reason) in self.sources.misplaced() {
            self.problem(file, "unique_id", reason);
        }
        for lookup in &self.configuration.lookups {
            let file = self.sources.of("lookup", &lookup.unique_id);
            let stable = lookup
                .unique_id
                .strip_prefix("lookup-")
                .is_some_and(|rest| {
                    !rest.is_empty()
                        && rest.bytes().all(|b| {
                            b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b)
                        })
                });
            if !stable {
                self.problem(
                    file,
                    "unique_id",
                    "expected lookup- and lower-case letters, digits and dashes",
                );
            }
            if lookup.name.get(self.manifest.default_language()).is_none() {
                self.problem(file, "name", "expected a text");
            }
            if lookup.values.is_empty() {
                self.problem(file, "values", "expected at least one option");
            }
            self.option_list(&lookup.values, file, "values");
        }
    }
}
