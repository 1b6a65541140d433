//! Dashboards of records that go from one to another.

use jiff::SignedDuration;
use primero_kernel::UniqueId;

use super::catalogue::Viewer;
use super::indicator::Indicator;

/// How many days a referral that is over is counted, unless the tenant says.
const DAYS_AFTERWARDS: i64 = 14;

/// The indicators of the dashboard of this name.
pub(super) fn indicators(viewer: &Viewer<'_>, base: &str) -> Option<Vec<Indicator>> {
    Some(match base {
        "dash_shared_with_me" => with_me(viewer),
        "action_needed_new_referrals" => vec![pending_to_me(viewer)],
        "action_needed_transfer_awaiting_acceptance" => vec![offered_to_me(viewer)],
        "dash_shared_with_others" => with_others(viewer),
        "dash_shared_from_my_team" => from_my_team(viewer),
        "dash_shared_with_my_team" => with_my_team(viewer),
        "dash_shared_with_my_team_overview" => vec![offered_to_my_team(viewer)],
        _ => return None,
    })
}

fn of_me(viewer: &Viewer<'_>, name: &str, field: &str) -> Indicator {
    let me = format!("{field}={}", viewer.actor.user_name);
    Indicator::plain(name, viewer.open(&[&me]))
}

fn pending_to_me(viewer: &Viewer<'_>) -> Indicator {
    of_me(
        viewer,
        "shared_with_me_pending_referrals",
        "referred_users_pending",
    )
}

fn offered_to_me(viewer: &Viewer<'_>) -> Indicator {
    let name = "shared_with_me_transfers_awaiting_acceptance";
    of_me(viewer, name, "transferred_to_users")
}

fn with_me(viewer: &Viewer<'_>) -> Vec<Indicator> {
    vec![
        pending_to_me(viewer),
        of_me(
            viewer,
            "shared_with_me_accepted_referrals",
            "referred_users_accepted",
        ),
        of_me(viewer, "shared_with_me_total_referrals", "referred_users"),
        offered_to_me(viewer),
    ]
}

fn with_others(viewer: &Viewer<'_>) -> Vec<Indicator> {
    let owner = format!("owned_by={}", viewer.actor.user_name);
    let (rejected, done) = over(viewer);
    let indicators = [
        ("referrals", "referred_users_present=true"),
        ("referrals_pending", "referred_users_pending_present=true"),
        ("referrals_accepted", "referred_users_accepted_present=true"),
        ("referrals_rejected", rejected.as_str()),
        ("referrals_done", done.as_str()),
        ("pending_transfers", "transfer_status=in_progress"),
        ("rejected_transfers", "transfer_status=rejected"),
    ];
    let named = indicators.map(|(name, filter)| {
        let filters = viewer.open(&[&owner, filter]);
        Indicator::plain(format!("shared_with_others_{name}"), filters)
    });
    named.to_vec()
}

fn from_my_team(viewer: &Viewer<'_>) -> Vec<Indicator> {
    let (rejected, done) = over(viewer);
    let indicators = [
        ("pending_referrals", "referred_users_pending_present=true"),
        ("accepted_referrals", "referred_users_accepted_present=true"),
        ("rejected_referrals", rejected.as_str()),
        ("done_referrals", done.as_str()),
        ("pending_transfers", "transfer_status=in_progress"),
        ("rejected_transfers", "transfer_status=rejected"),
    ];
    let named = indicators.map(|(name, filter)| {
        Indicator::plain(
            format!("shared_from_my_team_{name}"),
            viewer.open(&[filter]),
        )
        .by("owned_by")
    });
    named.to_vec()
}

fn with_my_team(viewer: &Viewer<'_>) -> Vec<Indicator> {
    let indicators = [
        ("pending_referrals", "referred_users_pending"),
        ("accepted_referrals", "referred_users_accepted"),
        ("pending_transfers", "transferred_to_users"),
    ];
    let named = indicators.map(|(name, field)| {
        Indicator::plain(format!("shared_with_my_team_{name}"), viewer.open(&[])).by_each(field)
    });
    named.to_vec()
}

fn offered_to_my_team(viewer: &Viewer<'_>) -> Indicator {
    let groups: Vec<&str> = viewer.actor.groups.iter().map(UniqueId::as_str).collect();
    let groups = format!("transferred_to_user_groups={}", groups.join(","));
    let name = "shared_with_my_team_pending_transfers_overview";
    Indicator::plain(name, viewer.open(&["transfer_status=in_progress", &groups]))
}

/// The filters of referrals that were rejected or done lately.
fn over(viewer: &Viewer<'_>) -> (String, String) {
    let days = viewer
        .tenant
        .option("days_since_referral_status_changed")
        .and_then(serde_json::Value::as_i64)
        .unwrap_or(DAYS_AFTERWARDS);
    let ago = SignedDuration::from_hours(24 * days.clamp(0, 3650));
    (
        viewer.lately("last_referral_rejected_at", ago),
        viewer.lately("last_referral_done_at", ago),
    )
}
