//! What a server asks of a request besides its syntax: Host, Origin, subprotocol.

use alloc::string::{String, ToString as _};

use super::headers::{Headers, is_token};
use super::message::Request;
use crate::config::{Config, Origins};
use crate::error::{HandshakeError, Misuse};

/// RFC 9112 §3.2: one valid `Host`, or the request is bad.
pub(crate) fn check_host(request: &Request, config: &Config) -> Result<(), HandshakeError> {
    let mut values = request.headers.get_all("Host");
    let named = values.next().ok_or(HandshakeError::HostMissing)?;
    if values.next().is_some() {
        return Err(HandshakeError::HostRepeated);
    }
    split_host(named).ok_or(HandshakeError::HostInvalid)?;
    let host = request.authority().unwrap_or(named);
    let (name, _) = split_host(host).ok_or(HandshakeError::HostInvalid)?;
    let is_it = |one: &String| {
        let one = one.as_bytes();
        one.eq_ignore_ascii_case(name) || one.eq_ignore_ascii_case(host)
    };
    match &config.hosts {
        Some(hosts) if !hosts.iter().any(is_it) => Err(HandshakeError::HostRefused),
        _ => Ok(()),
    }
}

/// RFC 6455 §10.2: browsers tell which page asks.
pub(crate) fn check_origin(request: &Request, config: &Config) -> Result<(), HandshakeError> {
    let headers = &request.headers;
    let mut values = headers.get_all("Origin");
    let origin = values.next();
    if values.next().is_some() {
        return Err(HandshakeError::OriginRepeated);
    }
    let allowed = match (&config.origins, origin) {
        (Origins::Any, _) | (Origins::SameHost, None) => true,
        (Origins::SameHost, Some(origin)) => {
            let host = request.authority().or(headers.get("Host").map(|host| &**host));
            host.is_some_and(|host| is_same_host(origin, host))
        }
        (Origins::Only(list), None) => list.iter().any(String::is_empty),
        (Origins::Only(list), Some(origin)) => {
            list.iter().any(|one| !one.is_empty() && matches(one.as_bytes(), origin))
        }
    };
    if allowed { Ok(()) } else { Err(HandshakeError::OriginRefused) }
}

/// Whether a page comes from the host and port that the request was sent to.
fn is_same_host(origin: &[u8], host: &[u8]) -> bool {
    let schemes: [(&[u8], &[u8]); 4] =
        [(b"http://", b"80"), (b"https://", b"443"), (b"ws://", b"80"), (b"wss://", b"443")];
    schemes.iter().any(|(scheme, own)| {
        let Some((start, rest)) = origin.split_at_checked(scheme.len()) else { return false };
        start.eq_ignore_ascii_case(scheme) && {
            let (page, server) = (split_host(rest), split_host(host));
            let ((page, page_port), (server, port)) = match (page, server) {
                (Some(page), Some(server)) => (page, server),
                _ => return false,
            };
            // Without a port, the server's is that of the scheme by which the page was reached:
            // a proxy in front of us may have taken TLS away.
            let ports = page_port.unwrap_or(own) == port.unwrap_or(own);
            page.eq_ignore_ascii_case(server) && ports
        }
    })
}

/// Whether an origin matches a pattern, in which `*` stands for any characters but `/`. Schemes
/// and hosts have no case (RFC 3986 §6.2.2.1).
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut pattern, mut text) = (pattern, text);
    // Where to go on if what follows the last `*` does not match here.
    let mut retry: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern, text) {
            ([], []) => return true,
            ([b'*', rest @ ..], _) => {
                retry = Some((rest, text));
                pattern = rest;
                continue;
            }
            ([p, p_rest @ ..], [t, t_rest @ ..]) if p.eq_ignore_ascii_case(t) => {
                (pattern, text) = (p_rest, t_rest);
                continue;
            }
            _ => {}
        }
        match retry {
            Some((rest, [skipped, longer @ ..])) if *skipped != b'/' => {
                retry = Some((rest, longer));
                (pattern, text) = (rest, longer);
            }
            _ => return false,
        }
    }
}

/// Checks the subprotocols that the client offers (RFC 6455 §11.3.4), and selects the one that
/// this server likes best.
pub(crate) fn select_subprotocol(
    headers: &Headers,
    config: &Config,
) -> Result<Option<String>, HandshakeError> {
    const NAME: &str = "Sec-WebSocket-Protocol";
    if !headers.items(NAME).all(is_token) {
        return Err(HandshakeError::SubprotocolInvalid);
    }
    if config.subprotocols.is_empty() {
        return Ok(None);
    }
    let mut ours = config.subprotocols.iter();
    match ours.find(|one| headers.items(NAME).any(|item| item == one.as_bytes())) {
        Some(selected) => Ok(Some(selected.to_string())),
        None if headers.items(NAME).next().is_none() => Err(HandshakeError::SubprotocolMissing),
        None => Err(HandshakeError::SubprotocolUnsupported),
    }
}

/// Checks the subprotocols that one side is configured with (RFC 6455 §4.1: tokens, each once).
pub(crate) fn check_subprotocols(subprotocols: &[String]) -> Result<(), Misuse> {
    for (index, subprotocol) in subprotocols.iter().enumerate() {
        if !is_token(subprotocol.as_bytes()) || subprotocols[..index].contains(subprotocol) {
            return Err(Misuse::InvalidSubprotocol);
        }
    }
    Ok(())
}

/// Checks a subprotocol that the application selected.
pub(crate) fn check_subprotocol(headers: &Headers, selected: &str) -> Result<(), Misuse> {
    let offered = headers.items("Sec-WebSocket-Protocol").any(|one| one == selected.as_bytes());
    if is_token(selected.as_bytes()) && offered { Ok(()) } else { Err(Misuse::InvalidSubprotocol) }
}

/// The host of `uri-host [ ":" port ]` (RFC 9110 §7.2), or `None` if it is none.
pub(crate) fn host_name(value: &[u8]) -> Option<&[u8]> {
    split_host(value).map(|(name, _)| name)
}

/// Splits `uri-host [ ":" port ]`.
fn split_host(value: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let (name, rest) = match value.strip_prefix(b"[") {
        Some(literal) => {
            let end = literal.iter().position(|byte| *byte == b']')?;
            let address = core::str::from_utf8(&literal[..end]).ok()?;
            address.parse::<core::net::Ipv6Addr>().ok()?;
            value.split_at(end + 2)
        }
        None => {
            let end = value.iter().position(|byte| *byte == b':').unwrap_or(value.len());
            let (name, rest) = value.split_at(end);
            if !is_reg_name(name) {
                return None;
            }
            (name, rest)
        }
    };
    match rest {
        [] | [b':'] => Some((name, None)),
        [b':', port @ ..] => {
            let digits = port.iter().all(u8::is_ascii_digit);
            let number = core::str::from_utf8(port).ok()?.parse::<u16>();
            (digits && number.is_ok()).then_some((name, Some(port)))
        }
        _ => None,
    }
}

/// reg-name of RFC 3986 §3.2.2, which covers IPv4 addresses; not the empty one, since `ws` and
/// `http` need a host.
fn is_reg_name(mut name: &[u8]) -> bool {
    if name.is_empty() {
        return false;
    }
    while let Some((first, rest)) = name.split_first() {
        name = match (first, rest) {
            (b'%', [high, low, rest @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                rest
            }
            (byte, rest) if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(byte) => {
                rest
            }
            _ => return false,
        };
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_the_same_host() {
        for (origin, host, expected) in [
            ("http://example.com", "example.com", true),
            ("https://example.com", "example.com", true),
            ("https://Example.com", "eXample.com:443", true),
            ("http://example.com:80", "example.com", true),
            ("http://example.com:8080", "example.com:8080", true),
            ("http://[::1]:8080", "[::1]:8080", true),
            ("http://example.com", "example.com:8080", false),
            ("http://example.com:8081", "example.com:8080", false),
            ("http://evil.com", "example.com", false),
            ("http://example.com.evil.com", "example.com", false),
            ("null", "example.com", false),
            ("", "example.com", false),
            ("file://", "example.com", false),
            ("http://", "example.com", false),
            ("http://example.com/x", "example.com", false),
            ("http://a@example.com", "example.com", false),
        ] {
            assert_eq!(is_same_host(origin.as_bytes(), host.as_bytes()), expected, "{origin}");
        }
    }

    #[test]
    fn patterns() {
        for (pattern, origin, expected) in [
            ("https://example.com", "https://EXAMPLE.com", true),
            ("https://example.com", "https://example.com:8443", false),
            ("https://*.example.com", "https://a.b.example.com", true),
            ("https://*.example.com", "https://example.com", false),
            ("https://*.example.com", "https://evil.com/.example.com", false),
            ("https://*.example.com", "https://a.example.com.evil.com", false),
            ("http://localhost:*", "http://localhost:3000", true),
            ("*://a*b*c", "http://axbxbc", true),
            ("*://a*b*c", "http://axbxb", false),
            ("null", "null", true),
        ] {
            assert_eq!(matches(pattern.as_bytes(), origin.as_bytes()), expected, "{pattern}");
        }
        // No pattern takes longer than its length times that of the origin.
        let (pattern, origin) = ("*a".repeat(2_000), "a".repeat(1_000));
        assert!(!matches(pattern.as_bytes(), origin.as_bytes()));
    }

    #[test]
    fn hosts_with_and_without_port() {
        for (value, expected) in [
            ("example.com", Some("example.com")),
            ("example.com:8080", Some("example.com")),
            ("example.com:", Some("example.com")),
            ("127.0.0.1:1", Some("127.0.0.1")),
            ("[::1]:80", Some("[::1]")),
            ("a%20b", Some("a%20b")),
            ("", None),
            (":80", None),
            ("a b", None),
            ("a/b", None),
            ("user@host", None),
            ("a%2", None),
            ("a:b", None),
            ("a:+1", None),
            ("a:65536", None),
            ("[::1", None),
            ("[::1]x", None),
            ("[x]", None),
        ] {
            assert_eq!(host_name(value.as_bytes()), expected.map(str::as_bytes), "{value:?}");
        }
    }
}
