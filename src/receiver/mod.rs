//! Bytes to frames to messages, one at a time and only when asked: RFC 6455 §5.

mod assembly;

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytes::Bytes;

use assembly::{Assembly, wire_limit};

use crate::config::{Config, Role};
use crate::deflate::Decompressor;
use crate::error::ProtocolError;
use crate::event::{Chunk, Kind};
use crate::extension::{Decoders, ExtensionDecoder};
use crate::frame::{Header, Masking, Opcode, RSV1};
use crate::growth::Buffer;
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
    /// What inflates messages, if that was negotiated.
    inflate: Option<Box<Decompressor>>,
    decoders: Option<Box<Decoders>>,
    pub(crate) frames: u64,
    /// Bytes of messages, and what they took in frames.
    pub(crate) data: u64,
    pub(crate) payload: u64,
    /// What comes behind the last chunk that was given.
    error: Option<ProtocolError>,
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

impl Receiver {
    pub(crate) fn new(role: Role) -> Self {
        Self {
            role,
            frame: None,
            message: None,
            utf8: Utf8Check::default(),
            inflate: None,
            decoders: None,
            frames: 0,
            data: 0,
            payload: 0,
            error: None,
            traces: Vec::new(),
        }
    }

    /// Decodes the next thing to tell, or asks for more bytes with `Ok(None)`.
    pub(crate) fn poll(&mut self, input: &mut Input, config: &Config) -> Decoded {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        loop {
            if let Some(waiting) = self.message.as_mut().and_then(|message| message.waiting.take())
            {
                match self.inflate(waiting, config)? {
                    None => continue,
                    received => return Ok(received),
                }
            }
            let Some(frame) = &mut self.frame else {
                let (bytes, filled) = input.peek();
                let rsv = if self.inflate.is_some() { RSV1 } else { 0 } | self.extension_bits();
                let masking = match self.role {
                    Role::Client => Masking::Never,
                    Role::Server if config.accept_unmasked => Masking::Either,
                    Role::Server => Masking::Always,
                };
                let Some((header, size)) = Header::decode(&bytes[..filled], masking, rsv)? else {
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
                _ => {
                    self.payload += part.len() as u64;
                    match self.decoders {
                        None => self.collect(part.freeze(), end_of_frame, header.fin, config)?,
                        Some(_) => self.decode(&part, end_of_frame, &header, config)?,
                    }
                }
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

    /// Expects compressed messages from now on.
    pub(crate) fn set_inflate(&mut self, inflate: Decompressor) {
        self.inflate = Some(Box::new(inflate));
    }

    /// Has an extension decode before the others from now on.
    pub(crate) fn add_decoder(&mut self, rsv: u8, decoder: Box<dyn ExtensionDecoder>) {
        self.decoders.get_or_insert_default().all.insert(0, (rsv, decoder));
    }

    /// The reserved bits of extensions other than permessage-deflate.
    fn extension_bits(&self) -> u8 {
        self.decoders.as_ref().map_or(0, |decoders| decoders.rsv())
    }

    /// Lets go of all that was begun.
    pub(crate) fn clear(&mut self) {
        self.decoders = None;
        self.inflate = None;
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
            Opcode::Close | Opcode::Ping | Opcode::Pong => None,
        };
        let control = header.opcode.is_control();
        let extended = if control { 0 } else { self.extension_bits() };
        // RFC 7692 §6: the bit stands on the first frame of a message, and nowhere else.
        if kind.is_none() && header.rsv & !extended != 0 {
            return Err(ProtocolError::ReservedBits);
        }
        if control {
            return Ok(());
        }
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
        let bit = self.inflate.is_some() && header.rsv & RSV1 != 0;
        let compressed = self.message.as_ref().map_or(bit, |message| message.compressed);
        let changed = compressed || self.decoders.is_some();
        if let Some(limit) = limits.max_message
            && before.saturating_add(size) > if changed { wire_limit(limit) } else { limit }
        {
            return Err(ProtocolError::MessageTooBig { size: Some(size), before, limit });
        }
        if limits.max_fragments.is_some_and(|limit| fragments >= limit) {
            return Err(ProtocolError::TooManyFragments);
        }

        let message = self.message.get_or_insert_with(|| Assembly {
            kind: kind.unwrap_or(Kind::Binary),
            compressed,
            size: 0,
            before: 0,
            decoded: 0,
            fragments: 0,
            waiting: None,
            data: Buffer::default(),
        });
        message.size = before.saturating_add(size);
        message.before = message.decoded;
        message.fragments = fragments.saturating_add(1);
        Ok(())
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
