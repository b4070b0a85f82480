//! How to dial.

use alloc::string::String;
use alloc::vec::Vec;

use super::backoff::Backoff;
use super::environment::Environment;
use super::proxy::Proxy;
use crate::auth::{Credentials, Schemes};
use crate::handshake::Headers;

/// How to dial.
#[derive(Clone, Debug)]
pub struct DialOptions {
    /// The `Origin` header; none.
    pub origin: Option<String>,
    /// More headers of the request, behind the handshake's own, in this order and case; none. A
    /// `User-Agent` or `Authorization` among them takes the place of ours.
    pub headers: Headers,
    /// Names of those headers that no other origin shall see after a redirect, besides
    /// `Authorization`, `Cookie` and `Proxy-Authorization`.
    pub sensitive: Vec<String>,
    /// User and password, in place of those of the URL; none.
    pub credentials: Option<Credentials>,
    /// How to prove them.
    pub schemes: Schemes,
    /// Which proxy to take; none.
    pub proxy: ProxyChoice,
    /// Where to connect to, whatever the target says; nowhere else.
    pub route: Option<Route>,
    /// The name that the server's certificate must have, in place of the target's; none. After a
    /// redirect to another origin that has to prove its own.
    pub server_name: Option<String>,
    /// The most redirects that are followed, 10. With 0 a redirect is a refusal as any other.
    pub max_redirects: u32,
    /// Whether to try again, and when; no.
    pub reconnect: Option<Backoff>,
    /// Whether to wait while this process has another connection under way to the same address,
    /// as RFC 6455 §4.1 asks; yes.
    pub gate: bool,
    /// Whether the application looks at each request before it is sent, see
    /// [`Action::Request`](super::Action::Request); no.
    pub review: bool,
    /// How long the connection was open that this one replaces, if it replaces one. If that was
    /// not even a second, the first attempt waits like a second one.
    pub held: Option<core::time::Duration>,
    /// Whether the driver connects to names, since it cannot look them up; no. Then there is no
    /// [`Action::Resolve`](super::Action::Resolve), but an [`Endpoint`](super::Endpoint) of that
    /// name, and SOCKS proxies of every version are told names.
    pub by_name: bool,
}

impl Default for DialOptions {
    fn default() -> Self {
        Self {
            origin: None,
            headers: Headers::default(),
            sensitive: Vec::new(),
            credentials: None,
            schemes: Schemes::default(),
            proxy: ProxyChoice::Direct,
            route: None,
            server_name: None,
            max_redirects: 10,
            reconnect: None,
            gate: true,
            review: false,
            held: None,
            by_name: false,
        }
    }
}

/// Which proxy to take.
#[derive(Clone, Debug, Default)]
pub enum ProxyChoice {
    /// None.
    #[default]
    Direct,
    /// This one, for every target.
    Proxy(Proxy),
    /// The one that the environment names for the target, unless there is a
    /// [`Route`].
    Environment(Environment),
}

/// Where a connection goes, whatever the target says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// To this host and port.
    Host(String, u16),
    /// To the Unix socket with this path. No proxy can go there.
    Unix(String),
}
