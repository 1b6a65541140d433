//! What the operator knows of the objects that it made: an index fed by watches.
//!
//! Ten thousand instances have some 140,000 objects. Caching them, even their metadata alone, would
//! take hundreds of megabytes; the pipeline needs only a digest and a version of each, so that is
//! what is kept (`facts`). `watch` feeds the index and names the instances to look at again.

pub mod facts;
mod index;
pub mod watch;

pub use facts::{DeploymentFact, JobFact, ObjectFact, PodFact};
pub use index::{ChildIndex, Kind};
