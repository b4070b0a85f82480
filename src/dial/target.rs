//! What a WebSocket URL says: RFC 6455 §3.

use alloc::string::String;
use core::fmt;
use core::net::IpAddr;

use super::uri::{Host, Uri};
use crate::auth::Credentials;

/// Where a client connects to, and what it asks for there.
///
/// What is not ASCII is encoded: the host by IDNA, the rest as UTF-8 in percent-encoding.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    secure: bool,
    host: Host,
    port: u16,
    host_header: String,
    resource: String,
    credentials: Option<Credentials>,
}

/// What is wrong with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidTarget {
    /// It is no URL.
    Syntax,
    /// A control character stands in it, be it encoded or not.
    ControlCharacter,
    /// The scheme is another one than `ws` and `wss`.
    Scheme,
    /// RFC 6455 §3: a fragment means nothing in the URL of a WebSocket.
    Fragment,
    /// The host is missing, or is none.
    Host,
    /// The port is none.
    Port,
    /// There is a user without a password, or they are not UTF-8.
    Credentials,
}

impl Target {
    /// Takes a URL or IRI apart.
    ///
    /// # Errors
    ///
    /// See [`InvalidTarget`]. Without the feature `idna`, a host beyond ASCII is one of them.
    pub fn parse(text: &str) -> Result<Self, InvalidTarget> {
        let uri = Uri::parse(text)?;
        if uri.has_fragment {
            return Err(InvalidTarget::Fragment);
        }
        match &*uri.scheme {
            "ws" => Self::new(uri, false),
            "wss" => Self::new(uri, true),
            _ => Err(InvalidTarget::Scheme),
        }
    }

    /// The target of a `Location` that came in answer to a request for this one (RFC 9110
    /// §10.2.2). HTTP servers redirect to HTTP URLs: those stand for the WebSocket there.
    pub(crate) fn join(&self, location: &str) -> Result<Self, InvalidTarget> {
        let uri = Uri::join(&alloc::format!("{self}"), location)?;
        match &*uri.scheme {
            "ws" | "http" => Self::new(uri, false),
            "wss" | "https" => Self::new(uri, true),
            _ => Err(InvalidTarget::Scheme),
        }
    }

    fn new(uri: Uri, secure: bool) -> Result<Self, InvalidTarget> {
        let Uri { credentials, user, host, port, resource, .. } = uri;
        if user.is_some() && credentials.is_none() {
            return Err(InvalidTarget::Credentials);
        }
        let own = if secure { 443 } else { 80 };
        let port = port.unwrap_or(own);
        let host_header = match port == own {
            true => alloc::format!("{host}"),
            false => alloc::format!("{host}:{port}"),
        };
        Ok(Self { secure, host, port, host_header, resource, credentials })
    }

    /// Whether TLS is asked for, with `wss`.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The host as a resolver or a TLS library wants it: a name in lower case or an address,
    /// without brackets.
    pub fn host(&self) -> String {
        self.host.bare()
    }

    /// The host, if it is an address.
    pub fn address(&self) -> Option<IpAddr> {
        self.host.address()
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Host and port as `Host` names them: without the scheme's own port.
    pub fn host_header(&self) -> &str {
        &self.host_header
    }

    /// Path and query.
    pub fn resource(&self) -> &str {
        &self.resource
    }

    /// User and password of the URL.
    pub fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// Whether this has the other's scheme, host and port.
    pub(crate) fn same_origin(&self, other: &Self) -> bool {
        (self.secure, &self.host, self.port) == (other.secure, &other.host, other.port)
    }
}

/// The URL without its password.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "wss" } else { "ws" };
        write!(f, "{scheme}://{}{}", self.host_header, self.resource)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({self})")
    }
}

impl fmt::Display for InvalidTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "not a URL",
            Self::ControlCharacter => "a control character",
            Self::Scheme => "the scheme is not ws or wss",
            Self::Fragment => "a fragment means nothing here",
            Self::Host => "the host is missing or invalid",
            Self::Port => "invalid port",
            Self::Credentials => "a user without a password, or neither is UTF-8",
        })
    }
}

impl core::error::Error for InvalidTarget {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::ToOwned as _;
    use alloc::string::ToString as _;

    #[track_caller]
    fn parts(url: &str) -> (String, u16, String, String) {
        let target = Target::parse(url).unwrap();
        let resource = target.resource().to_owned();
        (target.host(), target.port(), target.host_header().to_owned(), resource)
    }

    #[track_caller]
    fn is(url: &str, host: &str, port: u16, header: &str, resource: &str) {
        assert_eq!(parts(url), (host.into(), port, header.into(), resource.into()), "{url}");
    }

    #[test]
    fn the_schemes_own_port_is_left_out_of_the_host() {
        is("ws://example.com", "example.com", 80, "example.com", "/");
        is("ws://example.com:80/", "example.com", 80, "example.com", "/");
        is("wss://example.com:443/?a=b", "example.com", 443, "example.com", "/?a=b");
        is("wss://example.com:80", "example.com", 80, "example.com:80", "/");
        is("ws://example.com:81/chat?x=1", "example.com", 81, "example.com:81", "/chat?x=1");
    }

    #[test]
    fn addresses_of_version_6_lose_their_brackets_outside_of_headers() {
        is("ws://[::1]:9/?", "::1", 9, "[::1]:9", "/?");
        assert_eq!(Target::parse("ws://127.0.0.1").unwrap().address(), Some([127, 0, 0, 1].into()));
    }

    #[test]
    fn what_is_not_ascii_is_encoded() {
        let host = "xn--mller-kva.example";
        is("ws://müller.example/straße?ä", host, 80, host, "/stra%C3%9Fe?%C3%A4");
        is("ws://MÜLLER。example:8/", host, 8, &alloc::format!("{host}:8"), "/");
        is("ws://a/%20%2 %?{[\"x\"]}", "a", 80, "a", "/%20%252%20%25?%7B[%22x%22]%7D");
    }

    #[test]
    fn brackets_stay_as_they_are_behind_the_host() {
        is("ws://[::1]:9/a[]?b[1]=%5b%5D]", "::1", 9, "[::1]:9", "/a[]?b[1]=%5b%5D]");
        is("ws://a?[", "a", 80, "a", "/?[");
        // Characters of which nothing is made but what they are.
        is("ws://a/［］", "a", 80, "a", "/%EF%BC%BB%EF%BC%BD");
        let target = Target::parse("ws://a[b:]@host/").unwrap();
        let credentials = Credentials { user: "a[b".into(), password: "]".into() };
        assert_eq!(target.credentials(), Some(&credentials));
        for url in ["ws://[a]/", "ws://a[/", "ws://[::1]]/", "ws://［::1］/", "ws:[//a"] {
            assert!(Target::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn userinfo_is_decoded_and_stays_out_of_the_request() {
        let target = Target::parse("ws://J%C3%B6rg:p%3Ass@host/").unwrap();
        let credentials = Credentials { user: "Jörg".into(), password: "p:ss".into() };
        assert_eq!(target.credentials(), Some(&credentials));
        assert_eq!(target.host_header(), "host");
        assert_eq!(alloc::format!("{target} {target:?}"), "ws://host/ Target(ws://host/)");
    }

    #[test]
    fn what_cannot_be_connected_to_is_refused() {
        for (url, error) in [
            ("example.com", InvalidTarget::Syntax),
            ("example.com:80", InvalidTarget::Scheme),
            ("http://example.com", InvalidTarget::Scheme),
            ("ws://example.com/#top", InvalidTarget::Fragment),
            ("ws://example.com/#", InvalidTarget::Fragment),
            ("ws://", InvalidTarget::Host),
            ("ws:a", InvalidTarget::Host),
            ("ws://a%20b/", InvalidTarget::Host),
            ("ws://\u{200d}/", InvalidTarget::Host),
            ("ws://a b/", InvalidTarget::Syntax),
            ("ws://[::1", InvalidTarget::Syntax),
            ("ws://1.2.3.256/", InvalidTarget::Host),
            ("ws://example.com:65536/", InvalidTarget::Port),
            ("ws://exa\nmple.com/", InvalidTarget::ControlCharacter),
            ("ws://example.com/\0", InvalidTarget::ControlCharacter),
            ("ws://user:a%0D%0Ab@example.com/", InvalidTarget::ControlCharacter),
            ("ws://user@example.com/", InvalidTarget::Credentials),
            ("ws://a:%ff@example.com/", InvalidTarget::Credentials),
        ] {
            assert_eq!(Target::parse(url), Err(error), "{url:?}");
        }
    }

    #[test]
    fn locations_are_relative_to_the_target() {
        let target = Target::parse("wss://a.example/b/c?d").unwrap();
        for (location, expected) in [
            ("e", "wss://a.example/b/e"),
            ("/e#f", "wss://a.example/e"),
            ("?g", "wss://a.example/b/c?g"),
            ("//evil.example/", "wss://evil.example/"),
            ("https://h.example:8443/i", "wss://h.example:8443/i"),
            ("http://h.example", "ws://h.example/"),
            ("?g[]=[h]#[", "wss://a.example/b/c?g[]=[h]"),
            ("[i]", "wss://a.example/b/[i]"),
        ] {
            assert_eq!(target.join(location).unwrap().to_string(), expected, "{location}");
        }
        let target = Target::parse("wss://[::1]/[b]/c?[d]").unwrap();
        assert_eq!(target.join("#").unwrap().to_string(), "wss://[::1]/[b]/c?[d]");
        assert_eq!(target.join("../e").unwrap().to_string(), "wss://[::1]/e");
        assert_eq!(target.join("javascript:alert(1)"), Err(InvalidTarget::Scheme));
        assert_eq!(target.join("ftp://a/"), Err(InvalidTarget::Scheme));
        assert_eq!(target.join("/\r\nX: y"), Err(InvalidTarget::ControlCharacter));
    }
}
