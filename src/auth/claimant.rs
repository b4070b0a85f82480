//! Who a client says it is.

use alloc::string::String;
use alloc::vec::Vec;

use super::basic;
use super::challenge::Challenge;
use crate::handshake::Request;

/// Who a client says it is. Nothing of it is proved.
#[derive(Clone, PartialEq, Eq)]
pub struct Claimant {
    /// The user, or with Digest perhaps a hash of its name.
    pub user: String,
    /// The password, with Basic.
    pub password: Option<String>,
}

/// The user of a Digest.
pub(super) enum DigestUser {
    Name(String),
    /// RFC 7616 §3.4.4.
    Hash(String),
}

impl Claimant {
    pub(crate) fn of(request: &Request) -> Option<Self> {
        let given = Challenge::credentials(request.headers.get("Authorization")?)?;
        match &*given.scheme {
            "basic" => {
                let credentials = basic::decode(given.token.as_deref()?)?;
                Some(Self { user: credentials.user, password: Some(credentials.password) })
            }
            "digest" => match digest_user(&given)? {
                DigestUser::Name(user) | DigestUser::Hash(user) => {
                    Some(Self { user, password: None })
                }
            },
            _ => None,
        }
    }
}

/// Without the password, which belongs in no log.
impl core::fmt::Debug for Claimant {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Claimant").field("user", &self.user).finish_non_exhaustive()
    }
}

/// The user of a Digest: `username`, or `username*` in RFC 8187's encoding.
pub(super) fn digest_user(given: &Challenge) -> Option<DigestUser> {
    let hashed = given.get("userhash").is_some_and(|it| it.eq_ignore_ascii_case(b"true"));
    match (given.get("username"), given.text("username*")) {
        (Some(hash), None) if hashed => {
            Some(DigestUser::Hash(String::from_utf8(hash.to_vec()).ok()?))
        }
        (Some(name), None) => Some(DigestUser::Name(String::from_utf8(name.to_vec()).ok()?)),
        (None, Some(encoded)) if !hashed => {
            let (charset, rest) = encoded.split_once('\'')?;
            let (_language, value) = rest.split_once('\'')?;
            let utf8 = charset.eq_ignore_ascii_case("utf-8");
            utf8.then(|| decode(value)).flatten().map(DigestUser::Name)
        }
        _ => None,
    }
}

/// Takes percent-encoding away.
fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(out).ok()
}
