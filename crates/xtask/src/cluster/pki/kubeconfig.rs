//! A kubeconfig with everything inside, so that it works wherever it is copied to.

use std::fs;
use std::net::Ipv4Addr;

use anyhow::Result;
use serde_json::json;

use crate::cluster::layout::Layout;

/// For a client, by the name of its certificate.
pub(super) fn render(
    layout: &Layout,
    client: &str,
    address: Ipv4Addr,
    port: u16,
) -> Result<String> {
    let read = |file: String| -> Result<String> { Ok(base64(&fs::read(layout.pki(&file))?)) };
    Ok(serde_json::to_string_pretty(&json!({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "primero-local", "cluster": {
            "server": format!("https://{address}:{port}"),
            "certificate-authority-data": read("ca.crt".to_owned())?,
        }}],
        "users": [{"name": client, "user": {
            "client-certificate-data": read(format!("{client}.crt"))?,
            "client-key-data": read(format!("{client}.key"))?,
        }}],
        "contexts": [{"name": "primero-local", "context": {"cluster": "primero-local", "user": client}}],
        "current-context": "primero-local",
    }))?)
}

/// Base64 as a kubeconfig wants it. Twenty lines here keep a dependency out of the first build.
pub(super) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .fold(0_usize, |word, byte| (word << 8) | usize::from(*byte));
        let word = word << (8 * (3 - chunk.len()));
        for position in 0..4 {
            if position <= chunk.len() {
                text.push(char::from(ALPHABET[(word >> (18 - 6 * position)) & 63]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads_every_remainder() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, encoded) in cases {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
    }
}
