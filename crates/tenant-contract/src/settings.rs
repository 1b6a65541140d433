//! `instance.json`: what the operator tells a tenant about itself. No secret, no personal data
//! beyond the user name of the first administrator.

use serde::{Deserialize, Serialize};

/// The content of [`crate::mount::INSTANCE_KEY`]. Unknown fields are ignored, so that an operator
/// may be newer than the core image that it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceSettings {
    /// The contract version that the operator wrote ([`crate::VERSION`]).
    pub contract: i32,
    /// The name of the `PrimeroInstance`.
    pub name: String,
    /// The UID of the `PrimeroInstance`: the identity of everything outside Kubernetes.
    pub uid: String,
    /// The tenant's name as people read it, in any script.
    pub display_name: String,
    /// Where people reach the tenant, for instance `https://kenya.example.org`; no trailing slash.
    pub url: String,
    /// Further host names that serve the same tenant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// BCP 47 tags; the first is the default. Empty means the template's own.
    #[serde(default)]
    pub languages: Vec<String>,
    /// IANA time zone that "today", ages and date rules use.
    pub time_zone: String,
    /// The template to apply.
    pub template: TemplateIdentity,
    /// Values for the template's parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// Names of the overlays, in the order of their application.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overlays: Vec<String>,
    /// The first administrator.
    pub administrator: Administrator,
    /// Whether the template's sample users and records are applied. Evaluation only.
    #[serde(default)]
    pub samples: bool,
}

/// Which template, and the digest of its bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateIdentity {
    /// Template name, for instance `rapid-onset`.
    pub name: String,
    /// Semantic version.
    pub version: String,
    /// `sha256:<hex>` over the bundle's canonical JSON.
    pub digest: String,
}

/// One template parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// Name as the template declares it.
    pub name: String,
    /// Value; the template gives its type and bounds.
    pub value: String,
}

/// The first administrator of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Administrator {
    /// User name to sign in with.
    pub user_name: String,
    /// Address for password resets, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::InstanceSettings;

    #[test]
    fn settings_of_a_newer_operator_are_understood() {
        let json = r#"{
            "contract": 1, "name": "kenya", "uid": "4b0f", "displayName": "Kenya", "newField": 1,
            "url": "http://kenya.localhost", "timeZone": "UTC",
            "template": {"name": "rapid-onset", "version": "1.0.0", "digest": "sha256:00"},
            "administrator": {"userName": "admin"}
        }"#;
        let settings: InstanceSettings = serde_json::from_str(json).unwrap();
        assert_eq!(settings.languages, Vec::<String>::new());
        assert!(!settings.samples);
        let again: InstanceSettings =
            serde_json::from_str(&serde_json::to_string(&settings).unwrap()).unwrap();
        assert_eq!(again, settings);
    }
}
