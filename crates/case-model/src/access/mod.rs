//! Who may do what: one pure decision for one record, and the same rule as a filter for lists.
//!
//! A role grants actions on resources ([`Grants`]); its [`Scope`] says on which records. [`decide`]
//! answers for one record from its [`RecordFacts`], [`list_scope`] gives storage the filter that
//! selects exactly the records for which [`decide`] says yes. [`reaches`], [`may_give_role`] and
//! their like decide about people and roles.

mod action;
mod actor;
mod decide;
mod grants;
mod people;
mod required;
mod resource;
mod scope;

pub use action::{Action, UnknownAction};
pub use actor::{Actor, FormAccess};
pub use decide::{Decision, Permission, RecordFacts, decide, list_scope};
pub use grants::{Grants, InvalidGrants, ObjectKind};
pub use people::{
    Reach, RoleFacts, Standing, UserFacts, may_define_role, may_give_role, may_handle_agency,
    may_handle_group, may_handle_role, reach, reaches, standing,
};
pub use required::{Granted, Opened, Refused, RequiredAction, RequiredPermission};
pub use resource::{Resource, UnknownResource};
pub use scope::{ListScope, Scope, UnknownScope};
