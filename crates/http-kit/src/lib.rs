//! What every HTTP endpoint of ours shares: errors, parameters, pages, request ids.
//!
//! An endpoint returns [`ApiError`]; the layer [`render::errors`] turns it, and every error that
//! axum makes itself, into the wire shape of API v2, so that no answer is without a JSON body.
//! [`params::Params`] reads query and body the way the existing clients write them.
//! Nothing here knows the domain.

pub mod envelope;
pub mod error;
pub mod nested_query;
pub mod normalise;
pub mod page;
pub mod params;
pub mod render;
pub mod request_id;

pub use envelope::{List, ListMetadata, One};
pub use error::{ApiError, FieldError};
pub use page::Page;
pub use params::Params;
