//! The resources that permissions are about, and the actions that each of them knows.

use std::fmt;
use std::str::FromStr;

use super::Action;
use crate::RecordType;

macro_rules! resources {
    ($($variant:ident = $name:literal, $plural:literal: [$($action:ident),* $(,)?],)*) => {
        /// What a permission is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Resource {
            $(
                #[doc = concat!("`", $name, "`")]
                $variant,
            )*
        }

        impl Resource {
            /// Every resource.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in a role's permissions.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// The name in a user's permissions.
            pub const fn plural(self) -> &'static str {
                match self {
                    $(Self::$variant => $plural,)*
                }
            }

            /// The actions that a role can be granted on this resource, in API v2's order.
            pub const fn actions(self) -> &'static [Action] {
                match self {
                    $(Self::$variant => &[$(Action::$action),*],)*
                }
            }
        }

        impl FromStr for Resource {
            type Err = UnknownResource;

            fn from_str(name: &str) -> Result<Self, UnknownResource> {
                match name {
                    $($name => Ok(Self::$variant),)*
                    _ => Err(UnknownResource),
                }
            }
        }
    };
}

/// A name that no resource has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such resource")]
pub struct UnknownResource;

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<RecordType> for Resource {
    fn from(record_type: RecordType) -> Self {
        match record_type {
            RecordType::Case => Self::Case,
            RecordType::Incident => Self::Incident,
            RecordType::TracingRequest => Self::TracingRequest,
            RecordType::RegistryRecord => Self::RegistryRecord,
            RecordType::Family => Self::Family,
        }
    }
}

resources! {
    Case = "case", "cases": [
        Read, Create, Write, EnableDisableRecord, Flag, FlagMultiple, ResolveAnyFlag,
        FlagUpdate, Attribute, IncidentFromCase, IncidentDetailsFromCase, ViewIncidentFromCase,
        ServiceProvisionIncidentDetails, ServicesSectionFromCase, ExportListViewCsv, ExportCsv,
        ExportXls, ExportPhotowall, ExportUnhcrCsv, ExportPdf, ExportDuplicateIdCsv, ExportJson,
        ExportCustom, Import, ConsentOverride, SyncExternal, SyncMobile,
        RequestApprovalAssessment, RequestApprovalCasePlan, RequestApprovalClosure,
        RequestApprovalActionPlan, RequestApprovalGbvClosure, ApproveAssessment,
        ApproveCasePlan, ApproveClosure, ApproveActionPlan, ApproveGbvClosure, SelfApprove,
        SearchOwnedByOthers, DisplayViewPage, RequestTransfer, ViewPhoto, ReferralFromService,
        AddNote, FindTracingMatch, Assign, AssignWithinAgency, AssignWithinUserGroup,
        RemoveAssignedUsers, Transfer, ReceiveTransfer, AcceptOrRejectTransfer, Referral,
        ReceiveReferral, ReceiveReferralDifferentModule, AccessLog, Reopen, Close,
        ViewProtectionConcernsFilter, ChangeLog, ListCaseNames, ViewRegistryRecord,
        AddRegistryRecord, ViewFamilyRecord, CaseFromFamily, LinkFamilyRecord, RemoveAlert,
        ServiceOwnEntriesOnly, CreateCaseFromReferral, UpdateCaseRelationships,
        ViewCaseRelationships, Manage,
    ],
    Incident = "incident", "incidents": [
        Read, Create, Write, EnableDisableRecord, Flag, ResolveAnyFlag, FlagUpdate,
        ExportListViewCsv, ExportCsv, ExportXls, ExportPdf, ExportIncidentRecorderXls,
        ExportJson, ExportCustom, Import, SyncMobile, ChangeLog, AccessLog,
        ExportMrmViolationXls, RemoveAlert, VerifyMrm, Assign, LinkIncidentToCase, Manage,
    ],
    TracingRequest = "tracing_request", "tracing_requests": [
        Read, Create, Write, EnableDisableRecord, Flag, ResolveAnyFlag, FlagUpdate,
        ExportListViewCsv, ExportCsv, ExportXls, ExportPdf, ExportJson, ExportCustom, Import,
        ChangeLog, AccessLog, Manage,
    ],
    RegistryRecord = "registry_record", "registry_records": [
        Read, Create, Write, EnableDisableRecord, Flag, ResolveAnyFlag, FlagUpdate, ExportCsv,
        ExportXls, ExportJson, ChangeLog, AccessLog, SyncMobile, Manage,
    ],
    Family = "family", "families": [
        Read, Create, Write, EnableDisableRecord, Flag, ResolveAnyFlag, FlagUpdate, Reopen,
        Close, ExportListViewCsv, ExportCsv, ExportXls, ExportPdf, ExportJson, ExportCustom,
        AccessLog, SyncMobile, CaseFromFamily, SearchOwnedByOthers, SearchAndSelectFamilyRecord,
        DisplayViewPage, Assign, ChangeLog, Manage,
    ],
    Role = "role", "roles": [
        Create, Read, Write, Assign, Copy, Manage, Delete,
    ],
    User = "user", "users": [
        Create, Read, AgencyRead, Write, DisableMultiple, SendEmailMultiple, Manage,
    ],
    UserGroup = "user_group", "user_groups": [
        Create, Read, Write, Assign, Manage, Delete,
    ],
    Agency = "agency", "agencies": [
        Read, Write, Assign, Manage,
    ],
    Webhook = "webhook", "webhooks": [
        Create, Read, Write, Delete, Manage,
    ],
    Report = "report", "reports": [
        Read, GroupRead, AgencyRead, Create, Write, Manage,
    ],
    ManagedReport = "managed_report", "managed_reports": [
        Violations, GbvStatistics, GhnReport, IndividualChildren, WorkflowReport,
        ProtectionOutcomes, ProcessQualityTotalCases, ProcessQualityAverageCases,
        ProcessQualitySuccessfulReferrals, ProcessQualityImplementedReferrals,
        CaseCharacteristics, CasesWorkflowReport, ViolenceTypeReport, ReferralsTransfersReport,
        ProtectionConcernsReport, FollowupsReport, ServicesReport, ReportingLocationsReport,
        CaseManagementKpisReport, CaseManagementKpisServiceReferralsReport,
        DistributionUsersRoleReport,
    ],
    Metadata = "metadata", "metadata": [
        Manage, ManageRestricted,
    ],
    PotentialMatch = "potential_match", "potential_matches": [
        Read, ViewAudio, ViewPhoto, Manage,
    ],
    Duplicate = "duplicate", "duplicates": [
        Read,
    ],
    System = "system", "systems": [
        Manage,
    ],
    PrimeroConfiguration = "primero_configuration", "primero_configurations": [
        Manage,
    ],
    Dashboard = "dashboard", "dashboards": [
        CaseOverview, CaseRisk, ApprovalsAssessment, ApprovalsCasePlan, ApprovalsClosure,
        ApprovalsActionPlan, ApprovalsGbvClosure, ApprovalsAssessmentPending,
        ApprovalsCasePlanPending, ApprovalsClosurePending, ApprovalsActionPlanPending,
        ApprovalsGbvClosurePending, ViewResponse, DashReportingLocation, DashProtectionConcerns,
        DashMatchingResults, DashServiceProvisions, DashCasesToAssign, Workflow, WorkflowTeam,
        CasesByTaskOverdueAssessment, CasesByTaskOverdueCasePlan, CasesByTaskOverdueServices,
        CasesByTaskOverdueFollowups, DashCasesBySocialWorker, DashProtectionConcernsByLocation,
        DashShowNoneValues, DashTasks, DashFlags, DashSharedWithMe, DashSharedWithOthers,
        DashGroupOverview, DashSharedWithMyTeam, DashSharedWithMyTeamOverview,
        DashSharedFromMyTeam, DashCaseIncidentOverview, DashNationalAdminSummary,
        DashViolationsCategoryVerificationStatus, DashViolationsCategoryRegion,
        DashPerpetratorArmedForceGroupPartyNames, ActionNeededNewUpdated,
        ActionNeededNewReferrals, ActionNeededTransferAwaitingAcceptance,
        ActionNeededIdentified,
    ],
    AuditLog = "audit_log", "audit_logs": [
        Read,
    ],
    UsageReport = "usage_report", "usage_reports": [
        Read,
    ],
    MatchingConfiguration = "matching_configuration", "matching_configurations": [
        Manage,
    ],
    Kpi = "kpi", "kpis": [
        Read, KpiAssessmentStatus, KpiAverageFollowupMeetingsPerCase, KpiAverageReferrals,
        KpiCaseClosureRate, KpiCaseLoad, KpiClientSatisfactionRate, KpiCompletedCaseActionPlans,
        KpiCompletedCaseSafetyPlans, KpiCompletedSupervisorApprovedCaseActionPlans,
        KpiNumberOfCases, KpiNumberOfIncidents, KpiReportingDelay, KpiServicesProvided,
        KpiSupervisorToCaseworkerRatio, KpiTimeFromCaseOpenToClose,
    ],
    CodeOfConduct = "code_of_conduct", "codes_of_conduct": [
        Manage,
    ],
    ActivityLog = "activity_log", "activity_logs": [
        Manage, Transfer,
    ],
}
