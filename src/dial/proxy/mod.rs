//! The ways through a proxy.

mod connect;
mod socks4;
mod socks5;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::net::{IpAddr, SocketAddr};

use super::action::Endpoint;
use super::error::{DialError, ProxyError};
use super::target::{InvalidTarget, Target};
use super::uri::{Host, Uri};
use crate::auth::Credentials;
use crate::config::Limits;

pub(super) use connect::{Challenged, Connect};
use socks4::Socks4;
use socks5::Socks5;

/// A proxy.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    scheme: ProxyScheme,
    host: Host,
    port: u16,
    credentials: Option<Credentials>,
}

/// What a proxy speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyScheme {
    /// HTTP, with `CONNECT` (RFC 9110 §9.3.6).
    Http,
    /// The same over TLS.
    Https,
    /// SOCKS 4: we look up the host, which needs an address of version 4.
    Socks4,
    /// SOCKS 4A: the proxy looks up the host.
    Socks4a,
    /// SOCKS 5 (RFC 1928): we look up the host.
    Socks5,
    /// SOCKS 5: the proxy looks up the host.
    Socks5h,
}

/// What is wrong with the URL of a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidProxy {
    /// It is no URL with a host.
    Url(InvalidTarget),
    /// The scheme is none of `http`, `https`, `socks4`, `socks4a`, `socks5` and `socks5h`.
    Scheme,
    /// It has a path, a query or a fragment.
    Path,
    /// User or password do not fit in SOCKS: 255 bytes each, and version 4 has no password.
    Credentials,
}

impl Proxy {
    /// Takes a URL such as `http://user:password@proxy:3128` or `socks5h://localhost:1080`.
    /// Without a port it is 80, 443 or 1080.
    ///
    /// # Errors
    ///
    /// See [`InvalidProxy`].
    pub fn parse(text: &str) -> Result<Self, InvalidProxy> {
        let uri = Uri::parse(text).map_err(|error| match error {
            InvalidTarget::Scheme => InvalidProxy::Scheme,
            error => InvalidProxy::Url(error),
        })?;
        let (scheme, port) = match &*uri.scheme {
            "http" => (ProxyScheme::Http, 80),
            "https" => (ProxyScheme::Https, 443),
            "socks4" => (ProxyScheme::Socks4, 1080),
            "socks4a" => (ProxyScheme::Socks4a, 1080),
            "socks5" => (ProxyScheme::Socks5, 1080),
            "socks5h" => (ProxyScheme::Socks5h, 1080),
            _ => return Err(InvalidProxy::Scheme),
        };
        if uri.resource != "/" || uri.has_fragment {
            return Err(InvalidProxy::Path);
        }
        let credentials = credentials(&uri, scheme)?;
        Ok(Self { scheme, port: uri.port.unwrap_or(port), host: uri.host, credentials })
    }

    /// What it speaks.
    pub fn scheme(&self) -> ProxyScheme {
        self.scheme
    }

    /// Its name or address.
    pub fn host(&self) -> String {
        self.host.bare()
    }

    /// Its host, if that is an address.
    pub fn address(&self) -> Option<IpAddr> {
        self.host.address()
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// User and password.
    pub fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// Whether TLS is spoken with it.
    pub(super) fn is_secure(&self) -> bool {
        self.scheme == ProxyScheme::Https
    }

    /// Whether we look up the host of the target.
    pub(super) fn needs_address(&self) -> bool {
        matches!(self.scheme, ProxyScheme::Socks4 | ProxyScheme::Socks5)
    }
}

/// User and password; SOCKS 4 has a user alone, and the others have both or none.
fn credentials(uri: &Uri, scheme: ProxyScheme) -> Result<Option<Credentials>, InvalidProxy> {
    let version_4 = matches!(scheme, ProxyScheme::Socks4 | ProxyScheme::Socks4a);
    let version_5 = matches!(scheme, ProxyScheme::Socks5 | ProxyScheme::Socks5h);
    match (&uri.user, &uri.credentials) {
        (None, _) => Ok(None),
        (Some(user), None) if version_4 => {
            Ok(Some(Credentials { user: user.clone(), password: String::new() }))
        }
        (Some(_), None) => Err(InvalidProxy::Url(InvalidTarget::Credentials)),
        (Some(_), Some(_)) if version_4 => Err(InvalidProxy::Credentials),
        // RFC 1929 §2: from 1 to 255 bytes. Some proxies know their users by the name alone.
        (Some(user), Some(known))
            if version_5 && (user.is_empty() || user.len() > 255 || known.password.len() > 255) =>
        {
            Err(InvalidProxy::Credentials)
        }
        (Some(_), known) => Ok(known.clone()),
    }
}

/// Where a proxy is to connect us to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    Name(String, u16),
    Address(SocketAddr),
}

impl Destination {
    /// The target's host and port, or what the application wants instead.
    pub(super) fn new(host: &str, port: u16) -> Self {
        match host.parse() {
            Ok(address) => Self::Address(SocketAddr::new(address, port)),
            Err(_) => Self::Name(host.into(), port),
        }
    }

    pub(super) fn of(target: &Target) -> Self {
        Self::new(&target.host(), target.port())
    }
}

impl From<Destination> for Endpoint {
    fn from(destination: Destination) -> Self {
        match destination {
            Destination::Name(name, port) => Self::Name(name, port),
            Destination::Address(address) => Self::Address(address),
        }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name, port) => write!(f, "{name}:{port}"),
            Self::Address(address) => address.fmt(f),
        }
    }
}

/// A talk with a proxy, up to the tunnel.
pub(super) enum Tunnel {
    Connect(Connect),
    Socks4(Socks4),
    Socks5(Socks5),
}

/// What came of a proxy's bytes.
pub(super) struct Progress {
    /// So many of them were its own; what follows comes through the tunnel.
    pub(super) used: usize,
    /// What to say next.
    pub(super) reply: Vec<u8>,
    pub(super) state: Talk,
}

/// How a talk with a proxy stands.
pub(super) enum Talk {
    /// More bytes are needed.
    Incomplete,
    /// There is a tunnel.
    Through,
    /// HTTP: the proxy wants to know who we are.
    Challenged(Challenged),
}

impl Tunnel {
    /// Begins to talk with a SOCKS proxy. Returns what to say first.
    pub(super) fn socks(proxy: &Proxy, to: &Destination) -> Result<(Self, Vec<u8>), ProxyError> {
        let credentials = proxy.credentials();
        match proxy.scheme {
            ProxyScheme::Socks4 | ProxyScheme::Socks4a => {
                let (talk, hello) = Socks4::new(to, credentials)?;
                Ok((Self::Socks4(talk), hello))
            }
            _ => {
                let (talk, hello) = Socks5::new(to, credentials.cloned())?;
                Ok((Self::Socks5(talk), hello))
            }
        }
    }

    /// Takes bytes of the proxy.
    pub(super) fn feed(&mut self, data: &[u8], limits: &Limits) -> Result<Progress, ProxyError> {
        match self {
            Self::Connect(talk) => talk.feed(data, limits),
            Self::Socks4(talk) => talk.feed(data),
            Self::Socks5(talk) => talk.feed(data),
        }
    }
}

impl From<ProxyError> for DialError {
    fn from(error: ProxyError) -> Self {
        Self::Proxy(error)
    }
}

/// The URL without its password.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = match self.scheme {
            ProxyScheme::Http => "http",
            ProxyScheme::Https => "https",
            ProxyScheme::Socks4 => "socks4",
            ProxyScheme::Socks4a => "socks4a",
            ProxyScheme::Socks5 => "socks5",
            ProxyScheme::Socks5h => "socks5h",
        };
        write!(f, "{scheme}://{}:{}", self.host, self.port)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({self})")
    }
}

impl fmt::Display for InvalidProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Url(InvalidTarget::Syntax) => "not a URL",
            Self::Url(error) => return error.fmt(f),
            Self::Scheme => {
                "the scheme is none of http, https, socks4, socks4a, socks5 and socks5h"
            }
            Self::Path => "a proxy has no path",
            Self::Credentials => "user or password cannot be said in SOCKS",
        })
    }
}

impl core::error::Error for InvalidProxy {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString as _;

    #[test]
    fn ports_have_defaults() {
        for (url, shown) in [
            ("http://p", "http://p:80"),
            ("https://p/", "https://p:443"),
            ("http://u:w@p:3128", "http://p:3128"),
            ("socks4://u@p", "socks4://p:1080"),
            ("socks4a://p:1", "socks4a://p:1"),
            ("socks5://u:w@[::1]", "socks5://[::1]:1080"),
            ("socks5h://127.0.0.1:80", "socks5h://127.0.0.1:80"),
        ] {
            assert_eq!(Proxy::parse(url).unwrap().to_string(), shown, "{url}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused() {
        let long = "x".repeat(256);
        for (url, error) in [
            ("proxy:1080", InvalidProxy::Scheme),
            ("ftp://p", InvalidProxy::Scheme),
            ("socks5://", InvalidProxy::Url(InvalidTarget::Host)),
            ("http://p/x", InvalidProxy::Path),
            ("http://p?x", InvalidProxy::Path),
            ("http://u@p", InvalidProxy::Url(InvalidTarget::Credentials)),
            ("http://u:w%0a@p", InvalidProxy::Url(InvalidTarget::ControlCharacter)),
            ("socks4://u:w@p", InvalidProxy::Credentials),
            ("socks5://:w@p", InvalidProxy::Credentials),
            (&alloc::format!("socks5://{long}:w@p"), InvalidProxy::Credentials),
            (&alloc::format!("socks5://u:{long}@p"), InvalidProxy::Credentials),
            ("http://p\r\n", InvalidProxy::Url(InvalidTarget::ControlCharacter)),
        ] {
            assert_eq!(Proxy::parse(url), Err(error), "{url}");
        }
    }
}
