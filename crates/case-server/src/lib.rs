//! The core case service: one tenant's web app, API v2 and own APIs over one database.
//!
//! | module | holds |
//! |---|---|
//! | [`cli`], [`command`] | the subcommands and what each does |
//! | [`config`] | what a container finds mounted, and the environment |
//! | [`security`] | passwords, sessions, CSRF tokens, throttles |
//! | [`tenant`] | the applied configuration, in memory |
//! | [`http`] | the routers, one file an endpoint; start with `http/mod.rs` |
//! | [`jobs`], [`mail`] | work inside `serve`: the sealer, the queue, expired sessions; letters |
//! | [`dev`] | a tenant on a private PostgreSQL for authors and front-end developers |
//!
//! Decisions belong to `primero-case-model`, SQL to `primero-case-db`.

mod cli;
mod command;
mod config;
mod dev;
pub mod http;
pub mod jobs;
mod listen;
pub mod mail;
mod memory;
mod security;
pub mod tenant;

pub use cli::main;
pub use command::{Failed, Service, configure};
pub use tenant::set_settings;
