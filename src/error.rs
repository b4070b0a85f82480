//! The three families of error: the peer broke the protocol, the handshake failed, the
//! application made a call that it should not have made.

use core::fmt;

use crate::close::CloseCode;
use crate::extension::ExtensionFault;
use crate::utf8::{Utf8Fault, Utf8Kind};

/// How a peer broke the protocol after the handshake.
///
/// `Display` is the reason that stands in the close frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProtocolError {
    /// A reserved bit is set and no extension gave it a meaning (RFC 6455 §5.2).
    ReservedBits,
    /// The opcode is reserved (§5.2).
    InvalidOpcode,
    /// A control frame is not final (§5.5).
    ControlFragmented,
    /// A control frame has more than 125 bytes (§5.5).
    ControlTooLong,
    /// A client's frame is not masked, or a server's is (§5.1).
    IncorrectMasking,
    /// A shorter encoding of the length exists (§5.2).
    LengthNotMinimal,
    /// The most significant bit of a 64-bit length is set (§5.2).
    LengthTooLarge,
    /// A message begins before the last one ended (§5.4).
    ExpectedContinuation,
    /// A continuation without a message (§5.4).
    UnexpectedContinuation,
    /// A close frame of one byte (§5.5.1).
    CloseTooShort,
    /// A code that must not stand in a close frame (§7.4).
    InvalidCloseCode,
    /// A close frame inside a fragmented message.
    IncompleteMessage,
    /// Text that is not UTF-8 (§8.1).
    InvalidUtf8 {
        /// What is wrong.
        kind: Utf8Kind,
        /// Where the bad sequence begins in the message, in bytes.
        position: u64,
    },
    /// A frame beyond [`Limits::max_frame`](crate::Limits::max_frame).
    FrameTooBig {
        /// The length that the frame announced.
        size: u64,
        /// The limit.
        limit: u64,
    },
    /// A message beyond [`Limits::max_message`](crate::Limits::max_message).
    MessageTooBig {
        /// The length that the frame announced; `None` if it is compressed, and inflates too far.
        size: Option<u64>,
        /// The bytes of the message before that frame.
        before: u64,
        /// The limit.
        limit: u64,
    },
    /// A compressed message that is not DEFLATE, or refers to what was not there (RFC 7692 §7.2).
    InvalidCompressedData,
    /// A compressed message of which too much comes, see
    /// [`Limits::max_ratio`](crate::Limits::max_ratio), or nothing at all.
    CompressionBomb,
    /// An extension cannot go on.
    Extension(ExtensionFault),
    /// A message of more frames than [`Limits::max_fragments`](crate::Limits::max_fragments).
    TooManyFragments,
    /// A message that took longer than [`Timeouts::message`](crate::Timeouts::message).
    MessageTimeout,
}

impl ProtocolError {
    /// The close code that tells the peer.
    pub const fn close_code(self) -> CloseCode {
        match self {
            Self::InvalidUtf8 { .. } => CloseCode::INVALID_DATA,
            Self::FrameTooBig { .. }
            | Self::MessageTooBig { .. }
            | Self::CompressionBomb
            | Self::TooManyFragments => CloseCode::MESSAGE_TOO_BIG,
            Self::MessageTimeout => CloseCode::POLICY_VIOLATION,
            Self::Extension(fault) => fault.close_code(),
            _ => CloseCode::PROTOCOL_ERROR,
        }
    }
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ReservedBits => "reserved bits must be 0",
            Self::InvalidOpcode => "invalid opcode",
            Self::ControlFragmented => "fragmented control frame",
            Self::ControlTooLong => "control frame too long",
            Self::IncorrectMasking => "incorrect masking",
            Self::LengthNotMinimal => "length not minimally encoded",
            Self::LengthTooLarge => "length exceeds 63 bits",
            Self::ExpectedContinuation => "expected a continuation frame",
            Self::UnexpectedContinuation => "unexpected continuation frame",
            Self::CloseTooShort => "close frame too short",
            Self::InvalidCloseCode => "invalid status code",
            Self::IncompleteMessage => "incomplete fragmented message",
            Self::InvalidCompressedData => "invalid compressed data",
            Self::CompressionBomb => "compressed data expands too much",
            Self::TooManyFragments => "too many fragments",
            Self::MessageTimeout => "message timeout",
            Self::Extension(ExtensionFault::Protocol) => "extension: protocol error",
            Self::Extension(ExtensionFault::Data) => "extension: invalid data",
            Self::Extension(ExtensionFault::TooBig) => "extension: too much data",
            Self::Extension(ExtensionFault::Internal) => "extension: internal error",
            Self::InvalidUtf8 { kind, position } => {
                return write!(f, "{kind} at position {position}");
            }
            Self::FrameTooBig { size, limit } => return too_big(f, Some(*size), 0, *limit),
            Self::MessageTooBig { size, before, limit } => {
                return too_big(f, *size, *before, *limit);
            }
        })
    }
}

/// The words of websockets.
fn too_big(f: &mut fmt::Formatter<'_>, size: Option<u64>, before: u64, limit: u64) -> fmt::Result {
    f.write_str("frame ")?;
    if let Some(size) = size {
        write!(f, "with {size} bytes ")?;
    }
    if before > 0 {
        write!(f, "after reading {before} bytes ")?;
    }
    write!(f, "exceeds limit of {limit} bytes")
}

impl core::error::Error for ProtocolError {}

impl From<Utf8Fault> for ProtocolError {
    fn from(fault: Utf8Fault) -> Self {
        Self::InvalidUtf8 { kind: fault.kind, position: fault.position }
    }
}

impl fmt::Display for Utf8Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::StartByte => "invalid start byte",
            Self::ContinuationByte => "invalid continuation byte",
            Self::EndOfData => "unexpected end of data",
        })
    }
}

/// How an opening handshake failed (RFC 6455 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HandshakeError {
    /// What came is not an HTTP/1.1 head (RFC 9112 §2).
    MalformedHead,
    /// The head is beyond [`Limits::max_head`](crate::Limits::max_head).
    HeadTooLarge,
    /// A header line is beyond [`Limits::max_line`](crate::Limits::max_line).
    HeaderLineTooLong,
    /// There are more headers than [`Limits::max_headers`](crate::Limits::max_headers).
    TooManyHeaders,
    /// HTTP/1.1 is needed (RFC 6455 §4.1, §4.2.1).
    HttpVersion,
    /// `Connection: Upgrade` or `Upgrade: websocket` is missing.
    UpgradeMissing,

    /// Server: the request has a body.
    BodyPresent,
    /// Server: the request line is beyond [`Limits::max_line`](crate::Limits::max_line).
    RequestLineTooLong,
    /// Server: there is no `Host` (RFC 9112 §3.2).
    HostMissing,
    /// Server: there are several `Host` headers (RFC 9112 §3.2).
    HostRepeated,
    /// Server: `Host` is not a host with an optional port (RFC 9112 §3.2).
    HostInvalid,
    /// Server: `Host` is not in [`Config::hosts`](crate::Config::hosts).
    HostRefused,
    /// Server: the method is not GET.
    Method,
    /// Server: the `Sec-WebSocket-Version` is not 13 (RFC 6455 §4.4).
    Version,
    /// Server: there is no `Sec-WebSocket-Key`.
    KeyMissing,
    /// Server: there are several `Sec-WebSocket-Key` headers.
    KeyRepeated,
    /// Server: the `Sec-WebSocket-Key` is not 16 bytes in base64.
    KeyInvalid,
    /// Server: `Origin` is not in [`Config::origins`](crate::Config::origins).
    OriginRefused,
    /// Server: there are several `Origin` headers.
    OriginRepeated,
    /// Server: `Sec-WebSocket-Extensions` cannot be read (RFC 6455 §9.1).
    ExtensionInvalid,
    /// Server: `Sec-WebSocket-Protocol` cannot be read (RFC 6455 §11.3.4).
    SubprotocolInvalid,
    /// Server: a subprotocol is needed and none is offered.
    SubprotocolMissing,
    /// Server: a subprotocol is needed and no known one is offered.
    SubprotocolUnsupported,
    /// Server: there is no `Authorization`.
    CredentialsMissing,
    /// Server: `Authorization` is of a scheme that is not asked for.
    CredentialsUnsupported,
    /// Server: user or password are wrong, or `Authorization` cannot be read.
    CredentialsInvalid,
    /// Server: the nonce is too old, or was used like this before (RFC 7616 §3.3).
    CredentialsStale,
    /// Server: the application said no.
    Refused,

    /// Client: the server ended the stream before its response was complete.
    Eof,
    /// Client: the status is not 101.
    Status(u16),
    /// Client: the body of the response is beyond [`Limits::max_body`](crate::Limits::max_body).
    BodyTooLarge,
    /// Client: there is no `Sec-WebSocket-Accept`.
    AcceptMissing,
    /// Client: there are several `Sec-WebSocket-Accept` headers.
    AcceptRepeated,
    /// Client: the `Sec-WebSocket-Accept` does not fit the key.
    AcceptInvalid,
    /// Client: the server chose an extension that was not offered.
    ExtensionUnexpected,
    /// Client: the server chose a subprotocol that was not offered, or several.
    SubprotocolUnexpected,
}

impl HandshakeError {
    /// The HTTP status with which a server tells its client; `None` where it ends the stream
    /// without a word, since what came is not a request that could be answered.
    pub const fn status(self) -> Option<u16> {
        Some(match self {
            Self::MalformedHead | Self::BodyPresent => return None,
            Self::CredentialsMissing
            | Self::CredentialsUnsupported
            | Self::CredentialsInvalid
            | Self::CredentialsStale => 401,
            Self::OriginRefused | Self::Refused => 403,
            Self::Method => 405,
            Self::RequestLineTooLong => 414,
            Self::UpgradeMissing | Self::Version => 426,
            Self::HeadTooLarge | Self::HeaderLineTooLong | Self::TooManyHeaders => 431,
            Self::HttpVersion => 505,
            _ => 400,
        })
    }
}

impl fmt::Display for HandshakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MalformedHead => "malformed HTTP head",
            Self::HeadTooLarge => "HTTP head too large",
            Self::HeaderLineTooLong => "header line too long",
            Self::TooManyHeaders => "too many headers",
            Self::HttpVersion => "unsupported HTTP version; expected HTTP/1.1",
            Self::UpgradeMissing => "missing or invalid Connection or Upgrade header",
            Self::BodyPresent => "unsupported request body",
            Self::RequestLineTooLong => "request line too long",
            Self::HostMissing => "missing Host header",
            Self::HostRepeated => "more than one Host header",
            Self::HostInvalid => "invalid Host header",
            Self::HostRefused => "Host not allowed",
            Self::Method => "unsupported HTTP method; expected GET",
            Self::Version => "missing or unsupported Sec-WebSocket-Version; expected 13",
            Self::KeyMissing => "missing Sec-WebSocket-Key header",
            Self::KeyRepeated => "more than one Sec-WebSocket-Key header",
            Self::KeyInvalid => "invalid Sec-WebSocket-Key header",
            Self::OriginRefused => "invalid Origin header",
            Self::OriginRepeated => "more than one Origin header",
            Self::ExtensionInvalid => "invalid Sec-WebSocket-Extensions header",
            Self::SubprotocolInvalid => "invalid Sec-WebSocket-Protocol header",
            Self::SubprotocolMissing => "missing subprotocol",
            Self::SubprotocolUnsupported => "invalid subprotocol",
            Self::CredentialsMissing => "missing credentials",
            Self::CredentialsUnsupported => "unsupported credentials",
            Self::CredentialsInvalid => "invalid credentials",
            Self::CredentialsStale => "stale credentials",
            Self::Refused => "refused by the application",
            Self::Eof => "connection closed before the response was complete",
            Self::Status(status) => {
                return write!(f, "server rejected WebSocket connection: HTTP {status}");
            }
            Self::BodyTooLarge => "response body too large",
            Self::AcceptMissing => "missing Sec-WebSocket-Accept header",
            Self::AcceptRepeated => "more than one Sec-WebSocket-Accept header",
            Self::AcceptInvalid => "invalid Sec-WebSocket-Accept header",
            Self::ExtensionUnexpected => "extension that was not offered",
            Self::SubprotocolUnexpected => "subprotocol that was not offered",
        })
    }
}

impl core::error::Error for HandshakeError {}

/// A call that the application should not have made. Nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misuse {
    /// The connection is not open.
    NotOpen,
    /// There is no request to answer.
    NoRequest,
    /// A message is under way: finish it first.
    MessageInProgress,
    /// No message is under way: begin one first.
    NoMessage,
    /// A ping or pong carries at most 125 bytes.
    ControlTooLong,
    /// The code must not stand in a close frame.
    InvalidCloseCode,
    /// A close reason takes at most 123 bytes.
    CloseReasonTooLong,
    /// Too much waits for the transport: wait for [`Event::Writable`](crate::Event::Writable).
    WouldBlock,
    /// A ping with this payload waits for its pong, or too many pings wait.
    PingInFlight,
    /// A header has a byte that must not stand there, or is one that the protocol writes.
    InvalidHeader,
    /// The host or the target has a byte that must not stand there.
    InvalidTarget,
    /// User or password have a byte that must not stand there.
    InvalidCredentials,
    /// The dial is not over.
    NotClosed,
    /// A subprotocol is no token, or stands there twice.
    InvalidSubprotocol,
    /// The status is not one that refuses.
    InvalidStatus,
    /// Text must be UTF-8.
    InvalidUtf8,
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotOpen => "the connection is not open",
            Self::NoRequest => "there is no request to answer",
            Self::MessageInProgress => "a message is under way; finish it first",
            Self::NoMessage => "no message is under way; begin one first",
            Self::ControlTooLong => "a ping or pong carries at most 125 bytes",
            Self::InvalidCloseCode => "the code must not stand in a close frame",
            Self::CloseReasonTooLong => "a close reason takes at most 123 bytes",
            Self::WouldBlock => "too much waits for the transport",
            Self::PingInFlight => "a ping with this payload waits for its pong",
            Self::InvalidHeader => "invalid header",
            Self::InvalidTarget => "invalid host or target",
            Self::InvalidCredentials => "invalid user or password",
            Self::NotClosed => "the dial is not over",
            Self::InvalidSubprotocol => "invalid subprotocol",
            Self::InvalidStatus => "the status is not one that refuses",
            Self::InvalidUtf8 => "text must be UTF-8",
        })
    }
}

impl core::error::Error for Misuse {}
