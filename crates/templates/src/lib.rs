//! Template bundles: format, check, overlays, and compiling to a tenant's configuration. Pure.
//!
//! | module | holds |
//! |---|---|
//! | [`bundle`] | a template as a map of path to bytes, packed and unpacked |
//! | [`block`] | shared blocks, inlined when a template is packed |
//! | [`manifest`] | `template.yaml` |
//! | [`compile()`] | bundle, overlays, languages and parameters to a [`Configuration`] |
//! | [`check()`] | everything that is wrong with a template |
//! | [`Rule`] | the rules that a template is held to |
//! | [`configuration`] | what a template comes to |

pub mod block;
pub mod bundle;
mod check;
mod compile;
pub mod configuration;
mod decode;
mod document;
mod language;
pub mod manifest;
mod merge;
mod overlay;
mod parameter;
mod problem;
mod rule;
mod translation;

pub use block::inline_blocks;
pub use bundle::{Bundle, BundleError};
pub use check::check;
pub use compile::compile;
pub use configuration::Configuration;
pub use manifest::Manifest;
pub use overlay::Overlay;
pub use problem::Problem;
pub use rule::{Rule, WAITING, Waiting};
