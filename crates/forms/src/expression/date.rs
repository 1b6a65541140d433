//! Days and moments as they are written in answers.

use std::cmp::Ordering;

use jiff::{Timestamp, ToSpan, civil};

const SECONDS_OF_A_DAY: i64 = 86_400;

/// A date as an answer writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenDate {
    /// `2026-11-24`
    Day(civil::Date),
    /// `2026-11-24T10:30:00Z`: the written day and the point in time.
    Moment(civil::Date, Instant),
}

/// A point in time. Unlike a timestamp it has no bounds of its own: whatever can be written in the
/// years 1 to 9999 with any offset can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant {
    seconds: i64,
    nanoseconds: u32,
}

impl From<Timestamp> for Instant {
    fn from(moment: Timestamp) -> Self {
        // Counted from the second before, so that the fraction is never negative.
        let nanoseconds = moment.as_nanosecond();
        let whole = nanoseconds.div_euclid(1_000_000_000);
        let rest = nanoseconds.rem_euclid(1_000_000_000);
        Self {
            seconds: i64::try_from(whole).unwrap_or(i64::MAX),
            nanoseconds: u32::try_from(rest).unwrap_or_default(),
        }
    }
}

impl WrittenDate {
    /// Reads a day or a moment with its offset; anything else is no date.
    pub fn parse(text: &str) -> Option<Self> {
        let day = parse_day(text.get(..10)?)?;
        let rest = text.get(10..)?;
        if rest.is_empty() {
            return Some(Self::Day(day));
        }
        let (seconds, nanoseconds) = time_of_day(rest.as_bytes())?;
        let days = days_between(civil::date(1970, 1, 1), day);
        let seconds = days * SECONDS_OF_A_DAY + seconds;
        Some(Self::Moment(
            day,
            Instant {
                seconds,
                nanoseconds,
            },
        ))
    }

    /// Which of two comes first: of two moments by the points in time, else by the written days.
    pub fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Moment(_, a), Self::Moment(_, b)) => a.cmp(&b),
            (a, b) => a.day().cmp(&b.day()),
        }
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

/// Reads `T10:30`, maybe with seconds and a fraction, and `Z` or an offset: the seconds since
/// midnight at Greenwich, and the nanoseconds. Written out, so that every evaluator takes the same
/// texts.
fn time_of_day(rest: &[u8]) -> Option<(i64, u32)> {
    let [b'T', rest @ ..] = rest else {
        return None;
    };
    let (time, offset) = match rest {
        [time @ .., b'Z'] => (time, 0),
        [time @ .., sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let offset = below([*h1, *h2], 24)? * 3_600 + below([*m1, *m2], 60)? * 60;
            (time, if *sign == b'-' { -offset } else { offset })
        }
        _ => return None,
    };
    let [h1, h2, b':', m1, m2, rest @ ..] = time else {
        return None;
    };
    let minutes = below([*h1, *h2], 24)? * 60 + below([*m1, *m2], 60)?;
    let (seconds, nanoseconds) = seconds(rest)?;
    Some((minutes * 60 + seconds - offset, nanoseconds))
}

/// Reads `:30` or `:30.25`, or nothing. What is finer than a nanosecond is cut off.
fn seconds(text: &[u8]) -> Option<(i64, u32)> {
    match text {
        [] => Some((0, 0)),
        [b':', s1, s2] => Some((below([*s1, *s2], 60)?, 0)),
        [b':', s1, s2, b'.', fraction @ ..]
            if !fraction.is_empty() && fraction.iter().all(u8::is_ascii_digit) =>
        {
            let digits = fraction.iter().copied().chain(std::iter::repeat(b'0'));
            let nanoseconds = digits
                .take(9)
                .fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
            Some((below([*s1, *s2], 60)?, nanoseconds))
        }
        _ => None,
    }
}

/// The number of two digits, when it is less than `limit`.
fn below(digits: [u8; 2], limit: i64) -> Option<i64> {
    let [tens, ones] = digits;
    let number = i64::from(tens.wrapping_sub(b'0')) * 10 + i64::from(ones.wrapping_sub(b'0'));
    let written = tens.is_ascii_digit() && ones.is_ascii_digit();
    (written && number < limit).then_some(number)
}
