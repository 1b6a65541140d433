//! Actions on a record that have a permission and fields of their own (`record_action` of API v2).

use crate::RecordType;
use crate::access::{Action, Permission};

/// What a PATCH is sent as, when it is sent as something else than an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordAction {
    /// Closes a record.
    Close,
    /// Opens a closed record again.
    Reopen,
    /// Enables or disables a record.
    EnableDisableRecord,
    /// Links an incident to its case.
    IncidentFromCase,
    /// Links a registry record.
    AddRegistryRecord,
    /// Makes a case of a family member.
    CaseFromFamily,
    /// Links a family.
    LinkFamilyRecord,
    /// Names the person whom the record is about.
    Attribute,
    /// Adds a note.
    AddNote,
    /// Adds or changes services.
    ServicesSectionFromCase,
    /// Adds or changes incident rows.
    IncidentDetailsFromCase,
}

impl RecordAction {
    /// Every action.
    pub const ALL: [Self; 11] = [
        Self::Close,
        Self::Reopen,
        Self::EnableDisableRecord,
        Self::IncidentFromCase,
        Self::AddRegistryRecord,
        Self::CaseFromFamily,
        Self::LinkFamilyRecord,
        Self::Attribute,
        Self::AddNote,
        Self::ServicesSectionFromCase,
        Self::IncidentDetailsFromCase,
    ];

    /// The action by its name in the request.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == name)
    }

    /// The name in the request, in permissions and in history.
    pub const fn as_str(self) -> &'static str {
        self.action().as_str()
    }

    /// The permission that takes the place of `write`, on records of this type.
    pub fn permission(self, record_type: RecordType) -> Permission {
        Permission {
            resource: record_type.into(),
            action: self.action(),
        }
    }

    /// The only fields that the action may write.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Close => &["status", "date_closure"],
            Self::Reopen => &["status", "workflow", "case_status_reopened"],
            Self::EnableDisableRecord => &["record_state"],
            Self::IncidentFromCase => &["incident_case_id"],
            Self::AddRegistryRecord => &["registry_record_id"],
            Self::CaseFromFamily | Self::LinkFamilyRecord => &["family_id", "family_member_id"],
            Self::Attribute => &["identified_by"],
            Self::AddNote => &["notes_section"],
            Self::ServicesSectionFromCase => &["services_section"],
            Self::IncidentDetailsFromCase => &["incident_details"],
        }
    }

    const fn action(self) -> Action {
        match self {
            Self::Close => Action::Close,
            Self::Reopen => Action::Reopen,
            Self::EnableDisableRecord => Action::EnableDisableRecord,
            Self::IncidentFromCase => Action::IncidentFromCase,
            Self::AddRegistryRecord => Action::AddRegistryRecord,
            Self::CaseFromFamily => Action::CaseFromFamily,
            Self::LinkFamilyRecord => Action::LinkFamilyRecord,
            Self::Attribute => Action::Attribute,
            Self::AddNote => Action::AddNote,
            Self::ServicesSectionFromCase => Action::ServicesSectionFromCase,
            Self::IncidentDetailsFromCase => Action::IncidentDetailsFromCase,
        }
    }
}
