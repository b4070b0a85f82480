//! Basic: RFC 7617.

use alloc::string::String;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Credentials;

/// The value of `Authorization`.
pub(crate) fn encode(credentials: &Credentials) -> String {
    let pair = alloc::format!("{}:{}", credentials.user, credentials.password);
    alloc::format!("Basic {}", STANDARD.encode(pair))
}

/// User and password of the token behind `Basic`.
pub(crate) fn decode(token: &[u8]) -> Option<Credentials> {
    let pair = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    let (user, password) = pair.split_once(':')?;
    Some(Credentials { user: user.into(), password: password.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_rfc() {
        // RFC 7617 §2 and §2.1.
        for (user, password, value) in [
            ("Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
            ("test", "123£", "Basic dGVzdDoxMjPCow=="),
        ] {
            let credentials = Credentials { user: user.into(), password: password.into() };
            assert_eq!(encode(&credentials), value);
            assert_eq!(decode(&value.as_bytes()[6..]), Some(credentials));
        }
    }

    #[test]
    fn a_token_that_is_no_pair_is_refused() {
        for token in ["", "QQ", "QQ==", "/////w==", "Om"] {
            assert_eq!(decode(token.as_bytes()), None, "{token}");
        }
    }
}
