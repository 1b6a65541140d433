//! `template.yaml`: what a template is, and the parts that need no file of their own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Bundle, Problem,
    configuration::{ContactInformation, Module, RetentionRule, SystemSettings},
    decode,
    document::Documents,
};

/// What a parameter's value can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterType {
    /// A whole number.
    Integer,
    /// A text.
    Text,
    /// `true` or `false`.
    Boolean,
}

/// A value of the template that an instance may set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterDefinition {
    /// The name that manifests use.
    pub name: String,
    /// What it changes.
    pub description: String,
    /// What its value can be.
    #[serde(rename = "type")]
    pub parameter_type: ParameterType,
    /// The value when an instance sets none.
    pub default: Value,
    /// Least allowed number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// Greatest allowed number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
}

/// `template.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The template's id, for example `rapid-onset`.
    pub id: String,
    /// Its semantic version.
    pub version: String,
    /// What people see in a list of templates.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The licence of its texts, as an SPDX expression.
    pub license: String,
    /// The languages that it carries (BCP 47); texts without a language are in the first.
    pub languages: Vec<String>,
    /// The modules.
    pub modules: Vec<Module>,
    /// By id, the retention rules that fields name.
    #[serde(default)]
    pub retention: BTreeMap<String, RetentionRule>,
    /// The system settings.
    #[serde(default)]
    pub system_settings: SystemSettings,
    /// Whom users turn to until somebody sets it.
    #[serde(default)]
    pub contact_information: ContactInformation,
    /// What an instance may set.
    #[serde(default)]
    pub parameters: Vec<ParameterDefinition>,
}

impl Manifest {
    /// The manifest of a bundle, its parameters at their defaults.
    pub fn read(bundle: &Bundle) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut documents = Documents::read(bundle, &mut problems);
        let manifest = decode::manifest(&mut documents, &BTreeMap::new(), &mut problems);
        match manifest {
            Some(manifest) if problems.is_empty() => Ok(manifest),
            _ => Err(problems),
        }
    }

    /// The language of texts that name none.
    pub fn default_language(&self) -> &str {
        self.languages.first().map_or("en", String::as_str)
    }
}
