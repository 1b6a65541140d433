//! The custom resources of `primero.org/v1alpha1`: types, schemas, and the words used in status.
//!
//! Types only: no client, no clock, no IO. The operator reads and writes these objects, the chart
//! installs [`render::files`], and people write [`PrimeroInstance`] manifests.
//!
//! Start with [`instance`], the product's API; the other kinds are what an instance refers to.
//! Words that appear in status, events and labels are constants of [`condition`] and [`labels`].

#![expect(
    unreachable_pub,
    reason = "the derive KubeSchema writes a second, unreachable `pub struct` for each type"
)]
#![expect(
    clippy::duplicated_attributes,
    reason = "printer columns repeat their type inside of one `kube` attribute"
)]

pub mod channel;
pub mod condition;
pub mod database_server;
pub mod instance;
pub mod labels;
pub mod plan;
pub mod reference;
pub mod release;
pub mod render;
mod schema;
pub mod template;

pub use channel::{ReleaseChannel, ReleaseChannelSpec};
pub use condition::Condition;
pub use database_server::{DatabaseServer, DatabaseServerSpec};
pub use instance::status::PrimeroInstanceStatus;
pub use instance::{PrimeroInstance, PrimeroInstanceSpec};
pub use plan::{InstancePlan, InstancePlanSpec};
pub use release::{CoreRelease, CoreReleaseSpec};
pub use template::{ConfigurationTemplate, ConfigurationTemplateSpec};

/// The API group of every kind.
pub const GROUP: &str = "primero.org";
/// The one served version.
pub const VERSION: &str = "v1alpha1";
