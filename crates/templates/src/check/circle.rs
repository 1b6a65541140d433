//! Calculated fields that need each other to be calculated.

use std::collections::{BTreeMap, BTreeSet};

use primero_forms::{Expression, Field, FieldType, FormSection, RecordType};

use super::Check;

/// By calculated field, those that it reads.
type Reads<'a> = BTreeMap<&'a str, BTreeSet<String>>;

impl Check<'_> {
    pub(super) fn circles(&mut self) {
        let forms = &self.configuration.forms;
        for record_type in RecordType::ALL {
            let of_record = |form: &&FormSection| form.parent_form == record_type;
            let pages = forms
                .iter()
                .filter(of_record)
                .filter(|form| !form.is_nested);
            self.circles_of(&pages.collect::<Vec<_>>());
        }
        for nested in forms.iter().filter(|form| form.is_nested) {
            self.circles_of(&[nested]);
        }
    }

    /// The circles among the calculated fields of sections that see each other's answers.
    fn circles_of(&mut self, forms: &[&FormSection]) {
        let fields = forms.iter().flat_map(|form| form.fields.iter());
        let reads: Reads<'_> = fields
            .filter_map(|field| Some((field.name.as_str(), read_by(field)?)))
            .collect();
        for form in forms {
            for field in &form.fields {
                if reads.contains_key(field.name.as_str()) && comes_back(&reads, &field.name) {
                    let (file, place) = self.sources.of_form(&form.unique_id);
                    let outer = if place.is_empty() {
                        String::new()
                    } else {
                        format!("{place}.")
                    };
                    let place = format!("{outer}fields[{}].calculation.expression", field.name);
                    let reason = "the field is needed to calculate what it is calculated from";
                    self.problem(file, place, reason);
                }
            }
        }
    }
}

fn read_by(field: &Field) -> Option<BTreeSet<String>> {
    let calculation = field.calculation.as_ref();
    let tree = calculation.filter(|_| field.field_type == FieldType::Calculated)?;
    let expression = Expression::parse(tree.get("expression")?).ok()?;
    let mut names = BTreeSet::new();
    expression.visit_fields(&mut |rows, name| {
        if rows.is_empty() {
            names.insert(name.to_owned());
        }
    });
    Some(names)
}

/// Whether a field is reached from itself.
fn comes_back(reads: &Reads<'_>, start: &str) -> bool {
    let mut open = vec![start];
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        for next in reads.get(name).into_iter().flatten() {
            if next == start {
                return true;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}
