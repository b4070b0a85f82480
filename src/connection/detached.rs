//! Messages that the driver sends by itself: their payload need not pass through the core.

use alloc::vec::Vec;

use super::Connection;
use crate::event::Kind;
use crate::frame::{Header, MAX_HEADER};
use crate::state::State;
use crate::time::Instant;
use crate::timer::Timer;

/// Messages that were sent without the core.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detached {
    /// How many.
    pub messages: u64,
    /// Bytes of all.
    pub data: u64,
    /// Bytes of their [heads](Connection::detached_head).
    pub heads: u64,
    /// When the last one was sent.
    pub last: Instant,
}

impl Connection {
    /// Whether messages can be sent without the core: their payloads are neither masked nor
    /// compressed, cut or shown in traces, and nothing forbids to send.
    ///
    /// If so, a driver may write [`detached_head`](Self::detached_head) and right behind it the
    /// payload, behind all that was to be transmitted before. It tells
    /// [`sent_detached`](Self::sent_detached) so, before it calls anything that depends on it.
    /// That holds until another method was called.
    pub fn detaches(&self) -> bool {
        self.state() == State::Open && self.config.max_fragment.is_none() && self.sender.detaches()
    }

    /// What stands in front of the payload of a message that is sent without the core. It
    /// depends on nothing else. A text must be UTF-8.
    pub fn detached_head(kind: Kind, length: u64) -> Vec<u8> {
        let mut head = Vec::with_capacity(MAX_HEADER);
        let header = Header { fin: true, rsv: 0, opcode: kind.opcode(), mask: None, length };
        header.encode(&mut head);
        head
    }

    /// Messages were sent without the core.
    pub fn sent_detached(&mut self, sent: Detached) {
        self.stats.messages_sent += sent.messages;
        self.sender.sent_detached(&sent);
        self.advance_time(sent.last);
        self.timers.defer(Timer::Idle, sent.last, self.config.timeouts.idle);
    }
}
