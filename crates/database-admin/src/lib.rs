//! Server-level `PostgreSQL` administration for the operator: roles and databases of tenants.
//!
//! Never a tenant's data: nothing here connects to a tenant's database. A [`Server`] is one shared
//! server; a [`TenantDatabase`] is the one name that a tenant's role and database have, made from
//! the UID of its instance and from nothing else. Every operation can be repeated.

mod error;
mod facts;
mod name;
mod provision;
mod remove;
mod scram;
mod server;

pub use error::{AdminError, Cause};
pub use facts::{ServerFacts, TenantFacts};
pub use name::TenantDatabase;
pub use provision::RoleLimits;
pub use server::{Server, ServerSettings, TlsMode};
