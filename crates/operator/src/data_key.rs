//! Tenants' data keys, and the platform's key that wraps their copies.
//!
//! A tenant's key is made once. Its wrapped copy in the operator's namespace is written before the
//! tenant gets the key, so that a deleted Secret is restored and never replaced by a fresh key over
//! data that was sealed with the old one.

use std::fmt;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};

/// Length of every key here.
pub const KEY_LENGTH: usize = 32;

/// Fills an array from the system's source of randomness.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .expect("the system has a source of randomness");
    bytes
}

/// A tenant's data key.
#[derive(Clone, PartialEq, Eq)]
pub struct DataKey([u8; KEY_LENGTH]);

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey({})", self.id())
    }
}

impl DataKey {
    /// A fresh key.
    pub fn generate() -> Self {
        Self(random())
    }

    /// The key with these bytes, if they are as many as they should be.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes of the key.
    pub const fn bytes(&self) -> &[u8; KEY_LENGTH] {
        &self.0
    }

    /// Names the key without revealing it.
    pub fn id(&self) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.0);
        let tag = hmac::sign(&key, b"primero data key id");
        let start = tag.as_ref().iter().take(8);
        format!(
            "{:016x}",
            start.fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte))
        )
    }
}

/// The platform's key-encryption key.
pub struct KeyEncryptionKey(LessSafeKey);

impl fmt::Debug for KeyEncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyEncryptionKey")
    }
}

impl KeyEncryptionKey {
    /// The key with these bytes, if they are as many as they should be.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        UnboundKey::new(&AES_256_GCM, bytes)
            .ok()
            .map(|key| Self(LessSafeKey::new(key)))
    }

    /// Wraps the key of the tenant with this UID. Wrapped keys cannot be swapped among tenants.
    pub fn wrap(&self, key: &DataKey, uid: &str) -> Vec<u8> {
        let nonce = random::<NONCE_LEN>();
        let mut sealed = key.0.to_vec();
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(uid.as_bytes()),
                &mut sealed,
            )
            .expect("32 bytes are not too long to seal");
        [&nonce[..], &sealed].concat()
    }

    /// Opens what [`Self::wrap`] made for the same tenant.
    pub fn unwrap(&self, wrapped: &[u8], uid: &str) -> Option<DataKey> {
        let (nonce, sealed) = wrapped.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut sealed = sealed.to_vec();
        let opened = self
            .0
            .open_in_place(nonce, Aad::from(uid.as_bytes()), &mut sealed)
            .ok()?;
        DataKey::from_bytes(opened)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform_key() -> KeyEncryptionKey {
        KeyEncryptionKey::from_bytes(&[7; KEY_LENGTH]).unwrap()
    }

    #[test]
    fn a_wrapped_key_opens_for_its_tenant_only() {
        let key = DataKey::generate();
        let wrapped = platform_key().wrap(&key, "uid-1");
        assert_eq!(platform_key().unwrap(&wrapped, "uid-1"), Some(key));
        assert_eq!(platform_key().unwrap(&wrapped, "uid-2"), None);
    }

    #[test]
    fn a_wrapped_key_does_not_open_with_another_platform_key() {
        let wrapped = platform_key().wrap(&DataKey::generate(), "uid-1");
        let other = KeyEncryptionKey::from_bytes(&[8; KEY_LENGTH]).unwrap();
        assert_eq!(other.unwrap(&wrapped, "uid-1"), None);
        assert_eq!(platform_key().unwrap(&wrapped[..5], "uid-1"), None);
    }

    #[test]
    fn an_id_names_a_key_and_does_not_contain_it() {
        let key = DataKey::from_bytes(&[1; KEY_LENGTH]).unwrap();
        assert_eq!(key.id().len(), 16);
        assert_ne!(key.id(), DataKey::generate().id());
        assert_eq!(format!("{key:?}"), format!("DataKey({})", key.id()));
    }
}
