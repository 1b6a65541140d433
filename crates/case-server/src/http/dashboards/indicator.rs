//! Indicators: which list each counts, and how it is divided.

use primero_case_db::search::Pivot;

/// Something that is counted on a dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Indicator {
    pub(super) name: String,
    /// The filters of the list, as the list takes them.
    pub(super) filters: Vec<String>,
    /// What the list is divided by.
    pub(super) by: Vec<Pivot>,
    /// Values of the first division that are shown even when nothing has them.
    pub(super) always: Vec<String>,
    /// The values are codes of places, which the contract writes in lower case here.
    pub(super) are_places: bool,
}

impl Indicator {
    /// A single count.
    pub(super) fn plain(
        name: impl Into<String>,
        filters: impl IntoIterator<Item = String>,
    ) -> Self {
        Self {
            name: name.into(),
            filters: filters.into_iter().collect(),
            by: Vec::new(),
            always: Vec::new(),
            are_places: false,
        }
    }

    /// The same, divided by the value of a field.
    #[must_use]
    pub(super) fn by(mut self, field: &str) -> Self {
        self.by.push(Pivot::Value(field.to_owned()));
        self
    }

    /// The same, divided by the place that a field names.
    #[must_use]
    pub(super) fn by_place(self, field: &str) -> Self {
        Self {
            are_places: true,
            ..self.by(field)
        }
    }

    /// The same, divided by each of the values of a field.
    #[must_use]
    pub(super) fn by_each(mut self, field: &str) -> Self {
        self.by.push(Pivot::Members(field.to_owned()));
        self
    }

    /// The same, with values that are always shown.
    #[must_use]
    pub(super) fn always(mut self, values: Vec<String>) -> Self {
        self.always = values;
        self
    }
}
