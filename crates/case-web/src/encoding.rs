//! Which of the encodings made at build time a client takes.
use axum::http::{HeaderMap, header::ACCEPT_ENCODING};

/// A content encoding that the build makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    /// All encodings, the smallest result first.
    pub(crate) const ALL: [Self; 2] = [Self::Brotli, Self::Gzip];

    /// The name in HTTP.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// What the build appends to the name of the file.
    pub(crate) const fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => ".br",
            Self::Gzip => ".gz",
        }
    }

    /// The encodings that the client takes, the preferred one first.
    pub(crate) fn accepted(headers: &HeaderMap) -> impl Iterator<Item = Self> {
        let offers = offers(headers);
        Self::ALL
            .into_iter()
            .filter(move |encoding| offers.iter().any(|name| name == encoding.name()))
    }
}

/// The names with a weight above zero. The order of our own list decides among them.
fn offers(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|offer| {
            let (name, weight) = offer.split_once(";q=").unwrap_or((offer, "1"));
            let refused = weight
                .trim()
                .parse::<f32>()
                .is_ok_and(|weight| weight <= 0.0);
            (!refused).then(|| name.trim().to_ascii_lowercase())
        })
        .collect()
}
