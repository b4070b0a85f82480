//! What a connection tells the application.

use alloc::vec::Vec;
use core::time::Duration;

use bytes::Bytes;

use crate::auth::Claim;
use crate::close::{Close, CloseCode};
use crate::deflate::Compress;
use crate::error::{HandshakeError, ProtocolError};
use crate::frame::Opcode;
use crate::handshake::{Opened, Request, Response};
use crate::trace::Trace;

/// What happened, in the order in which it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Server: a request came. Answer with [`accept`](crate::Connection::accept) or
    /// [`reject`](crate::Connection::reject).
    Request(Request),
    /// Server: the request was accepted, and has a proof of its credentials that is good once. Say
    /// with [`claimed`](crate::Connection::claimed) whether it is the first time;
    /// [`Replays`](crate::Replays) knows.
    Claim(Claim),
    /// Server: this is about to be sent. Give it back, changed or not, with
    /// [`respond`](crate::Connection::respond); given only if
    /// [`review`](crate::Config::review) is on.
    Response(Response),
    /// The connection is open.
    Open(Opened),
    /// The opening handshake failed; [`Closed`](Self::Closed) follows.
    Rejected(Rejection),
    /// A text message.
    Text(Text),
    /// A binary message.
    Binary(Bytes),
    /// A part of a message, if [`Delivery`](crate::Delivery) asks for parts.
    Chunk(Chunk),
    /// A ping with its payload. It is answered already, unless
    /// [`auto_pong`](crate::Config::auto_pong) is off.
    Ping(Bytes),
    /// A pong.
    Pong(Pong),
    /// The transport took enough for sends to go on.
    Writable,
    /// The peer wants to close, and nothing more comes from it. Answer with
    /// [`close`](crate::Connection::close) once all is sent, within
    /// [`Timeouts::close`](crate::Timeouts::close); given only if
    /// [`auto_close`](crate::Config::auto_close) is off.
    Closing(Close),
    /// For logs.
    Trace(Trace),
    /// The end: the last event, and given once.
    Closed(Closed),
}

impl Event {
    /// Bytes of a message that it hands out.
    pub(crate) fn payload_len(&self) -> usize {
        match self {
            Self::Text(text) => text.0.len(),
            Self::Binary(data) => data.len(),
            Self::Chunk(chunk) => chunk.data.len(),
            _ => 0,
        }
    }
}

/// The text of a message: bytes that are known to be UTF-8.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Text(Bytes);

impl Text {
    /// The bytes must have been checked.
    pub(crate) fn from_checked(bytes: Bytes) -> Self {
        Self(bytes)
    }

    /// The text. This looks at every byte once more, since safe code cannot do otherwise; use
    /// [`into_bytes`](Self::into_bytes) where bytes will do.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether all of it is ASCII: then each byte is a character.
    pub fn is_ascii(&self) -> bool {
        let blocks = crate::utf8::ascii_prefix(&self.0);
        self.0[blocks..].is_ascii()
    }

    /// The bytes of the text.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }
}

impl core::fmt::Debug for Text {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.as_str().fmt(f)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(Bytes::copy_from_slice(text.as_bytes()))
    }
}

impl From<alloc::string::String> for Text {
    fn from(text: alloc::string::String) -> Self {
        Self(Bytes::from(text))
    }
}

/// What a message carries (RFC 6455 §5.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8.
    Text,
    /// Any bytes.
    Binary,
}

impl Kind {
    /// The opcode of a first frame.
    pub(crate) fn opcode(self) -> Opcode {
        match self {
            Self::Text => Opcode::Text,
            Self::Binary => Opcode::Binary,
        }
    }
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// What the message carries. A part of a text may end inside a code point.
    pub kind: Kind,
    /// The bytes.
    pub data: Bytes,
    /// Whether a frame ends here.
    pub end_of_frame: bool,
    /// Whether the message ends here.
    pub end_of_message: bool,
}

/// A pong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pong {
    /// The payload.
    pub payload: Bytes,
    /// The time since the ping that it answers. `None` for a pong that answers none.
    pub latency: Option<Duration>,
}

/// An opening handshake that did not open the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Why.
    pub error: HandshakeError,
    /// The HTTP status that was sent or received, if one was.
    pub status: Option<u16>,
    /// Client: the server's answer, if one came.
    pub response: Option<Response>,
}

/// Whose close frame came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseOrder {
    /// The peer's.
    ReceivedThenSent,
    /// Ours.
    SentThenReceived,
}

/// How a connection ended, seen from both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The peer's close frame, if one came.
    pub received: Option<Close>,
    /// Our close frame, if we sent one.
    pub sent: Option<Close>,
    /// Whose came first, if there were both.
    pub order: Option<CloseOrder>,
    /// Whether both sides said close (RFC 6455 §7.1.4).
    pub clean: bool,
    /// Why it ended otherwise than by a closing handshake.
    pub cause: Option<Cause>,
}

impl Closed {
    /// The WebSocket Connection Close Code (RFC 6455 §7.1.5): the peer's, or 1006.
    pub fn code(&self) -> CloseCode {
        self.received.as_ref().map_or(CloseCode::ABNORMAL, |close| close.code)
    }

    /// Whether both sides closed with 1000, 1001 or no code at all.
    pub fn is_ok(&self) -> bool {
        let ok = |close: &Option<Close>| {
            close.as_ref().is_some_and(|close| {
                matches!(
                    close.code,
                    CloseCode::NORMAL | CloseCode::GOING_AWAY | CloseCode::NO_STATUS
                )
            })
        };
        ok(&self.received) && ok(&self.sent)
    }
}

/// Why a connection ended otherwise than by a closing handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The peer broke the protocol.
    Protocol(ProtocolError),
    /// The opening handshake failed.
    Handshake(HandshakeError),
    /// The peer ended the stream without a close frame.
    Eof,
    /// The opening handshake took longer than [`Timeouts::open`](crate::Timeouts::open).
    OpenTimeout,
    /// The closing handshake took longer than [`Timeouts::close`](crate::Timeouts::close).
    CloseTimeout,
    /// No pong came within [`Timeouts::ping_timeout`](crate::Timeouts::ping_timeout).
    PingTimeout,
    /// No message came or went for [`Timeouts::idle`](crate::Timeouts::idle).
    IdleTimeout,
    /// The connection lasted for [`Timeouts::lifetime`](crate::Timeouts::lifetime).
    LifetimeTimeout,
    /// The application closed the connection before it was open.
    GoingAway,
}

/// Bytes for the transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transmit {
    /// Write this.
    Data(Bytes),
    /// Then end the write side. Nothing follows.
    Eof,
}

/// What a send says of the queue behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a sender that goes on when the queue is full is refused in the end"]
pub enum Flow {
    /// Go on.
    Ready,
    /// The message was taken; wait for [`Event::Writable`] before the next one.
    Full,
}

/// How to send a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SendOptions {
    /// Whether to compress it, if that was negotiated.
    pub compress: Compress,
}

/// A message to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// A text message.
    Text(Text),
    /// A binary message.
    Binary(Bytes),
}

impl Message {
    pub(crate) fn into_parts(self) -> (Kind, Bytes) {
        match self {
            Self::Text(text) => (Kind::Text, text.into_bytes()),
            Self::Binary(data) => (Kind::Binary, data),
        }
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<alloc::string::String> for Message {
    fn from(text: alloc::string::String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Vec<u8>> for Message {
    fn from(data: Vec<u8>) -> Self {
        Self::Binary(data.into())
    }
}

impl From<Bytes> for Message {
    fn from(data: Bytes) -> Self {
        Self::Binary(data)
    }
}
