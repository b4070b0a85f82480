//! How a dial fails.

use core::fmt;

use super::proxy::InvalidProxy;
use super::target::InvalidTarget;
use crate::event::Rejection;

/// Why a transport is not there, as far as a driver can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportError {
    /// The name has no address.
    NotFound,
    /// Nobody listens there.
    Refused,
    /// There is no way to there.
    Unreachable,
    /// Nobody answered in time.
    TimedOut,
    /// The peer broke the connection.
    Reset,
    /// TLS failed, mostly because of a certificate.
    Tls,
    /// Anything else.
    Other,
}

/// What was under way when a transport failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// A name was looked up.
    Resolve,
    /// A transport was being connected.
    Connect,
    /// TLS was being set up.
    Secure,
    /// The proxy was asked.
    Proxy,
    /// The opening handshake.
    Handshake,
}

/// Why a dial failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DialError {
    /// There is no transport.
    Transport(Phase, TransportError),
    /// [`Timeouts::open`](crate::Timeouts::open) passed.
    Timeout(Phase),
    /// The proxy did not connect us.
    Proxy(ProxyError),
    /// The opening handshake failed; mostly, the server said no.
    Rejected(Rejection),
    /// The environment names a proxy that is none.
    InvalidProxy(InvalidProxy),
    /// A redirect cannot be followed.
    Redirect(RedirectError),
}

/// Why a proxy did not connect us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProxyError {
    /// HTTP: another status than 2xx (RFC 9110 §9.3.6).
    Status(u16),
    /// HTTP: the head is malformed or too large.
    Malformed,
    /// The proxy ended the stream before it had answered.
    Eof,
    /// SOCKS: what answered speaks another version.
    Version,
    /// SOCKS: the proxy wants an authentication that we cannot give.
    Method,
    /// SOCKS: the proxy refused user or password.
    Credentials,
    /// SOCKS: the reply code of the refusal (RFC 1928 §6, or 91 to 93 of version 4).
    Refused(u8),
    /// SOCKS: the reply cannot be read.
    Reply,
    /// SOCKS 4: the host has no address of version 4.
    NoAddress,
    /// SOCKS: a host, user or password that is too long.
    TooLong,
}

/// Why a redirect is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedirectError {
    /// There were more than [`DialOptions::max_redirects`](super::DialOptions::max_redirects).
    TooMany,
    /// From `wss` to `ws`.
    Downgrade,
    /// `Location` is none.
    Location(InvalidTarget),
    /// `Location` has user and password for another origin.
    Credentials,
    /// To another origin, though the application says where to connect to.
    Route,
}

impl DialError {
    /// Whether websockets tries again: the network may be better by then, and a server's trouble
    /// over (500, 502, 503, 504).
    pub fn is_retryable(&self) -> bool {
        use crate::error::HandshakeError::{Eof, Status};
        match self {
            Self::Transport(..) | Self::Timeout(_) => true,
            Self::Rejected(rejection) => {
                matches!(rejection.error, Eof | Status(500 | 502 | 503 | 504))
            }
            Self::InvalidProxy(_) | Self::Proxy(_) | Self::Redirect(_) => false,
        }
    }
}

impl fmt::Display for DialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(phase, error) => write!(f, "{phase}: {error}"),
            Self::Timeout(phase) => write!(f, "timed out during the opening handshake: {phase}"),
            Self::Proxy(error) => write!(f, "proxy: {error}"),
            Self::InvalidProxy(error) => write!(f, "proxy of the environment: {error}"),
            Self::Rejected(rejection) => rejection.error.fmt(f),
            Self::Redirect(error) => write!(f, "redirect: {error}"),
        }
    }
}

impl core::error::Error for DialError {}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve => "name look-up",
            Self::Connect => "connecting",
            Self::Secure => "TLS handshake",
            Self::Proxy => "waiting for the proxy",
            Self::Handshake => "waiting for the server",
        })
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFound => "no such host",
            Self::Refused => "connection refused",
            Self::Unreachable => "network unreachable",
            Self::TimedOut => "timed out",
            Self::Reset => "connection reset",
            Self::Tls => "TLS failed",
            Self::Other => "transport failed",
        })
    }
}

impl fmt::Display for ProxyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Status(status) => return write!(f, "HTTP status {status}"),
            Self::Refused(code) => {
                return write!(f, "SOCKS reply {code}, {}", reply_of(*code));
            }
            Self::Malformed => "malformed HTTP response",
            Self::Eof => "connection closed before it answered",
            Self::Version => "not a SOCKS proxy of this version",
            Self::Method => "no acceptable SOCKS authentication method",
            Self::Credentials => "SOCKS user or password refused",
            Self::Reply => "malformed SOCKS reply",
            Self::NoAddress => "SOCKS 4 needs an address of version 4",
            Self::TooLong => "host, user or password too long for SOCKS",
        })
    }
}

/// RFC 1928 §6, and the codes of SOCKS 4.
fn reply_of(code: u8) -> &'static str {
    match code {
        1 => "general failure",
        2 => "not allowed by ruleset",
        3 => "network unreachable",
        4 => "host unreachable",
        5 => "connection refused",
        6 => "TTL expired",
        7 => "command not supported",
        8 => "address type not supported",
        91 => "rejected or failed",
        92 => "no identd at the client",
        93 => "identd disagrees on the user",
        _ => "unknown",
    }
}

impl fmt::Display for RedirectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Location(error) => return write!(f, "invalid Location: {error}"),
            Self::TooMany => "too many",
            Self::Downgrade => "from wss to ws",
            Self::Credentials => "credentials for another origin in Location",
            Self::Route => "to another origin, but the address to connect to is given",
        })
    }
}
