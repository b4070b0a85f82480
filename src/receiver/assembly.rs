//! Frames to messages: put together, inflated, checked and handed out.

use bytes::Bytes;

use super::{Decoded, Received, Receiver};
use crate::config::{Config, Delivery};
use crate::deflate::{Bounds, Fault, Inflated};
use crate::error::ProtocolError;
use crate::event::{Chunk, Kind};
use crate::extension::ExtensionFault;
use crate::frame::Header;
use crate::growth::{Buffer, Full};
use crate::utf8::Utf8Check;

/// A message whose last frame has not ended.
pub(super) struct Assembly {
    pub(super) kind: Kind,
    pub(super) compressed: bool,
    /// The sum of the lengths that its frames announced.
    pub(super) size: u64,
    /// Its bytes when the frame that is under way began.
    pub(super) before: u64,
    /// Its bytes that were decoded.
    pub(super) decoded: u64,
    pub(super) fragments: u32,
    /// What came of a compressed message and is not inflated yet.
    pub(super) waiting: Option<Waiting>,
    /// One buffer however many frames there are; it grows with what arrives, never with what is
    /// announced.
    pub(super) data: Buffer,
}

/// Compressed bytes, and what ends with them.
pub(super) struct Waiting {
    pub(super) data: Bytes,
    pub(super) end_of_frame: bool,
    pub(super) fin: bool,
}

impl Assembly {
    /// There is no memory for more of it than there is.
    fn too_big(&self) -> ProtocolError {
        let limit = self.data.len() as u64;
        ProtocolError::MessageTooBig { size: None, before: self.before, limit }
    }
}

impl Receiver {
    /// Takes a part of a data frame that extensions decode as soon as it is whole.
    pub(super) fn decode(
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
    pub(super) fn collect(
        &mut self,
        part: Bytes,
        end_of_frame: bool,
        fin: bool,
        config: &Config,
    ) -> Decoded {
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
        // How far it may grow yet. What is announced is never reserved; but nothing comes behind
        // the last frame.
        let most = match (fin, config.limits.max_message) {
            (true, _) => message.size.saturating_sub(message.decoded),
            (false, Some(limit)) => limit.saturating_sub(message.decoded),
            (false, None) => u64::MAX,
        };
        let together = &config.limits.together;
        message.decoded += part.len() as u64;
        self.data += part.len() as u64;
        if !config.delivery.wants(end_of_frame, end_of_message) {
            message.data.append(&part, most, together).map_err(|Full| message.too_big())?;
            return Ok(None);
        }
        let data = if message.data.is_empty() {
            part
        } else {
            message.data.append(&part, most, together).map_err(|Full| message.too_big())?;
            message.data.take()
        };
        Ok(Some(self.give(data, end_of_frame, end_of_message, config)))
    }

    /// Inflates a part of a data frame, and gives what is complete by it. What is more than can
    /// be told at once waits.
    pub(super) fn inflate(&mut self, mut waiting: Waiting, config: &Config) -> Decoded {
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
        let mut inflated =
            inflate.feed(&mut waiting.data, bounds, &limits.together, &mut message.data);
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
            let data = message.data.take();
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
                message.data.truncate(message.data.len().saturating_sub(1));
                Err(ProtocolError::MessageTooBig { size: None, before: message.before, limit })
            }
            (Err(Fault::Full), _) => Err(message.too_big()),
            (Err(Fault::Bomb), _) => Err(ProtocolError::CompressionBomb),
            (Err(Fault::Corrupt | Fault::TooBig), _) => Err(ProtocolError::InvalidCompressedData),
        };
        if let Err(error) = checked {
            let data = message.data.take();
            return self.stop(data, error, config);
        }
        if !all {
            message.waiting = Some(waiting);
        }
        let nothing = message.data.is_empty() && !end_of_frame;
        if nothing || !config.delivery.wants(end_of_frame, end_of_message) {
            return Ok(None);
        }
        let data = message.data.take();
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
pub(super) fn wire_limit(limit: u64) -> u64 {
    limit.saturating_mul(2).saturating_add(1 << 10)
}

/// Bytes of a compressed message that are told at once.
const MAX_CHUNK: usize = 64 << 10;
