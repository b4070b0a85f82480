//! What happens on an open connection.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use super::closed::{Close, Closed};
use super::error::words;
use super::message::Message;
use crate::bindings::wit;

pub use crate::bindings::wit::{Kind, Opcode, State};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Bytes),
    /// A part of a message, as [`Config::delivery`](crate::Config::delivery) asks.
    Chunk(Chunk),
    /// A ping. It is answered already unless [`Config::auto_pong`](crate::Config::auto_pong)
    /// says otherwise.
    Ping(Bytes),
    /// A pong.
    Pong {
        /// What the pong carries.
        payload: Bytes,
        /// Since the ping that it answers; `None` when it answers none.
        latency: Option<Duration>,
    },
    /// The peer wants to close, and nothing more comes from it: call
    /// [`close`](crate::WebSocket::close) once all is sent. Given only if
    /// [`Config::auto_close`](crate::Config::auto_close) is off.
    Closing(Close),
    /// For logs, if [`Config::trace`](crate::Config::trace) is set.
    Trace(Trace),
    /// The end: the last event.
    Closed(Closed),
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// What the message carries.
    pub kind: Kind,
    /// The bytes. A character of a text may be split over two chunks.
    pub data: Bytes,
    /// Whether the frame ends here.
    pub end_of_frame: bool,
    /// Whether the message ends here.
    pub end_of_message: bool,
}

/// What happened on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trace {
    /// A frame came.
    FrameReceived(Frame),
    /// A frame was queued for sending.
    FrameSent(Frame),
    /// The start line and the headers of a request or response came.
    HeadReceived(Bytes),
    /// The start line and the headers of a request or response were queued for sending.
    HeadSent(Bytes),
    /// The connection entered this state.
    State(State),
}

/// A frame, for logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Whether it is the last of its message.
    pub fin: bool,
    /// RSV1 to RSV3 as the bits 4, 2 and 1.
    pub rsv: u8,
    /// What it is.
    pub opcode: Opcode,
    /// Bytes of the payload.
    pub length: u64,
    /// The first bytes of the payload.
    pub head: Bytes,
}

impl Event {
    /// The message, or the event again if it is none.
    pub fn into_message(self) -> Result<Message, Self> {
        match self {
            Self::Text(text) => Ok(Message::Text(text)),
            Self::Binary(bytes) => Ok(Message::Binary(bytes)),
            other => Err(other),
        }
    }

    /// Bytes of a message that this event holds for the application.
    pub(crate) fn data_len(&self) -> Option<usize> {
        match self {
            Self::Text(text) => Some(text.len()),
            Self::Binary(bytes) => Some(bytes.len()),
            Self::Chunk(chunk) => Some(chunk.data.len()),
            _ => None,
        }
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FrameReceived(frame) => write!(f, "< {frame}"),
            Self::FrameSent(frame) => write!(f, "> {frame}"),
            Self::HeadReceived(head) => write!(f, "< {:?}", String::from_utf8_lossy(head)),
            Self::HeadSent(head) => write!(f, "> {:?}", String::from_utf8_lossy(head)),
            Self::State(state) => write!(f, "= {state:?}"),
        }
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        words(&self.opcode, f)?;
        write!(f, " {} ", self.length)?;
        match (self.opcode, std::str::from_utf8(&self.head)) {
            // Its last character may be cut.
            (Opcode::Text, _) => write!(f, "{:?}", String::from_utf8_lossy(&self.head))?,
            (_, Ok(text)) if !text.contains(char::is_control) => write!(f, "{text:?}")?,
            _ => self.head.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?,
        }
        if self.length > self.head.len() as u64 {
            f.write_str("..")?;
        }
        if self.rsv != 0 {
            write!(f, " rsv {}", self.rsv)?;
        }
        if !self.fin {
            f.write_str(" to be continued")?;
        }
        Ok(())
    }
}

impl From<wit::Chunk> for Chunk {
    fn from(chunk: wit::Chunk) -> Self {
        Self {
            kind: chunk.kind,
            data: chunk.data.into(),
            end_of_frame: chunk.end_of_frame,
            end_of_message: chunk.end_of_message,
        }
    }
}

impl From<wit::Trace> for Trace {
    fn from(trace: wit::Trace) -> Self {
        match trace {
            wit::Trace::FrameReceived(frame) => Self::FrameReceived(frame.into()),
            wit::Trace::FrameSent(frame) => Self::FrameSent(frame.into()),
            wit::Trace::HeadReceived(head) => Self::HeadReceived(head.into()),
            wit::Trace::HeadSent(head) => Self::HeadSent(head.into()),
            wit::Trace::State(state) => Self::State(state),
        }
    }
}

impl From<wit::Frame> for Frame {
    fn from(frame: wit::Frame) -> Self {
        Self {
            fin: frame.fin,
            rsv: frame.rsv,
            opcode: frame.opcode,
            length: frame.length,
            head: frame.head.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_in_a_log_is_one_short_line() {
        let frame = |opcode, length, fin, rsv, head: &'static str| {
            Trace::FrameSent(Frame { fin, rsv, opcode, length, head: head.into() }).to_string()
        };
        assert_eq!(frame(Opcode::Text, 5, true, 0, "hello"), r#"> text 5 "hello""#);
        assert_eq!(frame(Opcode::Text, 2, true, 0, "\u{1b}["), r#"> text 2 "\u{1b}[""#);
        assert_eq!(frame(Opcode::Ping, 2, true, 0, "\u{1b}["), "> ping 2 1b5b");
        assert_eq!(frame(Opcode::Pong, 2, true, 0, "hi"), r#"> pong 2 "hi""#);
        assert_eq!(
            frame(Opcode::Binary, 900, false, 4, "abc"),
            r#"> binary 900 "abc".. rsv 4 to be continued"#
        );
    }
}
