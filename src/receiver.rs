//! Bytes to frames to messages, one at a time and only when asked: RFC 6455 §5.

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytes::Bytes;

use crate::config::{Config, Delivery, Role};
use crate::deflate::{Bounds, Decompressor, Fault, Inflated};
use crate::error::ProtocolError;
use crate::event::{Chunk, Kind};
use crate::extension::{Decoders, ExtensionDecoder, ExtensionFault};
use crate::frame::{Header, Masking, Opcode, RSV1};
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

/// A message whose last frame has not ended.
struct Assembly {
    kind: Kind,
    compressed: bool,
    /// The sum of the lengths that its frames announced.
    size: u64,
    /// Its bytes when the frame that is under way began.
    before: u64,
    /// Its bytes that were decoded.
    decoded: u64,
    fragments: u32,
    /// What came of a compressed message and is not inflated yet.
    waiting: Option<Waiting>,
    /// One buffer however many frames there are; it grows with what arrives, never with what is
    /// announced.
    data: Vec<u8>,
}

/// Compressed bytes, and what ends with them.
struct Waiting {
    data: Bytes,
    end_of_frame: bool,
    fin: bool,
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
            data: Vec::new(),
        });
        message.size = before.saturating_add(size);
        message.before = message.decoded;
        message.fragments = fragments.saturating_add(1);
        Ok(())
    }

    /// Takes a part of a data frame that extensions decode as soon as it is whole.
    fn decode(
        &mut self,
        part: &[u8],
        end_of_frame: bool,
        header: &Header,
        config: &Config,
    ) -> Decoded {
        let (Some(message), Some(decoders)) = (&self.message, &mut self.decoders) else {
            return Ok(None);
        };
        decoders.payload.extend_from_slice(part);
        if !end_of_frame {
            return Ok(None);
        }
        let limit = config.limits.max_message;
        let max = limit.map_or(u64::MAX, |limit| match message.compressed {
            true => wire_limit(limit),
            false => limit.saturating_sub(message.decoded),
        });
        let Header { opcode, fin, rsv, .. } = *header;
        let decoded = decoders.decode(opcode, fin, rsv, max).map_err(|fault| match limit {
            Some(limit) if fault == ExtensionFault::TooBig => {
                ProtocolError::MessageTooBig { size: None, before: message.before, limit }
            }
            _ => ProtocolError::Extension(fault),
        })?;
        self.collect(decoded, true, fin, config)
    }

    /// Takes a part of a data frame, and gives what is complete by it.
    fn collect(&mut self, part: Bytes, end_of_frame: bool, fin: bool, config: &Config) -> Decoded {
        let Some(message) = &mut self.message else { return Ok(None) };
        if message.compressed {
            message.waiting = Some(Waiting { data: part, end_of_frame, fin });
            return Ok(None);
        }
        let end_of_message = end_of_frame && fin;
        let text = message.kind == Kind::Text && config.check_utf8;
        let before = self.utf8.clone();
        if let Err(error) = check_utf8(&mut self.utf8, text, &part, end_of_message) {
            let good = before.good_bytes(&part);
            return self.stop(part.slice(..good), error, config);
        }
        message.decoded += part.len() as u64;
        self.data += part.len() as u64;
        if !config.delivery.wants(end_of_frame, end_of_message) {
            message.data.extend_from_slice(&part);
            return Ok(None);
        }
        let data = if message.data.is_empty() {
            part
        } else {
            message.data.extend_from_slice(&part);
            Bytes::from(core::mem::take(&mut message.data))
        };
        Ok(Some(self.give(data, end_of_frame, end_of_message, config)))
    }

    /// Inflates a part of a data frame, and gives what is complete by it. What is more than can
    /// be told at once waits.
    fn inflate(&mut self, mut waiting: Waiting, config: &Config) -> Decoded {
        let (Some(message), Some(inflate)) = (&mut self.message, &mut self.inflate) else {
            return Ok(None);
        };
        let limits = &config.limits;
        let bounds = Bounds {
            size: limits.max_message,
            ratio: limits.max_ratio,
            batch: if config.delivery == Delivery::Chunk { MAX_CHUNK } else { usize::MAX },
        };
        let start = message.data.len();
        let mut inflated = inflate.feed(&mut waiting.data, bounds, &mut message.data);
        let all = inflated != Ok(Inflated::Enough);
        let end_of_frame = all && waiting.end_of_frame;
        let end_of_message = end_of_frame && waiting.fin;
        let fresh = &message.data[start..];
        message.decoded += fresh.len() as u64;
        self.data += fresh.len() as u64;
        // What is wrong with the bytes comes before what is wrong behind them.
        let text = message.kind == Kind::Text && config.check_utf8;
        let before = self.utf8.clone();
        if let Err(error) = check_utf8(&mut self.utf8, text, fresh, false) {
            let good = start + before.good_bytes(fresh);
            message.data.truncate(good);
            let data = core::mem::take(&mut message.data).into();
            return self.stop(data, error, config);
        }
        if inflated.is_ok() && end_of_message {
            inflated = inflate.finish(bounds).map(|()| Inflated::All);
        }
        let end = check_utf8(&mut self.utf8, text, &[], end_of_message && inflated.is_ok());
        let checked = match (inflated, limits.max_message) {
            (Ok(_), _) => end,
            (Err(Fault::TooBig), Some(limit)) => {
                // One byte more than the limit is how it was found out.
                message.data.pop();
                Err(ProtocolError::MessageTooBig { size: None, before: message.before, limit })
            }
            (Err(Fault::Bomb), _) => Err(ProtocolError::CompressionBomb),
            (Err(Fault::Corrupt | Fault::TooBig), _) => Err(ProtocolError::InvalidCompressedData),
        };
        if let Err(error) = checked {
            let data = core::mem::take(&mut message.data).into();
            return self.stop(data, error, config);
        }
        if !all {
            message.waiting = Some(waiting);
        }
        let nothing = message.data.is_empty() && !end_of_frame;
        if nothing || !config.delivery.wants(end_of_frame, end_of_message) {
            return Ok(None);
        }
        let data = core::mem::take(&mut message.data).into();
        Ok(Some(self.give(data, end_of_frame, end_of_message, config)))
    }

    /// Ends with an error. Chunks that were good before it are handed out, as they are when they
    /// come by themselves.
    fn stop(&mut self, good: Bytes, error: ProtocolError, config: &Config) -> Decoded {
        if config.delivery != Delivery::Chunk || good.is_empty() {
            return Err(error);
        }
        self.error = Some(error);
        Ok(Some(self.give(good, false, false, config)))
    }

    fn give(
        &mut self,
        data: Bytes,
        end_of_frame: bool,
        end_of_message: bool,
        config: &Config,
    ) -> Received {
        let kind = self.message.as_ref().map_or(Kind::Binary, |message| message.kind);
        if end_of_message {
            self.message = None;
        }
        match config.delivery {
            Delivery::Message => Received::Message(kind, data),
            Delivery::Frame | Delivery::Chunk => {
                Received::Chunk(Chunk { kind, data, end_of_frame, end_of_message })
            }
        }
    }
}

impl Delivery {
    /// Whether the application is to be told what there is.
    fn wants(self, end_of_frame: bool, end_of_message: bool) -> bool {
        match self {
            Self::Message => end_of_message,
            Self::Frame => end_of_frame,
            Self::Chunk => true,
        }
    }
}

fn check_utf8(
    check: &mut Utf8Check,
    text: bool,
    data: &[u8],
    end: bool,
) -> Result<(), ProtocolError> {
    if text {
        check.feed(data)?;
        if end {
            check.finish()?;
        }
    }
    Ok(())
}

/// Bytes on the wire of a compressed message of this size. What does not shrink grows a little;
/// twice as much is none that a compressor makes.
fn wire_limit(limit: u64) -> u64 {
    limit.saturating_mul(2).saturating_add(1 << 10)
}

/// Bytes of a compressed message that are told at once.
const MAX_CHUNK: usize = 64 << 10;

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
