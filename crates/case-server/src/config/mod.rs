//! What a container finds mounted.

mod database;
mod mounts;

pub(crate) use mounts::{ConfigError, Mounts};
