//! Who may connect to a server.

use std::fmt;
use std::time::Duration;

use super::config::nanos;
use super::dial::Credentials;
use crate::bindings::wit;

/// Who may connect to a server, and how they prove it. Who does not gets the status 401 with a
/// challenge for each way in which somebody can; whose answer is right is
/// [`WebSocket::user`](crate::WebSocket::user).
///
/// ```
/// # use witsocket_host::{Authentication, Config};
/// let members = Authentication::new("members").digest("ann", "secret").digest("bob", "hunter2");
/// let config = Config { authentication: Some(members), ..Config::default() };
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Authentication {
    realm: String,
    basic: Vec<Credentials>,
    digest: Vec<Credentials>,
    nonce_lifetime: Duration,
}

impl Authentication {
    /// Nobody yet, of a realm: what the users are users of.
    pub fn new(realm: impl Into<String>) -> Self {
        Self {
            realm: realm.into(),
            basic: Vec::new(),
            digest: Vec::new(),
            nonce_lifetime: Duration::from_secs(300),
        }
    }

    /// Lets this user log in with Basic (RFC 7617). Only TLS keeps the password from those who
    /// listen.
    pub fn basic(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.basic.push(Credentials { user: user.into(), password: password.into() });
        self
    }

    /// Lets this user log in with Digest (RFC 7616): the password itself is never sent, and who
    /// listens cannot use what was. With each request comes a new proof, which is good once.
    pub fn digest(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.digest.push(Credentials { user: user.into(), password: password.into() });
        self
    }

    /// Lets clients use a nonce for so long. Default: 5 minutes.
    pub fn nonce_lifetime(mut self, lifetime: Duration) -> Self {
        self.nonce_lifetime = lifetime;
        self
    }
}

/// Without passwords, which belong in no log.
impl fmt::Debug for Authentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authentication")
            .field("realm", &self.realm)
            .field("basic", &self.basic)
            .field("digest", &self.digest)
            .finish_non_exhaustive()
    }
}

/// Without a secret, which the server draws when it starts.
impl From<&Authentication> for wit::Authentication {
    fn from(from: &Authentication) -> Self {
        let users = |list: &[Credentials]| {
            let user = |known: &Credentials| wit::Credentials {
                user: known.user.clone().into_bytes(),
                password: known.password.clone().into_bytes(),
            };
            list.iter().map(user).collect()
        };
        Self {
            realm: from.realm.clone().into_bytes(),
            basic: users(&from.basic),
            digest: users(&from.digest),
            secret: (0, 0, 0, 0),
            nonce_lifetime: nanos(from.nonce_lifetime),
        }
    }
}
