//! The cases of a file: what is sent, and what has to come back.
//!
//! The format is the contract page's own (`docs/how-to/run-the-contract.md` repeats it).
//! [`document`] finds the blocks of a file, [`block`] reads a block, [`step`] a step of it.

mod block;
mod document;
mod fields;
mod step;

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::{Map, Value};

pub(crate) use document::read;

/// One block of the file.
#[derive(Debug)]
pub(crate) struct Block {
    /// The block's id, or where it stands when it has none that can be read.
    pub(crate) id: String,
    /// The case, or the rule of the format that the block breaks.
    pub(crate) case: Result<Case, Broken>,
}

/// A block that is no case.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {rule}")]
pub(crate) struct Broken {
    /// The line of the file on which the block begins.
    pub(crate) line: usize,
    /// What the block gets wrong.
    pub(crate) rule: String,
}

/// A case: steps in order, of which the exchange of the block itself is one.
#[derive(Debug)]
pub(crate) struct Case {
    /// Who sends, in steps that do not say.
    pub(crate) identity: Identity,
    /// The steps, each with its name in reports.
    pub(crate) steps: Vec<(String, Step)>,
}

/// Who sends a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Identity {
    /// Nobody.
    Anonymous,
    /// A user with HTTP Basic credentials.
    Basic(String),
    /// A user who signed in, with a cookie and a CSRF token.
    Session(String),
}

/// One thing that happens in a case.
#[derive(Debug)]
pub(crate) enum Step {
    /// A request and its answer.
    Exchange(Box<Exchange>),
    /// System settings are changed.
    Settings(Map<String, Value>),
    /// A record is changed as if somebody with every right had written it.
    Write {
        /// The fixture record.
        record: String,
        /// What is written.
        data: Value,
    },
    /// A user's role gets more rights.
    Grant {
        /// The user.
        user: String,
        /// Actions by resource.
        actions: BTreeMap<String, Vec<String>>,
    },
    /// The database goes away until the case ends.
    DatabaseDown,
}

/// A request, and what its answer has to be.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// Who sends it; the case says when this does not.
    pub(crate) identity: Option<Identity>,
    /// How far the clock moves on before.
    pub(crate) clock: Option<SignedDuration>,
    /// The method.
    pub(crate) method: String,
    /// Path and query, as they go out.
    pub(crate) target: String,
    /// Headers to set, or, without a value, to leave out.
    pub(crate) headers: BTreeMap<String, Option<Value>>,
    /// The body; a string goes out as it is, everything else as JSON.
    pub(crate) body: Option<Value>,
    /// How often it is sent; the last answer counts.
    pub(crate) repeat: u32,
    /// What has to come back.
    pub(crate) expected: Expected,
    /// Variables to take from the answer, by name, each with its JSON path.
    pub(crate) save: BTreeMap<String, String>,
}

/// What an answer has to be.
#[derive(Debug)]
pub(crate) struct Expected {
    /// The status.
    pub(crate) status: u16,
    /// JSON paths, each with a value or an operator.
    pub(crate) json: Map<String, Value>,
    /// Headers, each with a value or an operator.
    pub(crate) headers: Map<String, Value>,
    /// There is no body.
    pub(crate) is_empty: bool,
}

impl std::fmt::Display for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Anonymous => f.write_str("anon"),
            Self::Basic(user) => f.write_str(user),
            Self::Session(user) => write!(f, "session:{user}"),
        }
    }
}
