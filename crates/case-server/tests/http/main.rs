//! The HTTP interface, through the real router, on a real database, with a clock that stands still.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod app;
mod basic;
mod below_record;
mod cases;
mod client_files;
mod configuration;
mod dashboards;
mod errors;
mod health;
mod password_reset;
mod people;
mod records;
mod self_register;
mod sessions;
mod support;
mod users;
mod walk;
