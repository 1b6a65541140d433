//! One measured figure as the plain line that scripts read.

use std::fmt;

/// What a good result is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bar {
    /// The value has to be below this.
    Below(f64),
    /// The value must not exceed this.
    AtMost(f64),
}

/// `figure <bench>.<name> <value> <unit> bar <comparison> <bar> <ok|short>`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figure {
    /// `<bench>.<name>`.
    pub(crate) name: &'static str,
    /// What was measured.
    pub(crate) value: f64,
    /// Its unit, one word.
    pub(crate) unit: &'static str,
    /// What it is judged against.
    pub(crate) bar: Bar,
}

impl Figure {
    /// True when the bar is met.
    pub(crate) fn is_met(&self) -> bool {
        match self.bar {
            Bar::Below(bar) => self.value < bar,
            Bar::AtMost(bar) => self.value <= bar,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (comparison, bar) = match self.bar {
            Bar::Below(bar) => ("<", bar),
            Bar::AtMost(bar) => ("<=", bar),
        };
        let verdict = if self.is_met() { "ok" } else { "short" };
        let Self {
            name, value, unit, ..
        } = self;
        write!(
            f,
            "figure {name} {value:.2} {unit} bar {comparison} {bar} {verdict}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_one_line_with_its_verdict() {
        let figure = Figure {
            name: "provision.url_p95",
            value: 4.206,
            unit: "s",
            bar: Bar::Below(20.0),
        };
        assert_eq!(
            figure.to_string(),
            "figure provision.url_p95 4.21 s bar < 20 ok"
        );
        let short = Figure {
            value: 20.0,
            ..figure
        };
        assert_eq!(
            short.to_string(),
            "figure provision.url_p95 20.00 s bar < 20 short"
        );
    }

    #[test]
    fn at_most_nothing_is_met_by_nothing_only() {
        let none = Figure {
            name: "x.y",
            value: 0.0,
            unit: "writes",
            bar: Bar::AtMost(0.0),
        };
        assert!(none.is_met());
        assert!(!Figure { value: 1.0, ..none }.is_met());
    }
}
