//! Ids, time, validated names, locales and page cursors.
//!
//! The bottom of the workspace: no word of the domain and no IO. What reads the clock or makes an
//! id takes a [`Clock`]; the real one, [`SystemClock`], is made once in `main`, tests use
//! [`ManualClock`]. Start with [`time`].

pub mod id;
pub mod locale;
pub mod name;
pub mod page;
pub mod time;

pub use locale::Locale;
pub use name::{InvalidName, UniqueId, UserName};
pub use page::PageCursor;
pub use time::{Clock, ManualClock, SystemClock};

// The macro `typed_id!` expands to paths through here, so its users need no `uuid` or `serde` of
// their own.
#[doc(hidden)]
pub use {serde, uuid};
