//! What can go wrong for the application.

use std::fmt;
use std::io;

use super::closed::{Closed, HandshakeError};
use super::handshake::Response;

pub use crate::bindings::wit::Misuse;
pub use crate::bindings::wit_dial::{
    InvalidProxy, InvalidTarget, Phase, ProxyError, RedirectError,
};

/// Why a connection did not open.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectError {
    /// The URL names no WebSocket that can be reached.
    InvalidUrl(InvalidUrl),
    /// The URL of the proxy, be it given or in the environment, is none.
    InvalidProxy(InvalidProxy),
    /// There is no transport: a look-up, a connection or TLS failed, or the connection broke. Of
    /// several addresses this is the last one's error.
    Io {
        /// What was under way.
        phase: Phase,
        /// What the system says.
        error: io::Error,
    },
    /// It took longer than [`Timeouts::open`](crate::Timeouts::open).
    Timeout(Phase),
    /// The proxy did not connect us.
    Proxy {
        /// Why not.
        error: ProxyError,
        /// The same in words.
        reason: String,
    },
    /// A redirect cannot be followed.
    Redirect {
        /// Why not.
        error: RedirectError,
        /// The same in words.
        reason: String,
    },
    /// The handshake failed, mostly because the server said no.
    Rejected {
        /// What is wrong.
        error: HandshakeError,
        /// The same in words.
        reason: String,
        /// The HTTP status, if one came.
        status: Option<u16>,
        /// The server's answer, if one came.
        response: Option<Box<Response>>,
    },
    /// The connection ended before it was open.
    Closed(Closed),
    /// A header, the target or a subprotocol cannot stand in a request.
    Misuse(Misuse),
    /// The component that speaks the protocol could not be run, or failed.
    Runtime(String),
}

/// What is wrong with a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidUrl {
    /// It is none of a WebSocket.
    Target(InvalidTarget),
    /// What the connection is to go to instead is not of the form `host:port`.
    Override,
}

/// Why something was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendError {
    /// The connection is closing or closed: [`closed`](crate::WebSocket::closed) tells how.
    Closed,
    /// The call should not have been made, and changed nothing.
    Misuse(Misuse),
    /// The message, or its part, is larger than an eighth of the memory of the component's
    /// instance: it takes several copies in there, and would end all connections that the instance
    /// has. Send it in parts, as [`send`](crate::WebSocket::send) does by itself, or give a server [more memory](crate::ServerBuilder::memory).
    TooLarge {
        /// Bytes that can be sent at once.
        most: usize,
    },
}

/// Why a server cannot start as it is to be. It is what [`ServerBuilder::start`] gives in an
/// [`io::Error`] of kind [`InvalidInput`](io::ErrorKind::InvalidInput).
///
/// [`ServerBuilder::start`]: crate::ServerBuilder::start
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidSetting {
    /// Of [`Config::subprotocols`](crate::Config::subprotocols), this one is no token, or stands
    /// there twice: no client could be told of it (RFC 6455 §4.1).
    Subprotocol(String),
    /// A header of this name cannot be added to a response: it is one that the handshake writes,
    /// or has a character that cannot stand there.
    Header(String),
}

impl fmt::Display for InvalidSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subprotocol(name) => {
                write!(f, "the subprotocol {name:?} is no token, or stands there twice")
            }
            Self::Header(name) => write!(
                f,
                "the header {name:?} cannot be added to responses: the handshake writes it, or it \
                 has a character that cannot stand there"
            ),
        }
    }
}

impl std::error::Error for InvalidSetting {}

impl From<InvalidSetting> for io::Error {
    fn from(error: InvalidSetting) -> Self {
        Self::new(io::ErrorKind::InvalidInput, error)
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidUrl(error) => write!(f, "invalid URL: {error}"),
            Self::InvalidProxy(error) => write!(f, "invalid URL of the proxy: {error}"),
            Self::Io { phase, error } => write!(f, "{phase} failed: {error}"),
            Self::Timeout(phase) => {
                write!(f, "timed out during the opening handshake ({phase})")
            }
            Self::Proxy { reason, .. }
            | Self::Redirect { reason, .. }
            | Self::Rejected { error: HandshakeError::Status, reason, .. } => f.write_str(reason),
            Self::Rejected { reason, .. } => write!(f, "handshake failed: {reason}"),
            Self::Closed(closed) => write!(f, "closed before it was open: {closed}"),
            Self::Misuse(misuse) => write!(f, "cannot be requested: {}", line(*misuse)),
            Self::Runtime(error) => write!(f, "the protocol component failed: {error}"),
        }
    }
}

impl std::error::Error for ConnectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::InvalidUrl(error) => Some(error),
            Self::Io { error, .. } => Some(error),
            Self::Misuse(misuse) => Some(misuse),
            _ => None,
        }
    }
}

impl From<InvalidUrl> for ConnectError {
    fn from(error: InvalidUrl) -> Self {
        Self::InvalidUrl(error)
    }
}

/// The system could not give what is needed before there is a connection.
impl From<io::Error> for ConnectError {
    fn from(error: io::Error) -> Self {
        Self::Io { phase: Phase::Connect, error }
    }
}

impl fmt::Display for InvalidTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "not a URL",
            Self::ControlCharacter => "a control character",
            Self::Scheme => "the scheme is not known here",
            Self::Fragment => "a fragment means nothing here",
            Self::Host => "the host is missing or invalid",
            Self::Port => "invalid port",
            Self::Credentials => "a user without a password, or neither is UTF-8",
        })
    }
}

impl fmt::Display for InvalidProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(error) => error.fmt(f),
            Self::Scheme => f.write_str(
                "the scheme is none of http, https, socks4, socks4a, socks5 and socks5h",
            ),
            Self::Path => f.write_str("a proxy has no path"),
            Self::Credentials => f.write_str("user or password cannot be said in SOCKS"),
        }
    }
}

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

impl fmt::Display for InvalidUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Target(error) => error.fmt(f),
            Self::Override => f.write_str("the address to connect to is not host:port"),
        }
    }
}

impl std::error::Error for InvalidUrl {}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("the connection is closing or closed"),
            Self::Misuse(misuse) => f.write_str(&line(*misuse)),
            Self::TooLarge { most } => write!(
                f,
                "larger than {most} bytes, an eighth of the memory of the sandbox: send it in parts"
            ),
        }
    }
}

impl std::error::Error for SendError {}

impl From<Misuse> for SendError {
    fn from(misuse: Misuse) -> Self {
        match misuse {
            Misuse::NotOpen => Self::Closed,
            other => Self::Misuse(other),
        }
    }
}

/// What the component's interface says of a misuse, as one line without full stop.
fn line(misuse: Misuse) -> String {
    let words: Vec<&str> = misuse.message().split_whitespace().collect();
    words.join(" ").trim_end_matches('.').into()
}

/// Writes the name of a variant as words: the component names its errors well, and only there.
pub(crate) fn words(variant: &impl fmt::Debug, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let name = format!("{variant:?}");
    let name = name.rsplit("::").next().unwrap_or_default();
    for (i, c) in name.chars().enumerate() {
        match c.is_ascii_uppercase() {
            true if i > 0 => write!(f, " {}", c.to_ascii_lowercase())?,
            true => write!(f, "{}", c.to_ascii_lowercase())?,
            false => write!(f, "{c}")?,
        }
    }
    Ok(())
}
