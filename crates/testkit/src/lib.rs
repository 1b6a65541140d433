//! Private PostgreSQL servers and databases for tests, and the checked queries' offline data.
//!
//! [`database`] gives a test a migrated database of its own in some milliseconds, on one server for
//! each test process; [`PrivatePostgres`] is a server of its own, to be killed and started again.
//! Development only: nothing here reaches a product binary.

pub mod database;
pub mod postgres;
pub mod queries;

pub use database::{TestDatabase, database, empty_database};
pub use postgres::{Durability, PrivatePostgres};
