//! Who may do what: one pure decision for one record, and the same rule as a filter for lists.
//!
//! A role grants actions on resources ([`Grants`]); its [`Scope`] says on which records. [`decide`]
//! answers for one record from its [`RecordFacts`], [`list_scope`] gives storage the filter that
//! selects exactly the records for which [`decide`] says yes.

mod action;
mod actor;
mod decide;
mod grants;
mod required;
mod resource;
mod scope;

pub use action::{Action, UnknownAction};
pub use actor::{Actor, FormAccess};
pub use decide::{Decision, Permission, RecordFacts, decide, list_scope};
pub use grants::{Grants, InvalidGrants, ObjectKind};
pub use required::{Granted, Opened, Refused, RequiredAction, RequiredPermission};
pub use resource::{Resource, UnknownResource};
pub use scope::{ListScope, Scope, UnknownScope};
