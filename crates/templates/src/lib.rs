//! Template bundles: format, check, overlays, and compiling to a tenant's configuration. Pure.

pub mod configuration;

pub use configuration::Configuration;
