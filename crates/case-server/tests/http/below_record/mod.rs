//! What stands below a record.

mod access_log;
mod alerts;
mod approvals;
mod flags;
mod history;
mod transitions;
