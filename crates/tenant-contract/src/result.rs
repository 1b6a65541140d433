//! What a Job reports: JSON of at most 4 KiB in its container's termination message.
//!
//! The message ends up in a Pod's status, which cluster administrators read: it carries names,
//! versions and counts of configuration, never a value of a record.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Kubernetes cuts a termination message after this many bytes.
pub const MAX_BYTES: usize = 4096;

/// The result of `migrate`, `configure` or `prepare`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobResult {
    /// [`crate::VERSION`] of the core image.
    pub contract: i32,
    /// Set by `migrate` and `prepare` once the schema is in place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<SchemaResult>,
    /// Set by `configure` and `prepare` once the configuration is applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<ConfigurationResult>,
    /// Why the command did not finish; absent after [`crate::command::Exit::Done`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// The database schema after the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SchemaResult {
    /// The version that the database has now.
    pub version: i64,
    /// The newest version that this binary knows.
    pub head: i64,
}

/// The configuration after the command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigurationResult {
    /// `sha256:<hex>` of bundle, overlays, languages and parameters together.
    pub digest: String,
    /// Percentage of the template's texts that each language has, 0 to 100.
    #[serde(default)]
    pub language_completeness: BTreeMap<String, u8>,
    /// Number of local changes that the template also changed; the full report stays in the
    /// tenant's database.
    #[serde(default)]
    pub conflicts: u32,
}

/// Why a command did not finish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Stable CamelCase word, fit for a condition's reason.
    pub reason: String,
    /// What is wrong and what to do about it, in plain English.
    pub message: String,
}

impl JobResult {
    /// An empty result of this contract version.
    pub const fn new() -> Self {
        Self {
            contract: crate::VERSION,
            schema: None,
            configuration: None,
            failure: None,
        }
    }

    /// The termination message: valid JSON of at most [`MAX_BYTES`] bytes. What does not fit is
    /// left out from its least important end: a long failure text is cut, then the languages go.
    pub fn to_message(&self) -> String {
        let whole = self.json();
        let Some(excess) = whole
            .len()
            .checked_sub(MAX_BYTES)
            .filter(|excess| *excess > 0)
        else {
            return whole;
        };
        let mut fitting = self.clone();
        if let Some(failure) = &mut fitting.failure {
            // A character may take six bytes as an escape, so cut by the worst case.
            let keep = failure.message.chars().count().saturating_sub(excess);
            let kept: String = failure
                .message
                .chars()
                .take(keep.min(MAX_BYTES / 8))
                .collect();
            failure.message = format!("{kept} ...");
        }
        if fitting.json().len() > MAX_BYTES
            && let Some(configuration) = &mut fitting.configuration
        {
            configuration.language_completeness.clear();
        }
        fitting.json()
    }

    /// Reads a termination message.
    ///
    /// # Errors
    /// When the text is not this JSON, as after a crash before anything was written.
    pub fn from_message(message: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(message)
    }

    fn json(&self) -> String {
        serde_json::to_string(self).expect("a struct of strings and numbers serialises")
    }
}

impl Default for JobResult {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{ConfigurationResult, Failure, JobResult, MAX_BYTES, SchemaResult};

    fn result(message: &str) -> JobResult {
        JobResult {
            schema: Some(SchemaResult {
                version: 3,
                head: 3,
            }),
            configuration: Some(ConfigurationResult {
                digest: "sha256:ab".to_owned(),
                language_completeness: [("ar".to_owned(), 61), ("en".to_owned(), 100)].into(),
                conflicts: 0,
            }),
            failure: Some(Failure {
                reason: "TemplateInvalid".to_owned(),
                message: message.to_owned(),
            }),
            ..JobResult::new()
        }
    }

    #[test]
    fn a_result_reads_back_from_its_message() {
        let result = result("forms/quick.yaml: unknown lookup `lookup-sex`");
        assert_eq!(
            JobResult::from_message(&result.to_message()).unwrap(),
            result
        );
    }

    #[test]
    fn a_long_failure_is_cut_and_still_reads() {
        for text in [
            "x".repeat(9000),
            "\u{1}".repeat(9000),
            "\u{0639}".repeat(9000),
        ] {
            let message = result(&text).to_message();
            assert!(message.len() <= MAX_BYTES, "{} bytes", message.len());
            let read = JobResult::from_message(&message).unwrap();
            assert_eq!(
                read.schema,
                Some(SchemaResult {
                    version: 3,
                    head: 3
                })
            );
            assert!(read.failure.unwrap().message.ends_with(" ..."));
        }
    }
}
