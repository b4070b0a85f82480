//! Nonces that a server knows again without keeping them: RFC 7616 §3.3.

use alloc::string::String;
use core::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::digest::hex;
use crate::time::Instant;

/// Makes nonces, and knows them again: the time, 8 random bytes, and a signature of both.
pub(super) struct Nonces<'a> {
    pub(super) secret: &'a [u8; 32],
    pub(super) realm: &'a str,
    pub(super) lifetime: Duration,
}

impl Nonces<'_> {
    pub(super) fn issue(&self, random: [u8; 8], now: Instant) -> String {
        let time = now.as_nanos().to_be_bytes();
        let content = [time, random].concat();
        let signature = self.sign(&content);
        URL_SAFE_NO_PAD.encode([&content[..], &signature].concat())
    }

    /// Until when a nonce is good; `None` if it is not, or not ours.
    pub(super) fn check(&self, nonce: &[u8], now: Instant) -> Option<Instant> {
        let bytes = URL_SAFE_NO_PAD.decode(nonce).ok()?;
        let (content, signature) = bytes.split_at_checked(16)?;
        let time = u64::from_be_bytes(content.first_chunk().copied()?);
        let good = bool::from(self.sign(content)[..].ct_eq(signature));
        let until = Instant::from_nanos(time) + self.lifetime;
        (good && now < until).then_some(until)
    }

    /// Comes back as it is.
    pub(super) fn opaque(&self) -> String {
        hex(&self.sign(b"opaque")[..8])
    }

    fn sign(&self, content: &[u8]) -> [u8; 16] {
        // A key of 32 bytes is always taken.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret) else { return [0; 16] };
        mac.update(self.realm.as_bytes());
        mac.update(&[0]);
        mac.update(content);
        let mut signature = [0; 16];
        signature.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        signature
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_good_for_its_time_and_nobody_else_makes_one() {
        let nonces = |secret| Nonces { secret, realm: "r", lifetime: Duration::from_secs(300) };
        let at = |seconds: u64| Instant::from_nanos(seconds * 1_000_000_000);
        let nonce = nonces(&[1; 32]).issue([2; 8], at(10));
        assert_eq!(nonces(&[1; 32]).check(nonce.as_bytes(), at(10)), Some(at(310)));
        assert_eq!(nonces(&[1; 32]).check(nonce.as_bytes(), at(309)), Some(at(310)));
        assert_eq!(nonces(&[1; 32]).check(nonce.as_bytes(), at(310)), None);
        assert_eq!(nonces(&[2; 32]).check(nonce.as_bytes(), at(10)), None);
        let other = Nonces { realm: "s", ..nonces(&[1; 32]) };
        assert_eq!(other.check(nonce.as_bytes(), at(10)), None);
        for length in 0..nonce.len() {
            assert_eq!(nonces(&[1; 32]).check(&nonce.as_bytes()[..length], at(10)), None);
        }
        assert_ne!(nonce, nonces(&[1; 32]).issue([3; 8], at(10)));
    }
}
