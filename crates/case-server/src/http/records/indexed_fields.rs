//! Fields that lists can be filtered by although they stand on no form and in no answer.

/// Facts that are kept for lists, as API v2 names them.
const INDEXED: [&str; 34] = [
    "assessment_due_dates",
    "assigned_user_names",
    "case_plan_due_dates",
    "current_alert_types",
    "date_closure",
    "flagged",
    "followup_dates",
    "followup_due_dates",
    "has_case_plan",
    "has_incidents",
    "has_photo",
    "identified_at",
    "identified_by",
    "incident_date_derived",
    "last_referral_done_at",
    "last_referral_rejected_at",
    "next_steps",
    "not_edited_by_owner",
    "protection_concerns",
    "protection_risks",
    "reassigned_transferred_on",
    "referred_users",
    "referred_users_accepted",
    "referred_users_pending",
    "reunification_dates",
    "risk_level",
    "service_due_dates",
    "service_implemented_day_times",
    "tracing_dates",
    "transfer_status",
    "transferred_to_user_groups",
    "transferred_to_users",
    "violation_with_verification_status",
    "workflow",
];

/// Whether a field is kept for lists.
pub(super) fn is_indexed(field: &str) -> bool {
    INDEXED.contains(&field)
}

/// The field of whose answers `<field>_present` tells whether there are any.
pub(super) fn counted_as_present(key: &str) -> Option<&str> {
    let field = key.strip_suffix("_present")?;
    matches!(
        field,
        "referred_users" | "referred_users_accepted" | "referred_users_pending"
    )
    .then_some(field)
}
