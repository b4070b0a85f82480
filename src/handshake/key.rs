//! `Sec-WebSocket-Key` and `Sec-WebSocket-Accept`: RFC 6455 §4.2.2 item 5.4.

use alloc::string::String;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};

/// RFC 6455 §1.3.
const GUID: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// The key that stands for 16 random bytes.
pub(crate) fn encode(nonce: [u8; 16]) -> String {
    STANDARD.encode(nonce)
}

/// Whether this is base64 of 16 bytes.
pub(crate) fn is_valid(key: &[u8]) -> bool {
    STANDARD.decode(key).is_ok_and(|nonce| nonce.len() == 16)
}

/// The answer to a key.
pub(crate) fn accept(key: &[u8]) -> String {
    STANDARD.encode(Sha1::new().chain_update(key).chain_update(GUID).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc() {
        assert_eq!(accept(b"dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assert!(is_valid(b"dGhlIHNhbXBsZSBub25jZQ=="));
        assert!(!is_valid(b"dGhlIHNhbXBsZSBub25jZQ"));
        assert!(!is_valid(b"dGhlIHNhbXBsZSBub25jZQ==="));
    }
}
