//! What a container finds mounted.

mod database;
mod mail;
mod mounts;

pub(crate) use mounts::{ConfigError, Mounts};
