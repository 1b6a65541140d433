//! The operator: from a `PrimeroInstance` to an isolated tenant, and back.
//!
//! A pipeline: observe, validate, build (all pure), apply, status; [`instance::reconcile`] is the
//! page to read first. Around it: [`children`] and [`catalog`] keep what watches tell in memory,
//! [`writer`] writes only what is not there yet, [`run`] wires everything.
//!
//! SQL goes through `primero-database-admin`; bundles are mounted and never read; what happens
//! inside a tenant is told by the results of the tenant contract.

pub mod args;
pub mod authority;
pub mod catalog;
pub mod children;
pub mod context;
pub mod data_key;
pub mod databases;
pub mod edge_probe;
pub mod events;
pub mod hash;
pub mod hostnames;
pub mod instance;
pub mod leader;
pub mod metrics;
pub mod platform;
pub mod run;
pub mod secrets;
pub mod triggers;
pub mod writer;
