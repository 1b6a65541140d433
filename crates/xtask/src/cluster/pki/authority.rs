//! An authority, and the certificates that it signs.

use std::path::Path;

use anyhow::{Context as _, Result};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};

use crate::cluster::write_file;

/// Who a certificate is for.
#[derive(Debug)]
pub(super) struct Subject {
    name: String,
    group: String,
    reachable_as: Vec<String>,
    usages: Vec<ExtendedKeyUsagePurpose>,
}

impl Subject {
    pub(super) fn client(name: &str, group: &str) -> Self {
        let usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        Self {
            name: name.to_owned(),
            group: group.to_owned(),
            reachable_as: Vec::new(),
            usages,
        }
    }

    pub(super) fn server(name: &str, reachable_as: Vec<String>) -> Self {
        let usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        Self {
            name: name.to_owned(),
            group: String::new(),
            reachable_as,
            usages,
        }
    }

    pub(super) fn both(name: &str, reachable_as: Vec<String>) -> Self {
        let mut subject = Self::server(name, reachable_as);
        subject.usages.push(ExtendedKeyUsagePurpose::ClientAuth);
        subject
    }
}

/// A certificate authority that lives as long as its cluster.
pub(super) struct Authority {
    certificate: String,
    key: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub(super) fn new(name: &str) -> Result<Self> {
        let mut params = lasting(CertificateParams::new(Vec::new())?);
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::KeyCertSign,
            KeyUsagePurpose::CrlSign,
        ];
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?.pem();
        Ok(Self {
            certificate,
            key: key.serialize_pem(),
            issuer: Issuer::new(params, key),
        })
    }

    pub(super) fn write(&self, directory: &Path, name: &str) -> Result<()> {
        write_file(
            &directory.join(format!("{name}.crt")),
            self.certificate.as_bytes(),
            0o644,
        )?;
        write_file(
            &directory.join(format!("{name}.key")),
            self.key.as_bytes(),
            0o600,
        )
    }

    pub(super) fn issue(&self, directory: &Path, file: &str, subject: &Subject) -> Result<()> {
        let mut params = lasting(CertificateParams::new(subject.reachable_as.clone())?);
        params
            .distinguished_name
            .push(DnType::CommonName, subject.name.as_str());
        if !subject.group.is_empty() {
            params
                .distinguished_name
                .push(DnType::OrganizationName, subject.group.as_str());
        }
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages.clone_from(&subject.usages);
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let certificate = params
            .signed_by(&key, &self.issuer)
            .with_context(|| format!("failed to sign the certificate {file}"))?;
        write_file(
            &directory.join(format!("{file}.crt")),
            certificate.pem().as_bytes(),
            0o644,
        )?;
        write_file(
            &directory.join(format!("{file}.key")),
            key.serialize_pem().as_bytes(),
            0o600,
        )
    }
}

/// Valid whatever the machine's clock says: a cluster for evaluation is thrown away, not renewed.
fn lasting(mut params: CertificateParams) -> CertificateParams {
    params.not_before = rcgen::date_time_ymd(2000, 1, 1);
    params.not_after = rcgen::date_time_ymd(2100, 1, 1);
    params.distinguished_name = DistinguishedName::new();
    params
}
