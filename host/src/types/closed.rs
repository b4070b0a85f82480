//! How a connection ended.

use std::fmt;

use super::error::{Misuse, SendError, words};
use super::handshake::lossy;
use crate::bindings::wit;
use crate::engine::{Component, DEFAULT_MEMORY, Machine};

pub use crate::bindings::wit::{CloseOrder, HandshakeError, ProtocolError};

/// The content of a close frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// 1005 for a close frame without a code.
    pub code: u16,
    /// Empty if none was given.
    pub reason: String,
}

/// How a connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The peer's close frame.
    pub received: Option<Close>,
    /// Our close frame.
    pub sent: Option<Close>,
    /// Whose came first, if both said close.
    pub order: Option<CloseOrder>,
    /// Whether both sides said close (RFC 6455 §7.1.4).
    pub clean: bool,
    /// Why it ended otherwise than by a closing handshake.
    pub cause: Option<Cause>,
}

/// Why a connection ended otherwise than by a closing handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The peer broke the protocol.
    Protocol(ProtocolError),
    /// The opening handshake failed.
    Handshake(HandshakeError),
    /// The peer ended the stream without a close frame, or the transport failed.
    Eof,
    /// The opening handshake took too long.
    OpenTimeout,
    /// The closing handshake took too long.
    CloseTimeout,
    /// No pong came.
    PingTimeout,
    /// No message went either way.
    IdleTimeout,
    /// It lasted for [`Timeouts::lifetime`](crate::Timeouts::lifetime).
    LifetimeTimeout,
    /// The application closed a connection that was not open yet.
    GoingAway,
    /// The component that speaks the protocol failed, and with it all connections of its
    /// shard. The log has the reason.
    Trap,
}

impl Close {
    /// Whether this can be said, before there is a connection to say it on.
    ///
    /// # Errors
    ///
    /// [`Misuse::InvalidCloseCode`](crate::Misuse::InvalidCloseCode) for a code that must not be
    /// sent (RFC 6455 §7.4.1); [`Misuse::CloseReasonTooLong`](crate::Misuse::CloseReasonTooLong)
    /// beyond 123 bytes.
    pub fn check(&self) -> Result<(), SendError> {
        self.check_size()?;
        let machine = Component::bundled().map(|it| Machine::new(&it, DEFAULT_MEMORY));
        let Ok(Ok(mut machine)) = machine else {
            // Where the component does not run there is nothing to close: that is told elsewhere.
            return Ok(());
        };
        let checked = machine.check_close(&self.into()).unwrap_or(Ok(()));
        checked.map_err(SendError::from)
    }

    /// Refuses a reason that is so long that it must not even get into the component.
    pub(crate) fn check_size(&self) -> Result<(), SendError> {
        match self.reason.len() > FAR_TOO_LONG {
            true => Err(Misuse::CloseReasonTooLong.into()),
            false => Ok(()),
        }
    }
}

/// More bytes than any control frame has: what is longer is refused without the component, which
/// might have no memory for it and knows the limit for what is shorter.
pub(crate) const FAR_TOO_LONG: usize = 64 << 10;

impl Closed {
    /// The peer's close code, or 1006 if it gave none (RFC 6455 §7.1.5).
    pub fn code(&self) -> u16 {
        self.received.as_ref().map_or(ABNORMAL, |close| close.code)
    }

    /// The peer's reason, empty if it gave none.
    pub fn reason(&self) -> &str {
        self.received.as_ref().map_or("", |close| &close.reason)
    }

    /// Whether it ended as planned: both sides said close, with code 1000, 1001 or none.
    pub fn is_ok(&self) -> bool {
        let planned = |close: &Option<Close>| {
            close.as_ref().is_some_and(|close| matches!(close.code, 1000 | 1001 | 1005))
        };
        planned(&self.received) && planned(&self.sent)
    }

    /// The end of a connection that the component did not see the end of.
    pub(crate) fn lost(cause: Cause) -> Self {
        Self { received: None, sent: None, order: None, clean: false, cause: Some(cause) }
    }
}

impl std::error::Error for Closed {}

impl fmt::Display for Close {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.reason {
            "" => write!(f, "{}", self.code),
            reason => write!(f, "{} {reason:?}", self.code),
        }
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.received, &self.sent) {
            (None, None) => write!(f, "no close frame received or sent")?,
            (Some(received), None) => write!(f, "received {received}; no close frame sent")?,
            (None, Some(sent)) => write!(f, "sent {sent}; no close frame received")?,
            (Some(received), Some(sent)) if self.order == Some(CloseOrder::SentThenReceived) => {
                write!(f, "sent {sent}; then received {received}")?;
            }
            (Some(received), Some(sent)) => write!(f, "received {received}; then sent {sent}")?,
        }
        match &self.cause {
            None => Ok(()),
            Some(cause) => write!(f, " ({cause})"),
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Protocol(error) => write!(f, "protocol error: {error}"),
            Self::Handshake(error) => write!(f, "handshake failed: {error}"),
            Self::Eof => f.write_str("connection lost"),
            Self::OpenTimeout => f.write_str("opening handshake timed out"),
            Self::CloseTimeout => f.write_str("closing handshake timed out"),
            Self::PingTimeout => f.write_str("no pong came"),
            Self::IdleTimeout => f.write_str("idle"),
            Self::LifetimeTimeout => f.write_str("its lifetime is over"),
            Self::GoingAway => f.write_str("closed before it was open"),
            Self::Trap => f.write_str("the protocol component failed"),
        }
    }
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        words(self, f)
    }
}

impl fmt::Display for HandshakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        words(self, f)
    }
}

impl From<wit::Close> for Close {
    fn from(close: wit::Close) -> Self {
        Self { code: close.code, reason: lossy(close.reason) }
    }
}

impl From<wit::Closed> for Closed {
    fn from(closed: wit::Closed) -> Self {
        Self {
            received: closed.received.map(Close::from),
            sent: closed.sent.map(Close::from),
            order: closed.order,
            clean: closed.clean,
            cause: closed.cause.map(Cause::from),
        }
    }
}

impl From<wit::Cause> for Cause {
    fn from(cause: wit::Cause) -> Self {
        match cause {
            wit::Cause::Protocol(error) => Self::Protocol(error),
            wit::Cause::Handshake(error) => Self::Handshake(error),
            wit::Cause::Eof => Self::Eof,
            wit::Cause::OpenTimeout => Self::OpenTimeout,
            wit::Cause::CloseTimeout => Self::CloseTimeout,
            wit::Cause::PingTimeout => Self::PingTimeout,
            wit::Cause::IdleTimeout => Self::IdleTimeout,
            wit::Cause::LifetimeTimeout => Self::LifetimeTimeout,
            wit::Cause::GoingAway => Self::GoingAway,
        }
    }
}

// RFC 6455 §7.1.5: what the application is told when no close frame was received.
const ABNORMAL: u16 = 1006;
