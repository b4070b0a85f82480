//! What a connection did on the wire, for logs. The core has no logger: a driver hands these to
//! one.

use alloc::vec::Vec;

use bytes::Bytes;

use crate::frame::Opcode;
use crate::state::State;

/// Bytes of a payload that a trace shows; websockets shows 75 characters.
pub(crate) const SHOWN: usize = 75;

/// Something that happened on the wire or inside.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trace {
    /// A frame's header and the payload that came with it.
    FrameReceived(FrameTrace),
    /// A frame was queued for the transport.
    FrameSent(FrameTrace),
    /// The head of the peer's request or response, without credentials and cookies.
    HeadReceived(Bytes),
    /// The head of our request or response, without them too.
    HeadSent(Bytes),
    /// The connection's state is another now.
    State(State),
}

/// A frame, as a trace shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameTrace {
    /// Whether it ends its message.
    pub fin: bool,
    /// RSV1 to RSV3 as the bits 4, 2 and 1.
    pub rsv: u8,
    /// What it is.
    pub opcode: Opcode,
    /// The length of the payload in bytes.
    pub length: u64,
    /// The first bytes of the payload, unmasked.
    pub head: Bytes,
}

/// A head as a trace shows it: who reads logs shall not be able to log in.
pub(crate) fn head(bytes: &[u8]) -> Bytes {
    let mut shown = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let (name, _) = line.split_at(colon);
        let secret = SECRETS.iter().any(|one| name.eq_ignore_ascii_case(one.as_bytes()));
        if secret {
            shown.extend_from_slice(name);
            shown.extend_from_slice(b": ***\r\n");
        } else {
            shown.extend_from_slice(line);
        }
    }
    shown.into()
}

const SECRETS: [&str; 4] = ["Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie"];
