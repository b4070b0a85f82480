//! What the application wants of a connection.

use bytes::Bytes;
use tokio::sync::oneshot;

use crate::bindings::wit;
use crate::types::{
    Close, Compress, FAR_TOO_LONG, Kind, Message, Misuse, Outgoing, SendError, Stats,
};

/// A call of a handle on another thread than the connection's.
pub(crate) enum Command {
    /// A message. There is no answer: what can be checked is checked before it is queued.
    Send(Outgoing),
    /// Anything else that a connection can be told, and where to say what became of it.
    Call(Call, Option<oneshot::Sender<Result<(), SendError>>>),
    /// The counters.
    Stats(oneshot::Sender<Stats>),
}

/// What is rare enough for one way to do it.
pub(crate) enum Call {
    Begin(Kind, Compress),
    Part(Bytes),
    Finish,
    Ping(Bytes),
    Pong(Bytes),
    Close(Close),
}

impl Command {
    /// Whether this waits for the transport to take what came before.
    pub(crate) fn is_data(&self) -> bool {
        match self {
            Self::Send(_) => true,
            Self::Call(call, _) => call.is_data(),
            Self::Stats(_) => false,
        }
    }

    pub(crate) fn is_close(&self) -> bool {
        matches!(self, Self::Call(Call::Close(_), _))
    }

    /// Bytes of messages in here.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Send(outgoing) => outgoing.message.len(),
            Self::Call(call, _) => call.len(),
            Self::Stats(_) => 0,
        }
    }
}

impl Call {
    pub(crate) fn is_data(&self) -> bool {
        matches!(self, Self::Begin(..) | Self::Part(_) | Self::Finish)
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Part(data) => data.len(),
            _ => 0,
        }
    }

    /// Refuses what is so large that it must not even get into the component, which says what else
    /// is too large: no control frame takes a hundredth of this.
    pub(crate) fn check(&self) -> Result<(), SendError> {
        match self {
            Self::Ping(payload) | Self::Pong(payload) if payload.len() > FAR_TOO_LONG => {
                Err(Misuse::ControlTooLong.into())
            }
            Self::Close(close) => close.check_size(),
            _ => Ok(()),
        }
    }
}

impl From<Outgoing> for wit::Command {
    fn from(Outgoing { message, compress }: Outgoing) -> Self {
        match message {
            Message::Text(text) => Self::Text(wit::Outgoing { data: text.into_bytes(), compress }),
            Message::Binary(bytes) => Self::Binary(wit::Outgoing { data: bytes.into(), compress }),
        }
    }
}

impl From<&Call> for wit::Command {
    fn from(call: &Call) -> Self {
        match call {
            Call::Begin(kind, compress) => {
                Self::Begin(wit::Beginning { kind: *kind, compress: *compress })
            }
            Call::Part(data) => Self::Part(data.to_vec()),
            Call::Finish => Self::Finish,
            Call::Ping(payload) => Self::Ping(Some(payload.to_vec())),
            Call::Pong(payload) => Self::Pong(payload.to_vec()),
            Call::Close(close) => Self::Close(close.into()),
        }
    }
}

impl From<&Close> for wit::Close {
    fn from(close: &Close) -> Self {
        Self { code: close.code, reason: close.reason.clone().into_bytes() }
    }
}
