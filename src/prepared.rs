//! One message for many connections.

use alloc::vec::Vec;

use bytes::Bytes;

use crate::deflate::{Compress, Settings};
use crate::event::{Kind, Message, SendOptions};
use crate::frame::{Frame, Opcode, RSV1};

/// A message that is encoded once for all connections that can share the encoding.
///
/// Give it to [`Connection::send_prepared`](crate::Connection::send_prepared) of one connection
/// after the other. It is compressed once for each set of equal parameters, also where context
/// is taken over: it refers to nothing in front of itself, and what follows may refer to it. A
/// server's connections then queue the same bytes; a client's are masked, each with a key of its
/// own (RFC 6455 §5.3).
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(crate) kind: Kind,
    pub(crate) data: Bytes,
    pub(crate) options: SendOptions,
    encodings: Vec<Encoding>,
}

/// What the bytes on the wire depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parameters {
    /// How it is compressed, unless the message is to be sent as it is.
    pub(crate) deflate: Option<Settings>,
    pub(crate) max_fragment: Option<usize>,
}

#[derive(Clone, Debug)]
struct Encoding {
    parameters: Parameters,
    encoded: Encoded,
}

/// The message as frames.
#[derive(Clone, Debug)]
pub(crate) struct Encoded {
    pub(crate) compressed: bool,
    /// The payload of all frames.
    pub(crate) payload: Bytes,
    /// The frames of a server: they are not masked.
    pub(crate) frames: Bytes,
    pub(crate) count: u64,
}

impl Prepared {
    /// Prepares a message.
    pub fn new(message: impl Into<Message>, options: SendOptions) -> Self {
        let (kind, data) = message.into().into_parts();
        Self { kind, data, options, encodings: Vec::new() }
    }

    /// Whether these bytes, given by [`poll_transmit`](crate::Connection::poll_transmit), are the
    /// shared ones of this message, and which encoding they are: for drivers that keep one copy
    /// of each.
    pub fn encoding_of(&self, transmit: &Bytes) -> Option<usize> {
        let same = |encoding: &Encoding| {
            let frames = &encoding.encoded.frames;
            frames.as_ptr() == transmit.as_ptr() && frames.len() == transmit.len()
        };
        self.encodings.iter().position(same)
    }

    /// The encoding for these parameters, which `compress` is asked for once.
    pub(crate) fn encode(
        &mut self,
        parameters: Parameters,
        compress: impl FnOnce(&[u8], Compress) -> Option<Vec<u8>>,
    ) -> Encoded {
        let known = self.encodings.iter().find(|one| one.parameters == parameters);
        if let Some(encoding) = known {
            return encoding.encoded.clone();
        }
        let compressed = compress(&self.data, self.options.compress);
        let encoded = Encoded::new(
            self.kind,
            compressed.is_some(),
            compressed.map_or_else(|| self.data.clone(), Bytes::from),
            parameters.max_fragment,
        );
        self.encodings.push(Encoding { parameters, encoded: encoded.clone() });
        encoded
    }
}

impl Encoded {
    fn new(kind: Kind, compressed: bool, payload: Bytes, max_fragment: Option<usize>) -> Self {
        let mut frames = Vec::with_capacity(payload.len() + 10);
        let mut count = 0;
        for frame in split(kind, compressed, &payload, max_fragment) {
            frame.header(None).encode(&mut frames);
            frames.extend_from_slice(&frame.payload);
            count += 1;
        }
        Self { compressed, payload, frames: frames.into(), count }
    }
}

/// The frames of a message, of so many bytes at most (RFC 6455 §5.4).
pub(crate) fn split(
    kind: Kind,
    compressed: bool,
    payload: &Bytes,
    max_fragment: Option<usize>,
) -> impl Iterator<Item = Frame> {
    let most = max_fragment.unwrap_or(usize::MAX).max(1);
    let mut rest = Some(payload.clone());
    let mut first = true;
    core::iter::from_fn(move || {
        let mut payload = rest.take()?;
        if payload.len() > most {
            rest = Some(payload.split_off(most));
        }
        let (opcode, rsv) = match (core::mem::take(&mut first), kind) {
            (false, _) => (Opcode::Continuation, 0),
            (true, kind) => (kind.opcode(), if compressed { RSV1 } else { 0 }),
        };
        Some(Frame { fin: rest.is_none(), rsv, opcode, payload })
    })
}
