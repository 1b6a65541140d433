//! The rights that endpoints name in their signatures.

use primero_case_model::access::{
    Action, Permission, RequiredAction, RequiredPermission, Resource,
};

macro_rules! rights {
    ($($(#[$meta:meta])* $name:ident: $($resource:ident.$action:ident)|+;)*) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy)]
            pub(crate) struct $name;

            impl RequiredPermission for $name {
                const ANY_OF: &'static [Permission] = &[$(Permission {
                    resource: Resource::$resource,
                    action: Action::$action,
                }),+];
            }
        )*
    };
}

rights! {
    /// Lists cases.
    IndexCases: Case.Read;
    /// Lists the flags of all records.
    IndexFlags: Dashboard.DashFlags;
    /// Lists incidents.
    IndexIncidents: Incident.Read;
    /// Registers an incident, by itself or from a case.
    CreateIncident: Incident.Create | Case.IncidentFromCase;
    /// Lists tracing requests.
    IndexTracingRequests: TracingRequest.Read;
    /// Registers a tracing request.
    CreateTracingRequest: TracingRequest.Create;
    /// Lists registry records.
    IndexRegistryRecords: RegistryRecord.Read;
    /// Registers a registry record.
    CreateRegistryRecord: RegistryRecord.Create;
    /// Lists families, to read them or to choose one.
    IndexFamilies: Family.Read | Family.SearchAndSelectFamilyRecord;
    /// Registers a family.
    CreateFamily: Family.Create;
    /// Registers a case.
    CreateCase: Case.Create;
    /// Reads agencies.
    ReadAgency: Agency.Read;
    /// Reads user groups.
    ReadUserGroup: UserGroup.Read;
    /// Reads roles one by one.
    ReadRole: Role.Read;
    /// Adds agencies.
    CreateAgency: Agency.Manage;
    /// Changes and disables agencies.
    WriteAgency: Agency.Write;
    /// Adds user groups.
    CreateUserGroup: UserGroup.Create;
    /// Changes user groups.
    WriteUserGroup: UserGroup.Write;
    /// Removes user groups.
    DestroyUserGroup: UserGroup.Write | UserGroup.Delete;
    /// Defines new roles.
    CreateRole: Role.Create;
    /// Changes roles.
    WriteRole: Role.Write;
    /// Removes roles.
    DestroyRole: Role.Write | Role.Delete;
    /// Lists users.
    IndexUsers: User.Read | User.AgencyRead;
    /// Adds users.
    CreateUser: User.Create;
    /// Removes users.
    ManageUsers: User.Manage;
    /// Disables many users at once.
    DisableUsers: User.DisableMultiple;
    /// Looks for users whom records are about.
    IndexIdentified: Case.Attribute;
    /// Reads the audit log.
    ReadAuditLog: AuditLog.Read;
    /// Changes whom users turn to.
    WriteContact: System.Manage;
    /// Reads form sections and lookups one by one.
    ReadMetadata: Metadata.Manage | Metadata.ManageRestricted;
    /// Changes form sections and lookups, within the limits of restricted administration.
    ChangeMetadata: Metadata.Manage | Metadata.ManageRestricted;
    /// Adds and removes form sections and lookups; everything about places and modules.
    WriteMetadata: Metadata.Manage;
    /// Says what users agree to.
    WriteCodeOfConduct: CodeOfConduct.Manage;
}

/// Opens one record to read it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadRecord;

impl RequiredAction for ReadRecord {
    const ACTION: Action = Action::Read;
}

/// Opens one record to change its answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WriteRecord;

impl RequiredAction for WriteRecord {
    const ACTION: Action = Action::Write;
}

/// Opens one record for its flags.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FlagRecord;

impl RequiredAction for FlagRecord {
    const ACTION: Action = Action::Flag;
}

/// Opens one record to take an alert off it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RemoveAlert;

impl RequiredAction for RemoveAlert {
    const ACTION: Action = Action::RemoveAlert;
}

/// Opens one record for its history.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadHistory;

impl RequiredAction for ReadHistory {
    const ACTION: Action = Action::ChangeLog;
}

/// Opens one record for who opened it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ReadAccesses;

impl RequiredAction for ReadAccesses {
    const ACTION: Action = Action::AccessLog;
}

/// Opens one incident to link it with a case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LinkIncident;

impl RequiredAction for LinkIncident {
    const ACTION: Action = Action::LinkIncidentToCase;
}
