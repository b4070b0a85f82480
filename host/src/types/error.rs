//! What can go wrong for the application.

use std::fmt;
use std::io;

use super::closed::{Closed, HandshakeError};
use super::handshake::Response;

pub use crate::bindings::wit::Misuse;

/// Why a connection did not open.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectError {
    /// The URL names no WebSocket that can be reached.
    InvalidUrl(InvalidUrl),
    /// No address of the host took the connection. This is the last one's error.
    Io(io::Error),
    /// The opening handshake took longer than [`Timeouts::open`](crate::Timeouts::open).
    Timeout,
    /// The handshake failed, mostly because the server said no.
    Rejected {
        /// What is wrong.
        error: HandshakeError,
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
    /// It is no URL.
    Syntax(url::ParseError),
    /// It is none of a WebSocket.
    Scheme,
    /// It starts with `wss:`.
    TlsMissing,
    /// RFC 6455 §3: fragment identifiers are meaningless in WebSocket URLs.
    Fragment,
    /// It names no host.
    HostMissing,
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
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidUrl(error @ InvalidUrl::TlsMissing) => error.fmt(f),
            Self::InvalidUrl(error) => write!(f, "invalid URL: {error}"),
            Self::Io(error) => write!(f, "connecting failed: {error}"),
            Self::Timeout => f.write_str("timed out during the opening handshake"),
            Self::Rejected { error, status: None, .. } => write!(f, "handshake failed: {error}"),
            Self::Rejected { error, status: Some(status), .. } => {
                write!(f, "handshake failed: {error}, HTTP status {status}")
            }
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
            Self::Io(error) => Some(error),
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

impl From<io::Error> for ConnectError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for InvalidUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => error.fmt(f),
            Self::Scheme => f.write_str("the scheme is not ws or wss"),
            Self::TlsMissing => f.write_str("wss: TLS is not built in yet"),
            Self::Fragment => f.write_str("a fragment means nothing here"),
            Self::HostMissing => f.write_str("the host is missing"),
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
