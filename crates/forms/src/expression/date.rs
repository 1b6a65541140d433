//! Days and moments as they are written in answers.

use jiff::{Timestamp, ToSpan, civil};

/// A date as an answer writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenDate {
    /// `2026-11-24`
    Day(civil::Date),
    /// `2026-11-24T10:30:00Z`: the written day and the point in time.
    Moment(civil::Date, Timestamp),
}

impl WrittenDate {
    /// Reads a day or a moment with its offset; anything else is no date.
    pub fn parse(text: &str) -> Option<Self> {
        let day = parse_day(text.get(..10)?)?;
        let rest = text.get(10..)?;
        if rest.is_empty() {
            return Some(Self::Day(day));
        }
        let strict = rest.starts_with('T') && rest.is_ascii() && has_seconds(rest.as_bytes());
        let moment = strict.then(|| text.parse::<Timestamp>().ok()).flatten()?;
        Some(Self::Moment(day, moment))
    }

    /// The day that is written.
    pub const fn day(self) -> civil::Date {
        match self {
            Self::Day(day) | Self::Moment(day, _) => day,
        }
    }
}

/// Reads `YYYY-MM-DD`, years 1 to 9999.
pub fn parse_day(text: &str) -> Option<civil::Date> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(position, byte)| {
            if matches!(position, 4 | 7) {
                *byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        });
    if !shape {
        return None;
    }
    let year: i16 = text.get(..4)?.parse().ok()?;
    let month: i8 = text.get(5..7)?.parse().ok()?;
    let day: i8 = text.get(8..)?.parse().ok()?;
    if year == 0 {
        return None;
    }
    civil::Date::new(year, month, day).ok()
}

/// The day moved by `days`, unless it leaves the years 1 to 9999.
pub fn add_days(day: civil::Date, days: i64) -> Option<civil::Date> {
    let span = i32::try_from(days).ok()?.days();
    day.checked_add(span).ok().filter(|moved| moved.year() > 0)
}

/// Whole days from `from` to `to`.
pub fn days_between(from: civil::Date, to: civil::Date) -> i64 {
    (to.duration_since(from).as_hours()) / 24
}

/// The last day of the calendar quarter.
pub fn end_of_quarter(day: civil::Date) -> civil::Date {
    let last_month = (day.month() - 1) / 3 * 3 + 3;
    civil::date(day.year(), last_month, 1).last_of_month()
}

fn has_seconds(rest: &[u8]) -> bool {
    // `T10:30:00`, then a fraction or an offset.
    matches!(rest.get(1..9), Some([_, _, b':', _, _, b':', _, _])) && rest.len() > 9
}
