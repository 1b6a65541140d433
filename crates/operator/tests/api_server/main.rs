//! The custom resources and the operator against a real API server, without nodes or controllers.
//!
//! `cargo xtask test` starts one; by hand, `cargo xtask cluster api-server --dir DIR` prints the
//! kubeconfig for `PRIMERO_TEST_KUBECONFIG`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod cluster;
mod furniture;
mod pipeline;
mod rejections;
mod stage;
