//! What a server asks of a request besides its syntax: Host, Origin, subprotocol.

use alloc::string::{String, ToString as _};

use bytes::Bytes;

use super::headers::{Headers, is_token};
use crate::config::Config;
use crate::error::{HandshakeError, Misuse};

/// RFC 9112 §3.2: one valid `Host`, or the request is bad.
pub(crate) fn check_host(headers: &Headers, config: &Config) -> Result<(), HandshakeError> {
    let mut values = headers.get_all("Host");
    let host = values.next().ok_or(HandshakeError::HostMissing)?;
    if values.next().is_some() {
        return Err(HandshakeError::HostRepeated);
    }
    let name = host_name(host).ok_or(HandshakeError::HostInvalid)?;
    match &config.hosts {
        Some(hosts) if !hosts.iter().any(|one| one.as_bytes().eq_ignore_ascii_case(name)) => {
            Err(HandshakeError::HostRefused)
        }
        _ => Ok(()),
    }
}

/// RFC 6455 §10.2: browsers tell which page asks.
pub(crate) fn check_origin(headers: &Headers, config: &Config) -> Result<(), HandshakeError> {
    let mut values = headers.get_all("Origin");
    let origin = values.next();
    if values.next().is_some() {
        return Err(HandshakeError::OriginRepeated);
    }
    let Some(allowed) = &config.origins else { return Ok(()) };
    let origin = origin.map_or(&b""[..], Bytes::as_ref);
    if allowed.iter().any(|one| one.as_bytes() == origin) {
        Ok(())
    } else {
        Err(HandshakeError::OriginRefused)
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

/// Checks a subprotocol that the application selected.
pub(crate) fn check_subprotocol(headers: &Headers, selected: &str) -> Result<(), Misuse> {
    let offered = headers.items("Sec-WebSocket-Protocol").any(|one| one == selected.as_bytes());
    if is_token(selected.as_bytes()) && offered { Ok(()) } else { Err(Misuse::InvalidSubprotocol) }
}

/// The host of `uri-host [ ":" port ]` (RFC 9110 §7.2), or `None` if it is none.
pub(crate) fn host_name(value: &[u8]) -> Option<&[u8]> {
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
        [] | [b':'] => Some(name),
        [b':', port @ ..] => {
            let digits = port.iter().all(u8::is_ascii_digit);
            let port = core::str::from_utf8(port).ok()?.parse::<u16>();
            (digits && port.is_ok()).then_some(name)
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
