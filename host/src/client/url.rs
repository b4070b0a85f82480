//! What a WebSocket URL says: RFC 6455 §3.

use url::{ParseError, Position, Url};

use crate::types::InvalidUrl;

/// Where to connect to, and what to ask there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// Where the connection goes, as `host:port`.
    pub(crate) address: String,
    /// As the request names it: without the scheme's own port.
    pub(crate) host: String,
    /// Path and query.
    pub(crate) resource: String,
}

impl Target {
    /// Takes a URL apart. What is not ASCII in it is encoded as the URL standard says.
    pub(crate) fn parse(url: &str) -> Result<Self, InvalidUrl> {
        let url = Url::parse(url).map_err(|error| match error {
            ParseError::EmptyHost => InvalidUrl::HostMissing,
            other => InvalidUrl::Syntax(other),
        })?;
        match url.scheme() {
            "ws" => {}
            "wss" => return Err(InvalidUrl::TlsMissing),
            _ => return Err(InvalidUrl::Scheme),
        }
        if url.fragment().is_some() {
            return Err(InvalidUrl::Fragment);
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(InvalidUrl::HostMissing)?;
        let port = url.port_or_known_default().ok_or(InvalidUrl::Scheme)?;
        Ok(Self {
            address: format!("{host}:{port}"),
            host: url[Position::BeforeHost..Position::AfterPort].into(),
            resource: url[Position::BeforePath..Position::AfterQuery].into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemes_own_port_is_left_out_of_the_host() {
        assert_eq!(target("ws://example.com"), ("example.com:80", "example.com", "/"));
        assert_eq!(target("ws://example.com:80/"), ("example.com:80", "example.com", "/"));
        assert_eq!(
            target("ws://example.com:81/chat?x=1"),
            ("example.com:81", "example.com:81", "/chat?x=1")
        );
    }

    #[test]
    fn addresses_of_version_6_keep_their_brackets() {
        assert_eq!(target("ws://[::1]:9/?"), ("[::1]:9", "[::1]:9", "/?"));
    }

    #[test]
    fn what_is_not_ascii_is_encoded() {
        assert_eq!(
            target("ws://müller.example/straße?ä"),
            ("xn--mller-kva.example:80", "xn--mller-kva.example", "/stra%C3%9Fe?%C3%A4")
        );
    }

    #[test]
    fn userinfo_stays_out_of_the_request() {
        assert_eq!(target("ws://me:secret@h/"), ("h:80", "h", "/"));
    }

    #[test]
    fn what_cannot_be_reached_is_refused() {
        for (url, error) in [
            ("wss://example.com/", InvalidUrl::TlsMissing),
            ("http://example.com/", InvalidUrl::Scheme),
            ("ws://example.com/#", InvalidUrl::Fragment),
            ("ws://", InvalidUrl::HostMissing),
            ("example.com", InvalidUrl::Syntax(ParseError::RelativeUrlWithoutBase)),
        ] {
            assert_eq!(Target::parse(url), Err(error), "{url}");
        }
    }

    #[track_caller]
    fn target(url: &str) -> (&'static str, &'static str, &'static str) {
        let target = Target::parse(url).unwrap();
        (target.address.leak(), target.host.leak(), target.resource.leak())
    }
}
