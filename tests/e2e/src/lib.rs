//! The platform tried from outside: what the end-to-end tests and the provisioning bench share.
//!
//! Start with [`cluster::Cluster`] (the Kubernetes API as an administrator sees it),
//! [`tenant::Tenant`] (an instance from its manifest to its removal) and [`edge`] (a tenant's URL as
//! a caseworker's device sees it). [`intruder`] is a pod with all that a tenant's own pods have,
//! used to try what must not work. The tests themselves lie in `tests/e2e`.
//!
//! Nothing of the product is linked in except the contract by which sign-in links are made: what
//! these tests know, a stranger with `kubectl` knows.

pub mod cluster;
pub mod edge;
pub mod http;
pub mod intruder;
pub mod operator;
mod proxy;
pub mod tenant;
pub mod wait;
