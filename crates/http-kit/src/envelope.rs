//! The envelopes of success: one thing, or a page of things.

use serde::Serialize;

use crate::Page;

/// `{"data": ...}`.
#[derive(Debug, Clone, Serialize)]
pub struct One<T> {
    /// The thing.
    pub data: T,
}

/// `{"data": [...], "metadata": {"total": 57, "per": 20, "page": 1}}`.
#[derive(Debug, Clone, Serialize)]
pub struct List<T> {
    /// The things of this page.
    pub data: Vec<T>,
    /// Where the page stands in the whole.
    pub metadata: ListMetadata,
}

/// Where a page stands in the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ListMetadata {
    /// How many things there are.
    pub total: u64,
    /// How many fit a page.
    pub per: u32,
    /// The page's number, from 1.
    pub page: u32,
}

impl<T> List<T> {
    /// A page that the database has cut already.
    pub const fn new(data: Vec<T>, total: u64, page: Page) -> Self {
        Self {
            data,
            metadata: ListMetadata {
                total,
                per: page.per,
                page: page.page,
            },
        }
    }

    /// Cuts a page out of everything.
    pub fn cut(all: Vec<T>, page: Page) -> Self {
        let total = all.len() as u64;
        let skip = usize::try_from(page.offset()).unwrap_or(usize::MAX);
        Self::new(
            all.into_iter().skip(skip).take(page.per as usize).collect(),
            total,
            page,
        )
    }
}
