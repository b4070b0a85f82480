//! Messages to frames to the transmit queue: RFC 6455 §6.1.

use bytes::Bytes;

use crate::config::{Limits, Role};
use crate::error::Misuse;
use crate::event::{Kind, Transmit};
use crate::frame::{Header, MAX_CONTROL, MAX_HEADER, Opcode};
use crate::mask;
use crate::output::Output;
use crate::random::Random;
use crate::trace::{FrameTrace, SHOWN};
use crate::utf8::Utf8Check;

/// Encodes what we send.
pub(crate) struct Sender {
    role: Role,
    pub(crate) random: Random,
    pub(crate) output: Output,
    message: Option<Fragments>,
    /// The answer to the latest ping, kept while the queue is full (RFC 6455 §5.5.3).
    pong: Option<Bytes>,
    pub(crate) frames: u64,
    pub(crate) bytes: u64,
    tracing: bool,
    pub(crate) trace: Option<FrameTrace>,
}

/// A message of ours that has begun and not ended.
#[derive(Clone)]
struct Fragments {
    kind: Kind,
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
            pong: None,
            frames: 0,
            bytes: 0,
            tracing,
            trace: None,
        }
    }

    /// Sends bytes that are no frame.
    pub(crate) fn head(&mut self, head: &[u8]) {
        self.bytes += head.len() as u64;
        self.output.write(|out| out.extend_from_slice(head));
    }

    /// Sends a message in one frame.
    pub(crate) fn message(&mut self, kind: Kind, data: Bytes) {
        self.frame(true, opcode(kind), data);
    }

    /// Begins a message of several frames.
    pub(crate) fn begin(&mut self, kind: Kind) {
        self.message = Some(Fragments { kind, first: true, utf8: Utf8Check::default() });
    }

    /// Sends the next frame of a message.
    pub(crate) fn part(&mut self, data: Bytes) -> Result<(), Misuse> {
        let mut message = self.message.clone().ok_or(Misuse::NoMessage)?;
        if message.kind == Kind::Text {
            message.utf8.feed(&data).map_err(|_| Misuse::InvalidUtf8)?;
        }
        let opcode = message.next_opcode();
        self.message = Some(message);
        self.frame(false, opcode, data);
        Ok(())
    }

    /// Ends a message of several frames with an empty one.
    pub(crate) fn finish(&mut self) -> Result<(), Misuse> {
        let mut message = self.message.clone().ok_or(Misuse::NoMessage)?;
        message.utf8.finish().map_err(|_| Misuse::InvalidUtf8)?;
        self.message = None;
        self.frame(true, message.next_opcode(), Bytes::new());
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
        self.frame(true, opcode, payload);
        Ok(())
    }

    /// Answers a ping; while the transport takes nothing, only the latest one.
    pub(crate) fn answer(&mut self, payload: Bytes, limits: &Limits) {
        if self.output.len() >= limits.high_water {
            self.pong = Some(payload);
        } else {
            self.pong = None;
            self.frame(true, Opcode::Pong, payload);
        }
    }

    /// Sends a close frame, behind which there is nothing.
    pub(crate) fn close(&mut self, payload: Bytes) {
        self.message = None;
        self.pong = None;
        self.frame(true, Opcode::Close, payload);
    }

    pub(crate) fn poll(&mut self, limits: &Limits) -> Option<Transmit> {
        let transmit = self.output.poll();
        // As soon as there is room, not when all is gone: an application that refills the queue
        // again and again must not starve the peer's heartbeat.
        if self.output.len() < limits.high_water
            && !self.output.is_ended()
            && let Some(payload) = self.pong.take()
        {
            self.frame(true, Opcode::Pong, payload);
            return transmit.or_else(|| self.output.poll());
        }
        transmit
    }

    fn frame(&mut self, fin: bool, opcode: Opcode, payload: Bytes) {
        if self.tracing {
            self.trace = Some(FrameTrace {
                fin,
                rsv: 0,
                opcode,
                length: payload.len() as u64,
                head: payload.slice(..payload.len().min(SHOWN)),
            });
        }
        let before = self.output.len();
        // A fresh key for each frame (RFC 6455 §5.3).
        let mask = match self.role {
            Role::Client => Some(self.random.bytes()),
            Role::Server => None,
        };
        let header = Header { fin, rsv: 0, opcode, mask, length: payload.len() as u64 };
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
    fn next_opcode(&mut self) -> Opcode {
        match core::mem::take(&mut self.first) {
            true => opcode(self.kind),
            false => Opcode::Continuation,
        }
    }
}

fn opcode(kind: Kind) -> Opcode {
    match kind {
        Kind::Text => Opcode::Text,
        Kind::Binary => Opcode::Binary,
    }
}
