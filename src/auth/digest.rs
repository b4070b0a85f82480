//! Digest: RFC 7616. The arithmetic, for both sides.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use md5::Md5;
use sha2::{Digest as _, Sha256, Sha512_256};

/// A hash function, and whether a session key is made with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Algorithm {
    pub(crate) hash: Hash,
    /// RFC 7616 §3.4.2: the `-sess` variants.
    pub(crate) session: bool,
}

/// From the weakest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Hash {
    Md5,
    Sha256,
    Sha512_256,
}

/// What a response is computed of.
pub(crate) struct Computation<'a> {
    pub(crate) algorithm: Algorithm,
    pub(crate) user: &'a str,
    pub(crate) realm: &'a [u8],
    pub(crate) password: &'a str,
    pub(crate) method: &'a str,
    pub(crate) uri: &'a str,
    pub(crate) nonce: &'a [u8],
    /// Count and cnonce, with qop `auth`; without, it is as in RFC 2069.
    pub(crate) auth: Option<(&'a [u8], &'a [u8])>,
    /// For a session key without qop too.
    pub(crate) cnonce: &'a [u8],
}

impl Algorithm {
    /// RFC 7616 §3.3; without a name it is MD5.
    pub(crate) fn of(name: Option<&[u8]>) -> Option<Self> {
        let Some(name) = name else { return Some(Self { hash: Hash::Md5, session: false }) };
        let name = name.to_ascii_lowercase();
        let (name, session) = match name.strip_suffix(b"-sess") {
            Some(name) => (name, true),
            None => (&name[..], false),
        };
        let hash = match name {
            b"md5" => Hash::Md5,
            b"sha-256" => Hash::Sha256,
            b"sha-512-256" => Hash::Sha512_256,
            _ => return None,
        };
        Some(Self { hash, session })
    }

    /// As it stands in a header.
    pub(crate) fn name(self) -> &'static str {
        match (self.hash, self.session) {
            (Hash::Md5, false) => "MD5",
            (Hash::Md5, true) => "MD5-sess",
            (Hash::Sha256, false) => "SHA-256",
            (Hash::Sha256, true) => "SHA-256-sess",
            (Hash::Sha512_256, false) => "SHA-512-256",
            (Hash::Sha512_256, true) => "SHA-512-256-sess",
        }
    }

    /// RFC 7616 §3.4.4: the hash that stands for a user.
    pub(crate) fn user_hash(self, user: &str, realm: &[u8]) -> String {
        self.hash.of(&[user.as_bytes(), realm])
    }
}

impl Hash {
    /// Hashes these, joined by colons, to hexadecimal digits.
    pub(crate) fn of(self, parts: &[&[u8]]) -> String {
        let data = parts.join(&b':');
        let hash: Vec<u8> = match self {
            Self::Md5 => Md5::digest(data).to_vec(),
            Self::Sha256 => Sha256::digest(data).to_vec(),
            Self::Sha512_256 => Sha512_256::digest(data).to_vec(),
        };
        hex(&hash)
    }
}

impl Computation<'_> {
    /// RFC 7616 §3.4.1.
    pub(crate) fn response(&self) -> String {
        let hash = self.algorithm.hash;
        let mut a1 = hash.of(&[self.user.as_bytes(), self.realm, self.password.as_bytes()]);
        if self.algorithm.session {
            a1 = hash.of(&[a1.as_bytes(), self.nonce, self.cnonce]);
        }
        let a2 = hash.of(&[self.method.as_bytes(), self.uri.as_bytes()]);
        let (a1, a2) = (a1.as_bytes(), a2.as_bytes());
        match self.auth {
            Some((count, cnonce)) => hash.of(&[a1, self.nonce, count, cnonce, b"auth", a2]),
            None => hash.of(&[a1, self.nonce, a2]),
        }
    }
}

/// Hexadecimal digits in lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(algorithm: &str) -> String {
        // RFC 7616 §3.9.1.
        let auth = Some((&b"00000001"[..], &b"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"[..]));
        Computation {
            algorithm: Algorithm::of(Some(algorithm.as_bytes())).unwrap(),
            user: "Mufasa",
            realm: b"http-auth@example.org",
            password: "Circle of Life",
            method: "GET",
            uri: "/dir/index.html",
            nonce: b"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            auth,
            cnonce: b"",
        }
        .response()
    }

    #[test]
    fn the_examples_of_rfc_7616_3_9_1() {
        assert_eq!(example("MD5"), "8ca523f5e9506fed4657c9700eebdbec");
        assert_eq!(
            example("SHA-256"),
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        );
    }

    #[test]
    fn the_example_of_rfc_7616_3_9_2() {
        // Erratum 4897: user hash and response as they are computed from the other values.
        let algorithm = Algorithm::of(Some(b"SHA-512-256")).unwrap();
        let (user, realm) = ("J\u{e4}s\u{f8}n Doe", &b"api@example.org"[..]);
        assert_eq!(
            algorithm.user_hash(user, realm),
            "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b",
        );
        let cnonce = b"NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v";
        let response = Computation {
            algorithm,
            user,
            realm,
            password: "Secret, or not?",
            method: "GET",
            uri: "/doe.json",
            nonce: b"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
            auth: Some((b"00000001", cnonce)),
            cnonce,
        }
        .response();
        assert_eq!(response, "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5");
    }

    #[test]
    fn the_example_of_rfc_2617_3_5_and_one_without_qop() {
        let mut example = Computation {
            algorithm: Algorithm::of(None).unwrap(),
            user: "Mufasa",
            realm: b"testrealm@host.com",
            password: "Circle Of Life",
            method: "GET",
            uri: "/dir/index.html",
            nonce: b"dcd98b7102dd2f0e8b11d0f600bfb0c093",
            auth: Some((b"00000001", b"0a4f113b")),
            cnonce: b"0a4f113b",
        };
        assert_eq!(example.response(), "6629fae49393a05397450978507c4ef1");
        example.auth = None;
        assert_eq!(example.response(), "670fd8c2df070c60b045671b8b24ff02");
    }

    #[test]
    fn algorithms_are_known_by_their_names() {
        for name in
            ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess"]
        {
            let algorithm = Algorithm::of(Some(name.to_ascii_lowercase().as_bytes())).unwrap();
            assert_eq!(algorithm.name(), name);
        }
        for name in ["", "-sess", "SHA-1", "MD5-", "SHA-512"] {
            assert_eq!(Algorithm::of(Some(name.as_bytes())), None, "{name}");
        }
    }
}
