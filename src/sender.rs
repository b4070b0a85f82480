//! Messages to frames to the transmit queue: RFC 6455 §6.1.

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytes::Bytes;

use crate::config::{Limits, Role};
use crate::connection::Detached;
use crate::deflate::{Compress, Compressor};
use crate::error::Misuse;
use crate::event::{Kind, Transmit};
use crate::extension::{Encoders, ExtensionEncoder, ExtensionFault};
use crate::frame::{Frame, MAX_CONTROL, MAX_HEADER, Opcode, RSV1};
use crate::mask;
use crate::output::Output;
use crate::prepared::{Encoded, Parameters, Prepared, split};
use crate::random::Random;
use crate::trace::{FrameTrace, SHOWN};
use crate::utf8::Utf8Check;

/// Encodes what we send.
pub(crate) struct Sender {
    role: Role,
    pub(crate) random: Random,
    pub(crate) output: Output,
    message: Option<Fragments>,
    /// What compresses messages, if that was negotiated.
    compressor: Option<Box<Compressor>>,
    encoders: Option<Box<Encoders>>,
    /// Why an encoder cannot go on. Nothing that it was to encode is sent any more.
    fault: Option<ExtensionFault>,
    /// The answer to the latest ping, kept while the queue is full (RFC 6455 §5.5.3).
    pong: Option<Bytes>,
    pub(crate) frames: u64,
    pub(crate) bytes: u64,
    /// Bytes of messages, and what they took in frames.
    pub(crate) data: u64,
    pub(crate) payload: u64,
    tracing: bool,
    pub(crate) traces: Vec<FrameTrace>,
}

/// A message of ours that has begun and not ended.
#[derive(Clone)]
struct Fragments {
    kind: Kind,
    compressed: bool,
    first: bool,
    utf8: Utf8Check,
}

impl Sender {
    pub(crate) fn new(role: Role, seed: [u8; 32], tracing: bool) -> Self {
        Self {
            role,
            random: Random::new(seed),
            output: Output::default(),
            message: None,
            compressor: None,
            encoders: None,
            fault: None,
            pong: None,
            frames: 0,
            bytes: 0,
            data: 0,
            payload: 0,
            tracing,
            traces: Vec::new(),
        }
    }

    /// Sends bytes that are no frame.
    pub(crate) fn head(&mut self, head: &[u8]) {
        self.bytes += head.len() as u64;
        self.output.write(|out| out.extend_from_slice(head));
    }

    /// Compresses messages from now on.
    pub(crate) fn set_compressor(&mut self, compressor: Compressor) {
        self.compressor = Some(Box::new(compressor));
    }

    /// Has an extension work behind the others from now on.
    pub(crate) fn add_encoder(&mut self, rsv: u8, encoder: Box<dyn ExtensionEncoder>) {
        self.encoders.get_or_insert_default().0.push((rsv, encoder));
    }

    /// Why an encoder failed, if one did; said once.
    pub(crate) fn take_fault(&mut self) -> Option<ExtensionFault> {
        self.fault.take()
    }

    /// Sends a message, in frames of so many bytes at most.
    pub(crate) fn message(
        &mut self,
        kind: Kind,
        mut data: Bytes,
        compress: Compress,
        max_fragment: Option<usize>,
    ) {
        self.data += data.len() as u64;
        let compressor = self.compressor.as_mut();
        let compressed = compressor.and_then(|compressor| compressor.message(&data, compress));
        let is_compressed = compressed.is_some();
        if let Some(compressed) = compressed {
            data = compressed.into();
        }
        for frame in split(kind, is_compressed, &data, max_fragment) {
            self.frame(frame);
        }
    }

    /// Whether messages go as they are, in one frame, without anyone looking at them.
    pub(crate) fn detaches(&self) -> bool {
        self.role == Role::Server
            && self.message.is_none()
            && self.compressor.is_none()
            && self.encoders.is_none()
            && !self.tracing
    }

    /// Counts messages that were sent elsewhere.
    pub(crate) fn sent_detached(&mut self, sent: &Detached) {
        self.frames += sent.messages;
        self.data += sent.data;
        self.payload += sent.data;
        self.bytes += sent.heads + sent.data;
    }

    /// Sends a message that others send as well.
    pub(crate) fn prepared(&mut self, message: &mut Prepared, max_fragment: Option<usize>) {
        if self.encoders.is_some() {
            // What extensions make of it is this connection's alone.
            let compress = message.options.compress;
            return self.message(message.kind, message.data.clone(), compress, max_fragment);
        }
        let compressor = self.compressor.as_mut();
        let mut compressor = compressor
            .filter(|compressor| compressor.wants(&message.data, message.options.compress));
        let deflate = compressor.as_ref().map(|compressor| compressor.settings());
        let encoded = message.encode(Parameters { deflate, max_fragment }, |data, compress| {
            compressor.as_mut()?.alone(data, compress)
        });
        if encoded.compressed
            && let Some(compressor) = compressor
        {
            compressor.saw(&message.data);
        }
        self.data += message.data.len() as u64;
        match self.role {
            Role::Server if !self.tracing => {
                self.frames += encoded.count;
                self.payload += encoded.payload.len() as u64;
                self.bytes += encoded.frames.len() as u64;
                self.output.push_shared(encoded.frames);
            }
            _ => {
                let Encoded { compressed, payload, .. } = encoded;
                for frame in split(message.kind, compressed, &payload, max_fragment) {
                    self.frame(frame);
                }
            }
        }
    }

    /// Begins a message of several frames.
    pub(crate) fn begin(&mut self, kind: Kind, compress: Compress) {
        let compressor = self.compressor.as_mut();
        let compressed = compressor.is_some_and(|compressor| compressor.begins(compress));
        self.message = Some(Fragments::new(kind, compressed));
    }

    /// Sends the next frame of a message.
    pub(crate) fn part(&mut self, mut data: Bytes) -> Result<(), Misuse> {
        let mut message = self.message.clone().ok_or(Misuse::NoMessage)?;
        if message.kind == Kind::Text {
            message.utf8.feed(&data).map_err(|_| Misuse::InvalidUtf8)?;
        }
        self.data += data.len() as u64;
        if message.compressed
            && let Some(compressor) = &mut self.compressor
        {
            data = compressor.part(&data).into();
        }
        let frame = message.next(false, data);
        self.message = Some(message);
        self.frame(frame);
        Ok(())
    }

    /// Ends a message of several frames with one that is empty, or nearly.
    pub(crate) fn finish(&mut self) -> Result<(), Misuse> {
        let mut message = self.message.clone().ok_or(Misuse::NoMessage)?;
        message.utf8.finish().map_err(|_| Misuse::InvalidUtf8)?;
        self.message = None;
        let data = match &mut self.compressor {
            Some(compressor) if message.compressed => compressor.finish().into(),
            _ => Bytes::new(),
        };
        self.frame(message.next(true, data));
        Ok(())
    }

    /// Whether a message has begun and not ended.
    pub(crate) fn is_in_message(&self) -> bool {
        self.message.is_some()
    }

    /// Sends a ping or a pong.
    pub(crate) fn control(&mut self, opcode: Opcode, payload: Bytes) -> Result<(), Misuse> {
        if payload.len() > MAX_CONTROL {
            return Err(Misuse::ControlTooLong);
        }
        self.frame(control(opcode, payload));
        Ok(())
    }

    /// Answers a ping; while the transport takes nothing, only the latest one.
    pub(crate) fn answer(&mut self, payload: Bytes, limits: &Limits) {
        if self.output.len() >= limits.high_water {
            self.pong = Some(payload);
        } else {
            self.pong = None;
            self.frame(control(Opcode::Pong, payload));
        }
    }

    /// Sends a close frame, behind which there is nothing.
    pub(crate) fn close(&mut self, payload: Bytes) {
        self.message = None;
        self.pong = None;
        self.frame(control(Opcode::Close, payload));
    }

    pub(crate) fn poll(&mut self, limits: &Limits) -> Option<Transmit> {
        let transmit = self.output.poll();
        // As soon as there is room, not when all is gone: an application that refills the queue
        // again and again must not starve the peer's heartbeat.
        if self.output.len() < limits.high_water
            && !self.output.is_ended()
            && let Some(payload) = self.pong.take()
        {
            self.frame(control(Opcode::Pong, payload));
            return transmit.or_else(|| self.output.poll());
        }
        transmit
    }

    fn frame(&mut self, mut frame: Frame) {
        if !frame.opcode.is_control()
            && let Some(encoders) = &mut self.encoders
        {
            if self.fault.is_some() {
                return;
            }
            match encoders.encode(frame.opcode, frame.fin, frame.payload) {
                Ok(encoded) => {
                    frame.rsv |= encoded.rsv;
                    frame.payload = encoded.payload;
                }
                Err(fault) => return self.fault = Some(fault),
            }
        }
        if self.tracing {
            self.traces.push(FrameTrace {
                fin: frame.fin,
                rsv: frame.rsv,
                opcode: frame.opcode,
                length: frame.payload.len() as u64,
                head: frame.payload.slice(..frame.payload.len().min(SHOWN)),
            });
        }
        if !frame.opcode.is_control() {
            self.payload += frame.payload.len() as u64;
        }
        let before = self.output.len();
        // A fresh key for each frame (RFC 6455 §5.3).
        let mask = match self.role {
            Role::Client => Some(self.random.bytes()),
            Role::Server => None,
        };
        let header = frame.header(mask);
        let payload = frame.payload;
        match mask {
            None => {
                self.output.reserve(MAX_HEADER, payload.len());
                self.output.write(|out| header.encode(out));
                self.output.push(payload);
            }
            Some(key) => self.output.write(|out| {
                out.reserve(MAX_HEADER + payload.len());
                header.encode(out);
                let start = out.len();
                out.extend_from_slice(&payload);
                mask::apply(&mut out[start..], key, 0);
            }),
        }
        self.frames += 1;
        self.bytes += (self.output.len() - before) as u64;
    }
}

impl Fragments {
    fn new(kind: Kind, compressed: bool) -> Self {
        Self { kind, compressed, first: true, utf8: Utf8Check::default() }
    }

    /// The next frame.
    fn next(&mut self, fin: bool, payload: Bytes) -> Frame {
        let (opcode, rsv) = match core::mem::take(&mut self.first) {
            true => (self.kind.opcode(), if self.compressed { RSV1 } else { 0 }),
            false => (Opcode::Continuation, 0),
        };
        Frame { fin, rsv, opcode, payload }
    }
}

fn control(opcode: Opcode, payload: Bytes) -> Frame {
    Frame { fin: true, rsv: 0, opcode, payload }
}
