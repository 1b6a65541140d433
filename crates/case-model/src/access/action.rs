//! Every action that a role can be granted, by its name in API v2.

use std::fmt;
use std::str::FromStr;

macro_rules! actions {
    ($($variant:ident = $name:literal,)*) => {
        /// Something that a role may do with a [`super::Resource`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $(
                #[doc = concat!("`", $name, "`")]
                $variant,
            )*
        }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in API v2.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }

        impl FromStr for Action {
            type Err = UnknownAction;

            fn from_str(name: &str) -> Result<Self, UnknownAction> {
                match name {
                    $($name => Ok(Self::$variant),)*
                    _ => Err(UnknownAction),
                }
            }
        }
    };
}

/// A name that no action has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such action")]
pub struct UnknownAction;

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

actions! {
    Read = "read",
    Create = "create",
    Write = "write",
    EnableDisableRecord = "enable_disable_record",
    Flag = "flag",
    FlagMultiple = "flag_multiple",
    ResolveAnyFlag = "resolve_any_flag",
    FlagUpdate = "flag_update",
    Attribute = "attribute",
    IncidentFromCase = "incident_from_case",
    IncidentDetailsFromCase = "incident_details_from_case",
    ViewIncidentFromCase = "view_incident_from_case",
    ServiceProvisionIncidentDetails = "service_provision_incident_details",
    ServicesSectionFromCase = "services_section_from_case",
    ExportListViewCsv = "export_list_view_csv",
    ExportCsv = "export_csv",
    ExportXls = "export_xls",
    ExportPhotowall = "export_photowall",
    ExportUnhcrCsv = "export_unhcr_csv",
    ExportPdf = "export_pdf",
    ExportDuplicateIdCsv = "export_duplicate_id_csv",
    ExportJson = "export_json",
    ExportCustom = "export_custom",
    Import = "import",
    ConsentOverride = "consent_override",
    SyncExternal = "sync_external",
    SyncMobile = "sync_mobile",
    RequestApprovalAssessment = "request_approval_assessment",
    RequestApprovalCasePlan = "request_approval_case_plan",
    RequestApprovalClosure = "request_approval_closure",
    RequestApprovalActionPlan = "request_approval_action_plan",
    RequestApprovalGbvClosure = "request_approval_gbv_closure",
    ApproveAssessment = "approve_assessment",
    ApproveCasePlan = "approve_case_plan",
    ApproveClosure = "approve_closure",
    ApproveActionPlan = "approve_action_plan",
    ApproveGbvClosure = "approve_gbv_closure",
    SelfApprove = "self_approve",
    SearchOwnedByOthers = "search_owned_by_others",
    DisplayViewPage = "display_view_page",
    RequestTransfer = "request_transfer",
    ViewPhoto = "view_photo",
    ReferralFromService = "referral_from_service",
    AddNote = "add_note",
    FindTracingMatch = "find_tracing_match",
    Assign = "assign",
    AssignWithinAgency = "assign_within_agency",
    AssignWithinUserGroup = "assign_within_user_group",
    RemoveAssignedUsers = "remove_assigned_users",
    Transfer = "transfer",
    ReceiveTransfer = "receive_transfer",
    AcceptOrRejectTransfer = "accept_or_reject_transfer",
    Referral = "referral",
    ReceiveReferral = "receive_referral",
    ReceiveReferralDifferentModule = "receive_referral_different_module",
    AccessLog = "access_log",
    Reopen = "reopen",
    Close = "close",
    ViewProtectionConcernsFilter = "view_protection_concerns_filter",
    ChangeLog = "change_log",
    ListCaseNames = "list_case_names",
    ViewRegistryRecord = "view_registry_record",
    AddRegistryRecord = "add_registry_record",
    ViewFamilyRecord = "view_family_record",
    CaseFromFamily = "case_from_family",
    LinkFamilyRecord = "link_family_record",
    RemoveAlert = "remove_alert",
    ServiceOwnEntriesOnly = "service_own_entries_only",
    CreateCaseFromReferral = "create_case_from_referral",
    UpdateCaseRelationships = "update_case_relationships",
    ViewCaseRelationships = "view_case_relationships",
    Manage = "manage",
    ExportIncidentRecorderXls = "export_incident_recorder_xls",
    ExportMrmViolationXls = "export_mrm_violation_xls",
    VerifyMrm = "verify_mrm",
    LinkIncidentToCase = "link_incident_to_case",
    SearchAndSelectFamilyRecord = "search_and_select_family_record",
    Copy = "copy",
    Delete = "delete",
    AgencyRead = "agency_read",
    DisableMultiple = "disable_multiple",
    SendEmailMultiple = "send_email_multiple",
    GroupRead = "group_read",
    Violations = "violations",
    GbvStatistics = "gbv_statistics",
    GhnReport = "ghn_report",
    IndividualChildren = "individual_children",
    WorkflowReport = "workflow_report",
    ProtectionOutcomes = "protection_outcomes",
    ProcessQualityTotalCases = "process_quality_total_cases",
    ProcessQualityAverageCases = "process_quality_average_cases",
    ProcessQualitySuccessfulReferrals = "process_quality_successful_referrals",
    ProcessQualityImplementedReferrals = "process_quality_implemented_referrals",
    CaseCharacteristics = "case_characteristics",
    CasesWorkflowReport = "cases_workflow_report",
    ViolenceTypeReport = "violence_type_report",
    ReferralsTransfersReport = "referrals_transfers_report",
    ProtectionConcernsReport = "protection_concerns_report",
    FollowupsReport = "followups_report",
    ServicesReport = "services_report",
    ReportingLocationsReport = "reporting_locations_report",
    CaseManagementKpisReport = "case_management_kpis_report",
    CaseManagementKpisServiceReferralsReport = "case_management_kpis_service_referrals_report",
    DistributionUsersRoleReport = "distribution_users_role_report",
    ManageRestricted = "manage_restricted",
    ViewAudio = "view_audio",
    CaseOverview = "case_overview",
    CaseRisk = "case_risk",
    ApprovalsAssessment = "approvals_assessment",
    ApprovalsCasePlan = "approvals_case_plan",
    ApprovalsClosure = "approvals_closure",
    ApprovalsActionPlan = "approvals_action_plan",
    ApprovalsGbvClosure = "approvals_gbv_closure",
    ApprovalsAssessmentPending = "approvals_assessment_pending",
    ApprovalsCasePlanPending = "approvals_case_plan_pending",
    ApprovalsClosurePending = "approvals_closure_pending",
    ApprovalsActionPlanPending = "approvals_action_plan_pending",
    ApprovalsGbvClosurePending = "approvals_gbv_closure_pending",
    ViewResponse = "view_response",
    DashReportingLocation = "dash_reporting_location",
    DashProtectionConcerns = "dash_protection_concerns",
    DashMatchingResults = "dash_matching_results",
    DashServiceProvisions = "dash_service_provisions",
    DashCasesToAssign = "dash_cases_to_assign",
    Workflow = "workflow",
    WorkflowTeam = "workflow_team",
    CasesByTaskOverdueAssessment = "cases_by_task_overdue_assessment",
    CasesByTaskOverdueCasePlan = "cases_by_task_overdue_case_plan",
    CasesByTaskOverdueServices = "cases_by_task_overdue_services",
    CasesByTaskOverdueFollowups = "cases_by_task_overdue_followups",
    DashCasesBySocialWorker = "dash_cases_by_social_worker",
    DashProtectionConcernsByLocation = "dash_protection_concerns_by_location",
    DashShowNoneValues = "dash_show_none_values",
    DashTasks = "dash_tasks",
    DashFlags = "dash_flags",
    DashSharedWithMe = "dash_shared_with_me",
    DashSharedWithOthers = "dash_shared_with_others",
    DashGroupOverview = "dash_group_overview",
    DashSharedWithMyTeam = "dash_shared_with_my_team",
    DashSharedWithMyTeamOverview = "dash_shared_with_my_team_overview",
    DashSharedFromMyTeam = "dash_shared_from_my_team",
    DashCaseIncidentOverview = "dash_case_incident_overview",
    DashNationalAdminSummary = "dash_national_admin_summary",
    DashViolationsCategoryVerificationStatus = "dash_violations_category_verification_status",
    DashViolationsCategoryRegion = "dash_violations_category_region",
    DashPerpetratorArmedForceGroupPartyNames = "dash_perpetrator_armed_force_group_party_names",
    ActionNeededNewUpdated = "action_needed_new_updated",
    ActionNeededNewReferrals = "action_needed_new_referrals",
    ActionNeededTransferAwaitingAcceptance = "action_needed_transfer_awaiting_acceptance",
    ActionNeededIdentified = "action_needed_identified",
    KpiAssessmentStatus = "kpi_assessment_status",
    KpiAverageFollowupMeetingsPerCase = "kpi_average_followup_meetings_per_case",
    KpiAverageReferrals = "kpi_average_referrals",
    KpiCaseClosureRate = "kpi_case_closure_rate",
    KpiCaseLoad = "kpi_case_load",
    KpiClientSatisfactionRate = "kpi_client_satisfaction_rate",
    KpiCompletedCaseActionPlans = "kpi_completed_case_action_plans",
    KpiCompletedCaseSafetyPlans = "kpi_completed_case_safety_plans",
    KpiCompletedSupervisorApprovedCaseActionPlans = "kpi_completed_supervisor_approved_case_action_plans",
    KpiNumberOfCases = "kpi_number_of_cases",
    KpiNumberOfIncidents = "kpi_number_of_incidents",
    KpiReportingDelay = "kpi_reporting_delay",
    KpiServicesProvided = "kpi_services_provided",
    KpiSupervisorToCaseworkerRatio = "kpi_supervisor_to_caseworker_ratio",
    KpiTimeFromCaseOpenToClose = "kpi_time_from_case_open_to_close",
}
