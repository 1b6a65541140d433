//! The dashboards and their indicators, by the names of API v2.

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp};
use primero_case_model::RecordType;
use primero_case_model::access::{Action, Actor};
use primero_case_model::event::timestamp_text;
use primero_kernel::UniqueId;

use super::indicator::Indicator;
use super::shared;
use crate::tenant::Tenant;

/// How long a record counts as recently assigned.
const RECENTLY: SignedDuration = SignedDuration::from_hours(10 * 24);
/// The approvals that the contract knows.
const APPROVALS: [(&str, Action, Action); 5] = [
    (
        "assessment",
        Action::ApprovalsAssessment,
        Action::ApprovalsAssessmentPending,
    ),
    (
        "case_plan",
        Action::ApprovalsCasePlan,
        Action::ApprovalsCasePlanPending,
    ),
    (
        "closure",
        Action::ApprovalsClosure,
        Action::ApprovalsClosurePending,
    ),
    (
        "action_plan",
        Action::ApprovalsActionPlan,
        Action::ApprovalsActionPlanPending,
    ),
    (
        "gbv_closure",
        Action::ApprovalsGbvClosure,
        Action::ApprovalsGbvClosurePending,
    ),
];

/// What the indicators of one caller depend on.
pub(super) struct Viewer<'a> {
    pub(super) tenant: &'a Tenant,
    pub(super) actor: &'a Actor,
    pub(super) now: Timestamp,
    pub(super) today: Date,
}

/// A dashboard that a role may have.
pub(super) struct Dashboard {
    /// The right to see it.
    pub(super) right: Action,
    pub(super) indicators: Vec<Indicator>,
}

impl Viewer<'_> {
    /// The dashboard of this name; none when there is none.
    pub(super) fn dashboard(&self, name: &str) -> Option<Dashboard> {
        let (base, module) = match name.split_once('.') {
            Some((base, module)) => (base, Some(module)),
            None => (name, None),
        };
        if let Some(module) = module {
            return self.approvals(base, module);
        }
        let indicators = self
            .overview(base)
            .or_else(|| self.grouped(base))
            .or_else(|| shared::indicators(self, base))?;
        let right = match base {
            "reporting_location" => Action::DashReportingLocation,
            _ => base.parse().ok()?,
        };
        Some(Dashboard { right, indicators })
    }

    /// Every dashboard that needs no module in its name, and those that do for the caller's modules.
    pub(super) fn names(&self) -> Vec<String> {
        let plain = Action::ALL.iter().map(|action| action.as_str().to_owned());
        let of_modules = self.actor.modules.iter().flat_map(|module| {
            APPROVALS.into_iter().flat_map(move |(_, own, pending)| {
                [own, pending].map(|right| format!("{right}.{module}"))
            })
        });
        let reporting = std::iter::once("reporting_location".to_owned());
        plain.chain(of_modules).chain(reporting).collect()
    }

    /// The filters of open cases with more filters, limited to the caller's modules.
    pub(super) fn open(&self, more: &[&str]) -> Vec<String> {
        self.enabled(&[&["status=open"], more].concat())
    }

    /// The same of cases of any status.
    pub(super) fn enabled(&self, more: &[&str]) -> Vec<String> {
        let modules: Vec<&str> = self.actor.modules.iter().map(UniqueId::as_str).collect();
        let mut filters = vec!["record_state=true".to_owned()];
        filters.extend(more.iter().map(|filter| (*filter).to_owned()));
        if !modules.is_empty() {
            filters.push(format!("module_id={}", modules.join(",")));
        }
        filters
    }

    /// A filter of the moments from so long ago until now.
    pub(super) fn lately(&self, field: &str, ago: SignedDuration) -> String {
        let (from, to) = (timestamp_text(self.now - ago), timestamp_text(self.now));
        format!("{field}={from}..{to}")
    }

    fn overview(&self, base: &str) -> Option<Vec<Indicator>> {
        let plain = |name: &str, filters: Vec<String>| Indicator::plain(name, filters);
        let updated = "not_edited_by_owner=true";
        let total = || plain("total", self.open(&[]));
        let changed = || plain("new_or_updated", self.open(&[updated]));
        Some(match base {
            "case_overview" => {
                let owner = format!("owned_by={}", self.actor.user_name);
                let recent = self.lately("reassigned_transferred_on", RECENTLY);
                let recent = self.open(&[&recent, &owner]);
                vec![total(), changed(), plain("recently_assigned_to_me", recent)]
            }
            "dash_case_incident_overview" => {
                let alert = "current_alert_types=incident_from_case";
                vec![
                    total(),
                    changed(),
                    plain("with_incidents", self.open(&["has_incidents=true"])),
                    plain(
                        "with_new_incidents",
                        self.open(&["has_incidents=true", alert]),
                    ),
                    plain("without_incidents", self.open(&["has_incidents=false"])),
                ]
            }
            "action_needed_new_updated" => vec![changed()],
            "action_needed_identified" => {
                vec![plain("identified", self.enabled(&["status=identified"]))]
            }
            "dash_group_overview" => vec![
                plain("group_overview_open", self.open(&[])),
                plain("group_overview_closed", self.enabled(&["status=closed"])),
            ],
            "dash_national_admin_summary" => self.by_week(ToOwned::to_owned),
            _ => return None,
        })
    }

    fn grouped(&self, base: &str) -> Option<Vec<Indicator>> {
        let updated = "not_edited_by_owner=true";
        Some(match base {
            "case_risk" => {
                vec![Indicator::plain("risk_level", self.open(&[])).by("risk_level")]
            }
            "workflow" => self.of_modules(|module, stages| {
                Indicator::plain(format!("workflow_{module}"), Self::of_module(module))
                    .by("workflow")
                    .always(stages)
            }),
            "workflow_team" => self.of_modules(|module, _| {
                Indicator::plain(format!("workflow_team_{module}"), Self::of_module(module))
                    .by("owned_by")
                    .by("workflow")
            }),
            "dash_cases_by_social_worker" => vec![
                Indicator::plain("cases_by_social_worker_total", self.open(&[])).by("owned_by"),
                Indicator::plain(
                    "cases_by_social_worker_new_or_updated",
                    self.open(&[updated]),
                )
                .by("owned_by"),
            ],
            "reporting_location" => self
                .by_week(|name| format!("reporting_location_{}", name.replace("new_", "open_")))
                .into_iter()
                .map(|indicator| indicator.by_place("owned_by_location"))
                .collect(),
            "dash_protection_concerns" => self.protection_concerns(),
            _ => return None,
        })
    }

    fn protection_concerns(&self) -> Vec<Indicator> {
        let (this_week, _) = self.weeks();
        let created = format!("created_at={this_week}");
        let closed = format!("date_closure={this_week}");
        let indicators = [
            ("open_cases", self.open(&[])),
            ("new_this_week", self.open(&[&created])),
            ("all_cases", self.enabled(&[])),
            (
                "closed_this_week",
                self.enabled(&["status=closed", &closed]),
            ),
        ];
        let named = indicators.map(|(name, filters)| {
            Indicator::plain(format!("protection_concerns_{name}"), filters)
                .by_each("protection_concerns")
        });
        named.to_vec()
    }

    fn by_week(&self, name: impl Fn(&str) -> String) -> Vec<Indicator> {
        let (this_week, last_week) = self.weeks();
        let created = |week: &str| format!("created_at={week}");
        let closed = |week: &str| format!("date_closure={week}");
        let indicators = [
            ("open", self.open(&[])),
            ("new_last_week", self.open(&[&created(&last_week)])),
            ("new_this_week", self.open(&[&created(&this_week)])),
            (
                "closed_last_week",
                self.enabled(&["status=closed", &closed(&last_week)]),
            ),
            (
                "closed_this_week",
                self.enabled(&["status=closed", &closed(&this_week)]),
            ),
        ];
        let named = indicators.map(|(own, filters)| Indicator::plain(name(own), filters));
        named.to_vec()
    }

    /// This week and the one before, from Monday to Sunday, as ranges of days.
    fn weeks(&self) -> (String, String) {
        let days = self.today.weekday().since(Weekday::Monday);
        let monday = self.today.saturating_sub(jiff::Span::new().days(days));
        let week = |from: Date| {
            let to = from.saturating_add(jiff::Span::new().days(6));
            format!("{from}..{to}")
        };
        let before = monday.saturating_sub(jiff::Span::new().days(7));
        (week(monday), week(before))
    }

    fn approvals(&self, base: &str, module: &str) -> Option<Dashboard> {
        let is_own = self.actor.modules.contains(module);
        let (kind, own, pending) = APPROVALS
            .into_iter()
            .find(|(_, own, pending)| [own, pending].iter().any(|name| name.as_str() == base))?;
        if !is_own {
            return None;
        }
        let one = |name: String, status: &str| {
            let status = format!("approval_status_{kind}={status}");
            let mut filters = Self::of_module(module);
            filters.insert(2, status);
            Indicator::plain(name, filters)
        };
        let (right, indicators) = if base == own.as_str() {
            let each = ["pending", "rejected", "approved"];
            let each = each.map(|status| one(format!("approval_{kind}_{status}.{module}"), status));
            (own, each.to_vec())
        } else {
            let group = one(format!("approval_{kind}_pending_group.{module}"), "pending");
            (pending, vec![group])
        };
        Some(Dashboard { right, indicators })
    }

    fn of_module(module: &str) -> Vec<String> {
        vec![
            "record_state=true".to_owned(),
            "status=open".to_owned(),
            format!("module_id={module}"),
        ]
    }

    /// One indicator for each of the caller's modules that has stages.
    fn of_modules(&self, indicator: impl Fn(&str, Vec<String>) -> Indicator) -> Vec<Indicator> {
        let own = self.actor.modules.iter().map(|module| {
            let stages = self.tenant.stages(RecordType::Case, module.as_str());
            indicator(module.as_str(), stages)
        });
        own.collect()
    }
}
