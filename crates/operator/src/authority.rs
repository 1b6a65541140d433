//! The operator's own certificate authority, for `edge.tls.mode: Auto` without cert-manager.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use primero_crd::labels;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::json;

use crate::context::Context;
use crate::hash::IntentHash;
use crate::instance::build::certificate::SECRET;
use crate::instance::build::meta;
use crate::instance::progress::Failure;
use crate::instance::validate::{ValidInstance, ValidTls};
use crate::secrets::{SecretValues, Secrets};
use crate::writer::WriteError;

/// The Secret in the operator's namespace with the authority.
pub const AUTHORITY_SECRET: &str = "operator-ca";

const TLS_CERT: &str = "tls.crt";
const TLS_KEY: &str = "tls.key";
const TLS_TYPE: &str = "kubernetes.io/tls";
/// When a certificate has to be replaced.
const RENEW_TIME: &str = "primero.org/renew-time";
const LIFETIME: SignedDuration = SignedDuration::from_hours(90 * 24);
const RENEW_AFTER: SignedDuration = SignedDuration::from_hours(60 * 24);
const AUTHORITY_LIFETIME: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);

/// Why there is no authority.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// The Secret could not be read or made.
    #[error("failed to keep the certificate authority")]
    Keep(#[source] WriteError),
    /// A key or certificate could not be made or read.
    #[error("failed to make or read a certificate")]
    Certificate(#[source] rcgen::Error),
    /// The Secret does not hold an authority.
    #[error("the Secret {AUTHORITY_SECRET:?} holds no certificate and key")]
    Malformed,
}

/// A certificate authority.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate_pem: String,
    own: Arc<ClientConfig>,
    public: Arc<ClientConfig>,
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authority")
    }
}

impl Authority {
    /// The authority of the operator's namespace; made when there is none.
    pub async fn load(secrets: &Secrets, now: Timestamp) -> Result<Self, AuthorityError> {
        let found = secrets
            .get(AUTHORITY_SECRET)
            .await
            .map_err(AuthorityError::Keep)?;
        let kept = if let Some(kept) = found {
            kept
        } else {
            let values = generate(now).map_err(AuthorityError::Certificate)?;
            let metadata = ObjectMeta {
                name: Some(AUTHORITY_SECRET.to_owned()),
                labels: Some(meta::strings([(labels::PART_OF, labels::PART_OF_PRIMERO)])),
                ..ObjectMeta::default()
            };
            let created = secrets.create(metadata, Some(TLS_TYPE), &values).await;
            created.map_err(AuthorityError::Keep)?
        };
        Self::from_values(&kept.values)
    }

    fn from_values(values: &SecretValues) -> Result<Self, AuthorityError> {
        let certificate_pem = values.text(TLS_CERT).ok_or(AuthorityError::Malformed)?;
        let key_pem = values.text(TLS_KEY).ok_or(AuthorityError::Malformed)?;
        let key = KeyPair::from_pem(&key_pem).map_err(AuthorityError::Certificate)?;
        // Of an issuer's certificate, only name and key stand in what it signs.
        let params = params().map_err(AuthorityError::Certificate)?;
        let issuer = Issuer::new(params, key);
        let der = CertificateDer::from_pem_slice(certificate_pem.as_bytes())
            .map_err(|_| AuthorityError::Malformed)?;
        let mut roots = rustls::RootCertStore::empty();
        roots.add(der).map_err(|_| AuthorityError::Malformed)?;
        let own = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            issuer,
            certificate_pem,
            own: Arc::new(own),
            public: Arc::new(unchecked()),
        })
    }

    /// How the smoke test checks the edge: strictly where the operator issued the certificate
    /// itself. For another issuer the operator does not know the roots that people's browsers
    /// trust, and checks that the edge answers.
    pub fn client_config(&self, tls: &ValidTls) -> Arc<ClientConfig> {
        match tls {
            ValidTls::OwnAuthority => Arc::clone(&self.own),
            ValidTls::None | ValidTls::CertManager(_) | ValidTls::Secret(_) => {
                Arc::clone(&self.public)
            }
        }
    }

    fn issue(&self, hostnames: &[String], now: Timestamp) -> Result<SecretValues, rcgen::Error> {
        let mut params = CertificateParams::new(hostnames.to_vec())?;
        set_validity(&mut params, now, LIFETIME);
        // The names are all in the extension; the subject is what people see in a dialogue.
        params.distinguished_name = named("Primero Platform tenant");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        let chain = format!("{}{}", certificate.pem(), self.certificate_pem);
        Ok(SecretValues::default()
            .with(TLS_CERT, chain)
            .with(TLS_KEY, key.serialize_pem()))
    }
}

/// The authority's certificate, but for its validity.
fn params() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name = named("Primero Platform");
    Ok(params)
}

fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

fn generate(now: Timestamp) -> Result<SecretValues, rcgen::Error> {
    let mut params = params()?;
    set_validity(&mut params, now, AUTHORITY_LIFETIME);
    let key = KeyPair::generate()?;
    let certificate = params.self_signed(&key)?;
    Ok(SecretValues::default()
        .with(TLS_CERT, certificate.pem())
        .with(TLS_KEY, key.serialize_pem()))
}

fn set_validity(params: &mut CertificateParams, now: Timestamp, lifetime: SignedDuration) {
    let day = |time: Timestamp| {
        let date = time.to_zoned(jiff::tz::TimeZone::UTC).date();
        let number = |part: i8| u8::try_from(part).unwrap_or(1);
        rcgen::date_time_ymd(
            i32::from(date.year()),
            number(date.month()),
            number(date.day()),
        )
    };
    // From yesterday on, since clocks differ.
    params.not_before = day(later(now, -SignedDuration::from_hours(24)));
    params.not_after = day(later(now, lifetime));
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(now)
}

/// Issues the certificate of an instance when there is none, when it nears its end, and when the
/// host names changed.
pub async fn ensure_certificate(instance: &ValidInstance, ctx: &Context) -> Result<(), Failure> {
    let now = ctx.now();
    let secrets = ctx.secrets(&instance.namespace);
    let found = secrets
        .metadata(SECRET)
        .await
        .map_err(|error| Failure::retrying(&error))?;
    let intent = IntentHash::of(&json!(instance.hostnames)).to_string();
    let annotation = |name: &str| found.as_ref()?.annotations.as_ref()?.get(name).cloned();
    let renew = annotation(RENEW_TIME).and_then(|time| time.parse::<Timestamp>().ok());
    let fresh = renew.is_some_and(|renew| now < renew);
    if fresh && annotation(labels::INTENT_HASH) == Some(intent.clone()) {
        return Ok(());
    }
    let values = ctx
        .authority
        .issue(&instance.hostnames, now)
        .map_err(|error| Failure::retrying(&AuthorityError::Certificate(error)))?;
    let renew = later(now, RENEW_AFTER).to_string();
    write(
        instance,
        &values,
        &[(labels::INTENT_HASH, &intent), (RENEW_TIME, &renew)],
        found,
        ctx,
    )
    .await
}

/// Puts a certificate into the tenant's namespace unless the same one is there.
pub async fn put_certificate(
    instance: &ValidInstance,
    values: &SecretValues,
    ctx: &Context,
) -> Result<(), Failure> {
    let secrets = ctx.secrets(&instance.namespace);
    let found = secrets
        .metadata(SECRET)
        .await
        .map_err(|error| Failure::retrying(&error))?;
    let intent = values.digest().to_string();
    let known = found
        .as_ref()
        .and_then(|meta| meta.annotations.as_ref()?.get(labels::INTENT_HASH));
    if known == Some(&intent) {
        return Ok(());
    }
    write(
        instance,
        values,
        &[(labels::INTENT_HASH, &intent)],
        found,
        ctx,
    )
    .await
}

async fn write(
    instance: &ValidInstance,
    values: &SecretValues,
    annotations: &[(&str, &str)],
    found: Option<ObjectMeta>,
    ctx: &Context,
) -> Result<(), Failure> {
    let secrets = ctx.secrets(&instance.namespace);
    let mut metadata = meta::object(instance, SECRET);
    metadata.annotations = Some(
        annotations
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect(),
    );
    let written = if found.is_some() {
        secrets.update(&metadata, values).await.map(drop)
    } else {
        secrets
            .create(metadata, Some(TLS_TYPE), values)
            .await
            .map(drop)
    };
    written.map_err(|error| Failure::retrying(&error))
}

/// Takes any certificate: for probing an edge whose issuer the operator does not know. Nothing
/// secret is sent and nothing received is believed but the status.
fn unchecked() -> ClientConfig {
    ClientConfig::builder()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Unchecked))
        .with_no_client_auth()
}

#[derive(Debug)]
struct Unchecked;

impl rustls::client::danger::ServerCertVerifier for Unchecked {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &rustls::pki_types::ServerName<'_>,
        _ocsp: &[u8],
        _now: rustls::pki_types::UnixTime,
    ) -> Result<rustls::client::danger::ServerCertVerified, rustls::Error> {
        Ok(rustls::client::danger::ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Ok(rustls::client::danger::HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Ok(rustls::client::danger::HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        rustls::crypto::ring::default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}
