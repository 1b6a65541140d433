//! The end-to-end tests: one module a promise of the platform. Run by `cargo xtask test e2e`, which
//! brings the cluster and names it in the environment.
//!
//! Instances are called `t-*`. A test removes what it made when it passed; what a failed test leaves
//! stays to be looked at until the run ends.

mod change;
mod crash;
mod deletion;
mod isolation;
mod outside;
mod pair;
mod refusal;
mod repair;
mod secure;
mod walk;
