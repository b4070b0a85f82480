//! How a server asks who comes, and checks the answer.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use bytes::Bytes;
use subtle::{Choice, ConstantTimeEq as _};

use super::Credentials;
use super::basic;
use super::challenge::Challenge;
use super::claimant::{DigestUser, digest_user};
use super::digest::{Algorithm, Computation, Hash};
use super::nonce::Nonces;
use crate::error::HandshakeError;
use crate::handshake::Request;
use crate::time::Instant;

/// Who may connect to a server, and how they prove it. A challenge for each way in which somebody
/// can goes with the status 401.
#[derive(Clone, PartialEq, Eq)]
pub struct Authentication {
    /// What the users are users of. It is part of what Digest hashes.
    pub realm: String,
    /// Those who log in with Basic (RFC 7617), which tells everybody on the way their password,
    /// but for TLS.
    pub basic: Vec<Credentials>,
    /// Those who log in with Digest (RFC 7616).
    pub digest: Vec<Credentials>,
    /// Signs nonces: 32 unpredictable bytes, the same for all connections of a server.
    pub secret: [u8; 32],
    /// How long a nonce is good, 5 minutes.
    pub nonce_lifetime: Duration,
}

/// Who may go on.
pub(crate) enum Access {
    /// This user.
    Granted(Option<String>),
    /// This user, if nobody said the same before.
    Claim(String, Claim),
}

/// A proof that is good once: whoever listens on the way could repeat it (RFC 7616 §5.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What must not come again.
    pub token: Bytes,
    /// When it may be forgotten, since it is refused for its age.
    pub until: Instant,
}

impl Authentication {
    /// Nobody yet. `secret` must be unpredictable, and the same for all connections of a server.
    pub fn new(realm: impl Into<String>, secret: [u8; 32]) -> Self {
        Self {
            realm: realm.into(),
            basic: Vec::new(),
            digest: Vec::new(),
            secret,
            nonce_lifetime: Duration::from_secs(300),
        }
    }

    /// Checks what a request says of who asks.
    pub(crate) fn check(&self, request: &Request, now: Instant) -> Result<Access, HandshakeError> {
        let mut values = request.headers.get_all("Authorization");
        let value = values.next().ok_or(HandshakeError::CredentialsMissing)?;
        let given = match values.next() {
            None => Challenge::credentials(value),
            Some(_) => None,
        };
        let given = given.ok_or(HandshakeError::CredentialsInvalid)?;
        match &*given.scheme {
            "basic" if !self.basic.is_empty() => self.check_basic(&given),
            "digest" if !self.digest.is_empty() => self.check_digest(&given, request, now),
            _ => Err(HandshakeError::CredentialsUnsupported),
        }
    }

    /// What to answer those who have not proved it, strongest first.
    pub(crate) fn challenges(&self, stale: bool, random: [u8; 8], now: Instant) -> Vec<String> {
        let realm = quoted(&self.realm);
        let mut all = Vec::new();
        if !self.digest.is_empty() {
            let nonces = self.nonces();
            let (nonce, opaque) = (nonces.issue(random, now), nonces.opaque());
            let stale = if stale { ", stale=true" } else { "" };
            for hash in HASHES {
                let algorithm = Algorithm { hash, session: false }.name();
                all.push(alloc::format!(
                    "Digest realm={realm}, qop=\"auth\", algorithm={algorithm}, nonce=\"{nonce}\", \
                     opaque=\"{opaque}\", charset=UTF-8, userhash=true{stale}"
                ));
            }
        }
        if !self.basic.is_empty() {
            all.push(alloc::format!("Basic realm={realm}, charset=\"UTF-8\""));
        }
        all
    }

    fn check_basic(&self, given: &Challenge) -> Result<Access, HandshakeError> {
        let given = given.token.as_deref().and_then(basic::decode);
        let given = given.ok_or(HandshakeError::CredentialsInvalid)?;
        // Hashes have one length, and take as long to compare wherever they differ.
        let hash = |credentials: &Credentials| {
            let text = alloc::format!("{}:{}", credentials.user, credentials.password);
            Hash::Sha256.of(&[text.as_bytes()])
        };
        let wanted = hash(&given);
        let mut found = Choice::from(0);
        for known in &self.basic {
            found |= hash(known).as_bytes().ct_eq(wanted.as_bytes());
        }
        match bool::from(found) {
            true => Ok(Access::Granted(Some(given.user))),
            false => Err(HandshakeError::CredentialsInvalid),
        }
    }

    /// RFC 7616 §3.4.
    fn check_digest(
        &self,
        given: &Challenge,
        request: &Request,
        now: Instant,
    ) -> Result<Access, HandshakeError> {
        let invalid = HandshakeError::CredentialsInvalid;
        let algorithm = Algorithm::of(given.get("algorithm")).ok_or(invalid)?;
        let nonce = given.get("nonce").ok_or(invalid)?;
        let count = given.get("nc").ok_or(invalid)?;
        let cnonce = given.get("cnonce").filter(|cnonce| !cnonce.is_empty()).ok_or(invalid)?;
        let response = given.get("response").ok_or(invalid)?.to_ascii_lowercase();
        let uri = given.text("uri").ok_or(invalid)?;
        let method = core::str::from_utf8(&request.method).map_err(|_| invalid)?;
        let well_formed = given.get("realm") == Some(self.realm.as_bytes())
            && given.get("qop").is_some_and(|qop| qop.eq_ignore_ascii_case(b"auth"))
            && count.len() == 8
            && count.iter().all(u8::is_ascii_hexdigit)
            // It counts from 1 (§3.4).
            && count != b"00000000"
            // What was signed must be what is asked for.
            && *uri.as_bytes() == *request.target;
        if !well_formed {
            return Err(invalid);
        }
        let user = digest_user(given).ok_or(invalid)?;
        let (known, exists) = self.find(&user, algorithm).ok_or(invalid)?;
        let expected = Computation {
            algorithm,
            user: &known.user,
            realm: self.realm.as_bytes(),
            password: &known.password,
            method,
            uri,
            nonce,
            auth: Some((count, cnonce)),
            cnonce,
        }
        .response();
        let same = expected.as_bytes().ct_eq(&response);
        // Only who knows the password gets to know that a nonce is too old.
        if !bool::from(same & exists) {
            return Err(invalid);
        }
        let nonces = self.nonces();
        // §3.3: the opaque should come back unchanged. Whoever has another one answers a challenge
        // that was not ours, whatever its nonce says; some clients leave it out.
        let opaque = given.get("opaque");
        let is_ours = opaque.is_none_or(|opaque| opaque == nonces.opaque().as_bytes());
        let until = nonces.check(nonce, now).filter(|_| is_ours);
        let until = until.ok_or(HandshakeError::CredentialsStale)?;
        let token = [nonce, b"/", &count.to_ascii_lowercase()].concat();
        Ok(Access::Claim(known.user.clone(), Claim { token: token.into(), until }))
    }

    /// The user that is meant, or any, and whether it is that. All are looked at.
    fn find(&self, user: &DigestUser, algorithm: Algorithm) -> Option<(&Credentials, Choice)> {
        let mut found = (self.digest.first()?, Choice::from(0));
        for known in &self.digest {
            let same = match user {
                DigestUser::Name(name) => known.user.as_bytes().ct_eq(name.as_bytes()),
                DigestUser::Hash(hash) => {
                    let own = algorithm.user_hash(&known.user, self.realm.as_bytes());
                    own.as_bytes().ct_eq(hash.to_ascii_lowercase().as_bytes())
                }
            };
            if bool::from(same) {
                found = (known, same);
            }
        }
        Some(found)
    }

    fn nonces(&self) -> Nonces<'_> {
        Nonces { secret: &self.secret, realm: &self.realm, lifetime: self.nonce_lifetime }
    }
}

/// Without what belongs in no log.
impl fmt::Debug for Authentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authentication")
            .field("realm", &self.realm)
            .field("basic", &self.basic)
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars().filter(|character| !character.is_control()) {
        if matches!(character, '"' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('"');
    out
}

/// What is asked for. Clients that know only MD5 are many; the others take the first that they
/// know, or the strongest.
const HASHES: [Hash; 3] = [Hash::Sha256, Hash::Sha512_256, Hash::Md5];
