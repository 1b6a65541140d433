//! What the operator and the core case service promise each other, and nothing else.
//!
//! The operator writes Pods that run `primero-core`; it never reads a tenant's data and the core
//! service knows nothing of Kubernetes. Everything that one side must know of the other stands
//! here: [`command`] (subcommands and exit codes), [`port`], [`mount`] (files), [`settings`] (the
//! instance's own `instance.json`), [`result`] (what a Job reports back) and [`bootstrap`] (the
//! single-use sign-in link).
//!
//! Pure: no IO, no clock, no randomness. A change that an older core or an older operator would
//! misunderstand raises [`VERSION`]; the operator supports the current and the previous version,
//! and `CoreRelease.spec.contract` says which one an image speaks.

pub mod bootstrap;
pub mod command;
pub mod mount;
pub mod port;
pub mod result;
pub mod settings;

/// The version of this contract that this source tree speaks.
pub const VERSION: i32 = 1;
