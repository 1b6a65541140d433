//! PostgreSQL storage of the core case service.
//!
//! Everything goes through a transaction: [`Db::begin`] gives a [`Tx`], whose methods give one
//! repository for each thing that is stored, and dropping it rolls back. No pool and no connection
//! leaves the crate. Records are written only as [`primero_case_model::Changed`], row, event and
//! operations together; configuration counts its revision up with every change.
//!
//! | module | holds |
//! |---|---|
//! | [`db`], [`settings`], [`schema`] | connections, transactions, migrations |
//! | [`records`], [`events`], [`operations`] | records and their history |
//! | [`sealer`], [`verify`] | numbering events, walking both chains |
//! | [`search`] | lists, filters and totals: the only SQL that is put together at run time |
//! | [`configuration`], [`locations`], [`codes_of_conduct`] | what a template and its country configured |
//! | [`users`], [`sessions`], [`bootstrap`] | who may sign in |
//! | [`flags`] | the numbers of flags |
//! | [`password_resets`], [`jobs`] | links for a new password, work that no request waits for |
//! | [`access_log`], [`record_access`] | who looked, in groups; who opened one record |
//! | [`webpush`] | who wants to be notified, in which browsers |
//!
//! SQL is checked against the schema when it is compiled; the answers are kept in `.sqlx`
//! (`cargo xtask gen` writes them). Start with [`db`] and [`records`].

pub mod access_log;
pub mod bootstrap;
pub mod codes_of_conduct;
pub mod configuration;
pub mod db;
pub mod error;
pub mod events;
pub mod flags;
pub mod jobs;
pub mod locations;
pub mod operations;
pub mod password_resets;
pub mod record_access;
pub mod records;
pub mod schema;
pub mod sealer;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod users;
pub mod verify;
pub mod webpush;

mod columns;
mod presence;
mod row;

pub use db::{Db, Tx};
pub use error::DbError;
pub use settings::DatabaseSettings;
