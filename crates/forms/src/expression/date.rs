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
        let moment = is_time(rest.as_bytes()).then(|| text.parse::<Timestamp>().ok());
        let moment = moment.flatten()?;
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

/// `T10:30`, maybe with seconds and a fraction, and `Z` or an offset. Stricter than what a timestamp
/// is parsed from elsewhere, so that every evaluator takes the same texts.
fn is_time(rest: &[u8]) -> bool {
    let [b'T', time @ ..] = rest else {
        return false;
    };
    let (time, zone) = match time {
        [time @ .., b'Z'] => (time, true),
        [time @ .., b'+' | b'-', h1, h2, b':', m1, m2] => {
            (time, below([*h1, *h2], 24) && below([*m1, *m2], 60))
        }
        _ => return false,
    };
    zone && match time {
        [h1, h2, b':', m1, m2, seconds @ ..] => {
            below([*h1, *h2], 24) && below([*m1, *m2], 60) && are_seconds(seconds)
        }
        _ => false,
    }
}

fn are_seconds(text: &[u8]) -> bool {
    match text {
        [] => true,
        [b':', s1, s2] => below([*s1, *s2], 60),
        [b':', s1, s2, b'.', fraction @ ..] => {
            below([*s1, *s2], 60) && !fraction.is_empty() && fraction.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

fn below(digits: [u8; 2], limit: u8) -> bool {
    let [tens, ones] = digits;
    tens.is_ascii_digit() && ones.is_ascii_digit() && (tens - b'0') * 10 + (ones - b'0') < limit
}
