//! Real HTTP to a service under test, as each kind of caller sends it.

mod browser;
mod client;

pub(crate) use browser::{Browser, basic, body};
pub(crate) use client::{Answer, Client};
