//! Bytes to frames to messages, one at a time and only when asked: RFC 6455 §5.

use alloc::vec::Vec;

use bytes::{Bytes, BytesMut};

use crate::config::{Config, Delivery, Role};
use crate::error::ProtocolError;
use crate::event::{Chunk, Kind};
use crate::frame::{Header, Opcode};
use crate::input::Input;
use crate::mask;
use crate::trace::{FrameTrace, SHOWN};
use crate::utf8::Utf8Check;

/// Decodes what the peer sent.
pub(crate) struct Receiver {
    role: Role,
    frame: Option<Frame>,
    message: Option<Assembly>,
    utf8: Utf8Check,
    pub(crate) frames: u64,
    /// The frames that were completed, if traces are wanted.
    pub(crate) traces: Vec<FrameTrace>,
}

/// What was decoded.
pub(crate) enum Received {
    Message(Kind, Bytes),
    Chunk(Chunk),
    Ping(Bytes),
    Pong(Bytes),
    /// The payload of a close frame.
    Close(Bytes),
}

/// What came of decoding; `Ok(None)` asks for more bytes.
pub(crate) type Decoded = Result<Option<Received>, ProtocolError>;

/// A frame whose payload is coming.
struct Frame {
    header: Header,
    done: u64,
    /// The beginning of the payload, for the trace.
    shown: Vec<u8>,
}

/// A message whose last frame has not ended.
struct Assembly {
    kind: Kind,
    /// The sum of the lengths that its frames announced.
    size: u64,
    fragments: u32,
    /// One buffer however many frames there are; it grows with what arrives, never with what is
    /// announced.
    data: Vec<u8>,
}

impl Receiver {
    pub(crate) fn new(role: Role) -> Self {
        Self {
            role,
            frame: None,
            message: None,
            utf8: Utf8Check::default(),
            frames: 0,
            traces: Vec::new(),
        }
    }

    /// Decodes the next thing to tell, or asks for more bytes with `Ok(None)`.
    pub(crate) fn poll(&mut self, input: &mut Input, config: &Config) -> Decoded {
        loop {
            let Some(frame) = &mut self.frame else {
                let (bytes, filled) = input.peek();
                // No extension is negotiated, so none gives the reserved bits a meaning.
                let Some((header, size)) = Header::decode(&bytes[..filled], self.role, 0)? else {
                    return Ok(None);
                };
                self.begin(&header, config)?;
                input.skip(size);
                self.frames += 1;
                self.frame = Some(Frame { header, done: 0, shown: Vec::new() });
                continue;
            };
            let left = frame.header.length - frame.done;
            let left = usize::try_from(left).unwrap_or(usize::MAX);
            let control = frame.header.opcode.is_control();
            // The payload of a control frame is short, and wanted whole.
            if left > 0 && input.is_empty() || control && input.len() < left {
                return Ok(None);
            }
            let mut part = input.take(left);
            while control && part.len() < left {
                part.extend_from_slice(&input.take(left - part.len()));
            }
            if let Some(key) = frame.header.mask {
                mask::apply(&mut part, key, frame.done);
            }
            frame.done += part.len() as u64;
            if config.trace && frame.shown.len() < SHOWN {
                let room = SHOWN - frame.shown.len();
                frame.shown.extend_from_slice(&part[..part.len().min(room)]);
            }
            let header = frame.header;
            let end_of_frame = frame.done == header.length;
            if end_of_frame
                && let Some(frame) = self.frame.take()
                && config.trace
            {
                self.traces.push(frame.trace());
            }
            let received = match header.opcode {
                Opcode::Ping => Some(Received::Ping(part.freeze())),
                Opcode::Pong => Some(Received::Pong(part.freeze())),
                Opcode::Close => Some(Received::Close(part.freeze())),
                _ => self.collect(part, end_of_frame, header.fin, config)?,
            };
            if received.is_some() {
                return Ok(received);
            }
        }
    }

    /// Whether a message has begun and not ended.
    pub(crate) fn is_in_message(&self) -> bool {
        self.message.is_some()
    }

    /// Lets go of all that was begun.
    pub(crate) fn clear(&mut self) {
        self.frame = None;
        self.message = None;
        self.traces = Vec::new();
    }

    /// Judges a frame by its header: the order of frames (§5.4) and the limits.
    fn begin(&mut self, header: &Header, config: &Config) -> Result<(), ProtocolError> {
        let kind = match header.opcode {
            Opcode::Text => Some(Kind::Text),
            Opcode::Binary => Some(Kind::Binary),
            Opcode::Continuation => None,
            Opcode::Close | Opcode::Ping | Opcode::Pong => return Ok(()),
        };
        match (kind, &self.message) {
            (Some(_), Some(_)) => return Err(ProtocolError::ExpectedContinuation),
            (None, None) => return Err(ProtocolError::UnexpectedContinuation),
            _ => {}
        }

        let size = header.length;
        let before = self.message.as_ref().map_or(0, |message| message.size);
        let fragments = self.message.as_ref().map_or(0, |message| message.fragments);
        let limits = &config.limits;
        if let Some(limit) = limits.max_frame
            && size > limit
        {
            return Err(ProtocolError::FrameTooBig { size, limit });
        }
        if let Some(limit) = limits.max_message
            && before.saturating_add(size) > limit
        {
            return Err(ProtocolError::MessageTooBig { size, before, limit });
        }
        if limits.max_fragments.is_some_and(|limit| fragments >= limit) {
            return Err(ProtocolError::TooManyFragments);
        }

        let message = self.message.get_or_insert_with(|| Assembly {
            kind: kind.unwrap_or(Kind::Binary),
            size: 0,
            fragments: 0,
            data: Vec::new(),
        });
        message.size = before.saturating_add(size);
        message.fragments = fragments.saturating_add(1);
        Ok(())
    }

    /// Takes a part of a data frame, and gives what is complete by it.
    fn collect(
        &mut self,
        part: BytesMut,
        end_of_frame: bool,
        fin: bool,
        config: &Config,
    ) -> Decoded {
        let Some(message) = &mut self.message else { return Ok(None) };
        let kind = message.kind;
        let end_of_message = end_of_frame && fin;
        if kind == Kind::Text {
            self.utf8.feed(&part)?;
            if end_of_message {
                self.utf8.finish()?;
            }
        }
        let wanted = match config.delivery {
            Delivery::Message => end_of_message,
            Delivery::Frame => end_of_frame,
            Delivery::Chunk => true,
        };
        if !wanted {
            message.data.extend_from_slice(&part);
            return Ok(None);
        }
        let data = if message.data.is_empty() {
            part.freeze()
        } else {
            message.data.extend_from_slice(&part);
            Bytes::from(core::mem::take(&mut message.data))
        };
        if end_of_message {
            self.message = None;
        }
        Ok(Some(match config.delivery {
            Delivery::Message => Received::Message(kind, data),
            Delivery::Frame | Delivery::Chunk => {
                Received::Chunk(Chunk { kind, data, end_of_frame, end_of_message })
            }
        }))
    }
}

impl Frame {
    fn trace(self) -> FrameTrace {
        FrameTrace {
            fin: self.header.fin,
            rsv: self.header.rsv,
            opcode: self.header.opcode,
            length: self.header.length,
            head: self.shown.into(),
        }
    }
}
