//! `/api/v2/cases`.

mod create;
mod list;
mod show;
mod update;
