//! Pages by number, as API v2 has them.

use serde_json::Value;

use crate::Params;

/// Which page of a list, and how long a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub page: u32,
    /// At least 1.
    pub per: u32,
}

impl Page {
    /// The longest page of a list that says nothing else.
    pub const MOST: u32 = 1000;

    /// `page` and `per` of a request; `per` is `usual` when the request has none.
    ///
    /// Clients echo what they got, so nonsense becomes the nearest sense instead of an error.
    pub fn of(params: &Params, usual: u32, most: u32) -> Self {
        let page = number(params, "page").unwrap_or(1).max(1);
        let per = number(params, "per").unwrap_or(usual).clamp(1, most);
        Self { page, per }
    }

    /// The page that holds everything.
    pub const fn everything() -> Self {
        Self {
            page: 1,
            per: u32::MAX,
        }
    }

    /// Whether a request asks for a page at all.
    pub fn is_asked(params: &Params) -> bool {
        params.get("page").is_some() || params.get("per").is_some()
    }

    /// How many things come before this page.
    pub const fn offset(self) -> u64 {
        (self.page as u64 - 1) * self.per as u64
    }
}

/// A number that is too big for us is the biggest that we know.
fn number(params: &Params, name: &str) -> Option<u32> {
    let number: u128 = match params.get(name)? {
        Value::String(text) => text.trim().parse().ok()?,
        Value::Number(number) => number.as_u64()?.into(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    Some(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str) -> Page {
        Page::of(&Params::from_query(query).unwrap(), 20, Page::MOST)
    }

    #[test]
    fn a_page_is_twenty_long_and_never_longer_than_a_thousand() {
        assert_eq!(page(""), Page { page: 1, per: 20 });
        assert_eq!(page("page=3&per=999"), Page { page: 3, per: 999 });
        assert_eq!(page("per=5000"), Page { page: 1, per: 1000 });
    }

    #[test]
    fn nonsense_becomes_the_nearest_sense() {
        assert_eq!(page("page=0&per=0"), Page { page: 1, per: 1 });
        assert_eq!(page("page=x&per=-5"), Page { page: 1, per: 20 });
        assert_eq!(page("per=99999999999"), Page { page: 1, per: 1000 });
        assert_eq!(page("page=99999999999").page, u32::MAX);
    }

    #[test]
    fn the_offset_of_a_far_page_does_not_overflow() {
        assert_eq!(page("page=4294967295&per=1000").offset(), 4_294_967_294_000);
    }
}
