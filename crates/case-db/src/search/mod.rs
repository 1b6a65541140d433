//! Lists: the only SQL that is put together at run time. Values are always bound, never pasted.
//!
//! Each statement is planned for its own values and not kept prepared: what is the right index
//! depends on them, and there are more variants than a connection should remember.
//!
//! [`records`] has the list of records, [`users`] that of users, [`flags`] that of flags, [`pivot`]
//! the counts of dashboards; [`filter`] turns conditions into SQL ([`place`] says where a field is
//! found, [`range`] and [`jsonpath`] compare), [`order`] orders, [`total`] counts.

use std::sync::Arc;

use sqlx::PgConnection;

mod audit;
mod filter;
mod flags;
mod jsonpath;
mod order;
mod pivot;
mod place;
mod range;
mod records;
mod total;
mod users;

pub use audit::{AuditEntry, AuditOrder, AuditPage, AuditQuery};
pub use filter::Filter;
pub use flags::{FlagPage, FlagQuery};
pub use order::{Direction, Order, OrderBy};
pub use pivot::Pivot;
pub use place::Scalar;
pub use records::{Paging, RecordPage, RecordQuery, Term};
pub use total::{CountCache, Total};
pub use users::{
    Activity, Others, Span, UserActivity, UserOrder, UserPage, UserQuery, VisibleUsers,
};

/// Searches.
#[derive(Debug)]
pub struct Search<'t> {
    connection: &'t mut PgConnection,
    counts: Arc<CountCache>,
}

impl<'t> Search<'t> {
    pub(crate) const fn new(connection: &'t mut PgConnection, counts: Arc<CountCache>) -> Self {
        Self { connection, counts }
    }
}
