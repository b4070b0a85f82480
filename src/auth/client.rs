//! How a client answers challenges.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use super::challenge::Challenge;
use super::digest::{Algorithm, Computation, hex};
use super::{Credentials, Schemes, basic};
use crate::error::Misuse;
use crate::handshake::Headers;

/// Knows the credentials for one server or proxy, and what it has said.
pub(crate) struct Authenticator {
    credentials: Credentials,
    schemes: Schemes,
    /// The challenge that is being answered.
    session: Option<Session>,
    /// The latest answer was for a nonce that had become stale.
    renewed: bool,
    /// Basic was tried.
    tried_basic: bool,
}

/// A Digest challenge that we answer.
struct Session {
    algorithm: Algorithm,
    realm: Vec<u8>,
    nonce: Vec<u8>,
    opaque: Option<Vec<u8>>,
    /// Whether the server takes `qop=auth`.
    auth: bool,
    hash_user: bool,
    /// How often the nonce was used.
    count: u32,
}

impl Authenticator {
    pub(crate) fn new(credentials: Credentials, schemes: Schemes) -> Result<Self, Misuse> {
        let Credentials { user, password } = &credentials;
        let controls = [user, password].iter().any(|text| text.contains(char::is_control));
        // RFC 7617 §2: the first colon ends the user.
        if controls || schemes != Schemes::Digest && user.contains(':') {
            return Err(Misuse::InvalidCredentials);
        }
        Ok(Self { credentials, schemes, session: None, renewed: false, tried_basic: false })
    }

    /// What to say before anybody asks, if there is anything.
    pub(crate) fn preemptive(
        &mut self,
        method: &str,
        uri: &str,
        cnonce: [u8; 16],
    ) -> Option<String> {
        if let Some(session) = &mut self.session {
            return Some(session.answer(&self.credentials, method, uri, cnonce));
        }
        if self.schemes == Schemes::Digest {
            return None;
        }
        self.tried_basic = true;
        Some(basic::encode(&self.credentials))
    }

    /// Answers the challenges of a 401 or 407; `None` if there is no answer that could be better
    /// than the last one. It is never asked for ever: each nonce is tried once, and one that is
    /// stale is renewed once in a row.
    pub(crate) fn answer(
        &mut self,
        headers: &Headers,
        name: &str,
        method: &str,
        uri: &str,
        cnonce: [u8; 16],
    ) -> Option<String> {
        let challenges = Challenge::all(headers, name);
        let digests = || challenges.iter().filter(|one| one.scheme == "digest");
        if let Some(session) = &self.session {
            // A nonce that was good before may be good no longer, whatever the server calls it.
            let used = session.count > 1;
            let stale = digests()
                .any(|one| one.get("stale").is_some_and(|it| it.eq_ignore_ascii_case(b"true")));
            if !(stale || used) || core::mem::replace(&mut self.renewed, true) {
                return None;
            }
        }
        if self.schemes != Schemes::Basic {
            let sessions = digests().filter_map(Session::new);
            // The strongest; of equals, the server's first (RFC 7616 §3.7).
            let best =
                sessions.reduce(|best, next| match next.algorithm.hash > best.algorithm.hash {
                    true => next,
                    false => best,
                });
            if let Some(session) = best {
                let session = self.session.insert(session);
                return Some(session.answer(&self.credentials, method, uri, cnonce));
            }
        }
        let wants_basic = challenges.iter().any(|one| one.scheme == "basic");
        let may = self.schemes != Schemes::Digest && self.session.is_none();
        if !may || !wants_basic || core::mem::replace(&mut self.tried_basic, true) {
            return None;
        }
        Some(basic::encode(&self.credentials))
    }
}

impl Session {
    /// A challenge that we can answer.
    fn new(challenge: &Challenge) -> Option<Self> {
        let algorithm = Algorithm::of(challenge.get("algorithm"))?;
        let (realm, nonce) = (challenge.get("realm")?, challenge.get("nonce")?);
        let auth = match challenge.get("qop") {
            // RFC 7616 wants one; RFC 2069 knew none.
            None => false,
            Some(list) => {
                let mut known = list.split(|byte| *byte == b',');
                known.any(|one| one.trim_ascii().eq_ignore_ascii_case(b"auth")).then_some(true)?
            }
        };
        let yes = |value: &[u8]| value.eq_ignore_ascii_case(b"true");
        let opaque = challenge.get("opaque");
        let all = [Some(realm), Some(nonce), opaque].into_iter().flatten();
        // They go back as they came: what could not stand in a header did not come in one.
        if nonce.is_empty() || all.map(<[u8]>::len).sum::<usize>() > LONGEST {
            return None;
        }
        Some(Self {
            algorithm,
            realm: realm.into(),
            nonce: nonce.into(),
            opaque: opaque.map(Vec::from),
            auth,
            hash_user: challenge.get("userhash").is_some_and(yes),
            count: 0,
        })
    }

    /// RFC 7616 §3.4.
    fn answer(
        &mut self,
        credentials: &Credentials,
        method: &str,
        uri: &str,
        cnonce: [u8; 16],
    ) -> String {
        self.count = self.count.saturating_add(1);
        let Credentials { user, password } = credentials;
        let count = alloc::format!("{:08x}", self.count);
        let cnonce = hex(&cnonce);
        let response = Computation {
            algorithm: self.algorithm,
            user,
            realm: &self.realm,
            password,
            method,
            uri,
            nonce: &self.nonce,
            auth: self.auth.then_some((count.as_bytes(), cnonce.as_bytes())),
            cnonce: cnonce.as_bytes(),
        }
        .response();

        let mut out = String::from("Digest ");
        if self.hash_user {
            let hash = self.algorithm.user_hash(user, &self.realm);
            quote(&mut out, "username", hash.as_bytes());
        } else if user.is_ascii() {
            quote(&mut out, "username", user.as_bytes());
        } else {
            // RFC 8187 §3.2.
            let _ = write!(out, "username*=UTF-8''{}, ", percent(user));
        }
        quote(&mut out, "realm", &self.realm);
        quote(&mut out, "uri", uri.as_bytes());
        let _ = write!(out, "algorithm={}, ", self.algorithm.name());
        quote(&mut out, "nonce", &self.nonce);
        if self.auth {
            let _ = write!(out, "nc={count}, qop=auth, ");
        }
        if self.auth || self.algorithm.session {
            quote(&mut out, "cnonce", cnonce.as_bytes());
        }
        quote(&mut out, "response", response.as_bytes());
        if let Some(opaque) = &self.opaque {
            quote(&mut out, "opaque", opaque);
        }
        if self.hash_user {
            out.push_str("userhash=true, ");
        }
        out.truncate(out.strip_suffix(", ").map_or(out.len(), str::len));
        out
    }
}

/// Appends a parameter in quotes. Bytes beyond ASCII are as good as lost: no string may have them.
fn quote(out: &mut String, name: &str, value: &[u8]) {
    let _ = write!(out, "{name}=\"");
    for character in String::from_utf8_lossy(value).chars() {
        if matches!(character, '"' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push_str("\", ");
}

/// attr-char as it is, and all else in percent-encoding (RFC 8187 §3.2.1).
fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Bytes of a challenge that go back to the server.
const LONGEST: usize = 4_096;

#[cfg(test)]
mod tests {
    use super::*;

    fn challenges(values: &[&str]) -> Headers {
        let mut headers = Headers::default();
        values.iter().for_each(|value| headers.push("WWW-Authenticate", value.as_bytes().to_vec()));
        headers
    }

    fn authenticator(user: &str, password: &str, schemes: Schemes) -> Authenticator {
        let credentials = Credentials { user: user.into(), password: password.into() };
        Authenticator::new(credentials, schemes).unwrap()
    }

    fn answer(authenticator: &mut Authenticator, values: &[&str]) -> Option<String> {
        let headers = challenges(values);
        authenticator.answer(&headers, "WWW-Authenticate", "GET", "/doe.json", [7; 16])
    }

    const MD5: &str = "Digest realm=\"r\", nonce=\"n\", qop=\"auth, auth-int\"";
    const SHA_256: &str = "Digest realm=r, nonce=n, qop=auth, algorithm=SHA-256, opaque=\"o\\\"\"";
    const SHA_512: &str = "Digest realm=r,nonce=n,qop=auth,algorithm=SHA-512-256,userhash=true";

    #[test]
    fn the_strongest_challenge_is_answered() {
        for (values, algorithm) in [
            (&[MD5][..], "MD5"),
            (&[MD5, SHA_256], "SHA-256"),
            (&[SHA_512, SHA_256, "Basic realm=r"], "SHA-512-256"),
        ] {
            let answer = answer(&mut authenticator("a", "b", Schemes::Any), values).unwrap();
            assert!(answer.contains(&alloc::format!("algorithm={algorithm},")), "{answer}");
            assert!(answer.contains("nc=00000001, qop=auth"), "{answer}");
        }
    }

    #[test]
    fn quotes_user_hash_and_names_beyond_ascii() {
        let said = answer(&mut authenticator("a\"b", "c", Schemes::Any), &[SHA_256]).unwrap();
        assert!(said.starts_with("Digest username=\"a\\\"b\", realm=\"r\""), "{said}");
        assert!(said.ends_with(", opaque=\"o\\\"\""), "{said}");
        let said = answer(&mut authenticator("J\u{e4}", "c", Schemes::Any), &[SHA_256]).unwrap();
        assert!(said.starts_with("Digest username*=UTF-8''J%C3%A4, "), "{said}");
        let said = answer(&mut authenticator("J\u{e4}", "c", Schemes::Any), &[SHA_512]).unwrap();
        assert!(said.ends_with(", userhash=true") && !said.contains("username*"), "{said}");
    }

    #[test]
    fn a_wrong_password_is_not_tried_again() {
        for (schemes, values) in [
            (Schemes::Any, &[MD5][..]),
            (Schemes::Digest, &[MD5]),
            (Schemes::Basic, &["Basic realm=r"]),
            (Schemes::Any, &["Basic realm=r"]),
        ] {
            let mut authenticator = authenticator("a", "b", schemes);
            let first = authenticator.preemptive("GET", "/", [1; 16]);
            assert_eq!(first.is_some(), schemes != Schemes::Digest);
            let digest = values[0].starts_with("Digest");
            assert_eq!(answer(&mut authenticator, values).is_some(), digest);
            assert_eq!(answer(&mut authenticator, values), None);
        }
    }

    #[test]
    fn a_stale_nonce_is_renewed_once_in_a_row() {
        let stale = alloc::format!("{MD5}, stale=TRUE").replace("\"n\"", "\"m\"");
        let mut authenticator = authenticator("a", "b", Schemes::Digest);
        assert!(answer(&mut authenticator, &[MD5]).is_some());
        let again = answer(&mut authenticator, &[&stale]).unwrap();
        assert!(again.contains("nonce=\"m\", nc=00000001"), "{again}");
        assert_eq!(answer(&mut authenticator, &[&stale]), None);
    }

    #[test]
    fn a_known_nonce_is_counted() {
        let mut authenticator = authenticator("a", "b", Schemes::Any);
        assert!(answer(&mut authenticator, &[MD5]).is_some());
        let next = authenticator.preemptive("GET", "/x", [2; 16]).unwrap();
        assert!(next.contains("nc=00000002") && next.contains("uri=\"/x\""), "{next}");
    }

    #[test]
    fn a_nonce_that_was_good_before_is_replaced_once() {
        let other = MD5.replace("\"n\"", "\"m\"");
        let mut authenticator = authenticator("a", "b", Schemes::Digest);
        assert!(answer(&mut authenticator, &[MD5]).is_some());
        assert!(authenticator.preemptive("GET", "/x", [2; 16]).is_some());
        assert!(answer(&mut authenticator, &[&other]).is_some());
        assert_eq!(answer(&mut authenticator, &[MD5]), None);
    }

    #[test]
    fn what_cannot_be_answered_is_not() {
        let huge = MD5.replace("\"n\"", &"n".repeat(5_000));
        for value in [
            "Digest realm=r, nonce=n, qop=auth-int",
            "Digest realm=r, nonce=n, qop=auth, algorithm=SHA-1",
            "Digest nonce=n, qop=auth",
            "Digest realm=r, qop=auth",
            "Digest realm=r, nonce=\"\", qop=auth",
            "Negotiate",
            "Digest realm=\"r",
            &huge,
        ] {
            assert_eq!(answer(&mut authenticator("a", "b", Schemes::Digest), &[value]), None);
        }
        // RFC 2069.
        let old =
            answer(&mut authenticator("a", "b", Schemes::Digest), &["Digest realm=r, nonce=n"]);
        assert!(old.is_some_and(|old| !old.contains("qop") && !old.contains("cnonce")));
    }

    #[test]
    fn credentials_that_could_write_headers_are_refused() {
        for (user, password) in [("a:b", "c"), ("a\n", "b"), ("a", "b\r"), ("a\0", "")] {
            let credentials = Credentials { user: user.into(), password: password.into() };
            let made = Authenticator::new(credentials, Schemes::Any);
            assert!(matches!(made, Err(Misuse::InvalidCredentials)));
        }
    }
}
