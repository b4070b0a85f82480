//! Bytes that wait for the transport.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use bytes::Bytes;

use crate::config::Limits;
use crate::event::Transmit;

/// A payload that is longer is queued as it is; a shorter one is copied behind what waits, so
/// that many small frames are one write.
const LARGE: usize = 8 << 10;

/// The transmit queue.
#[derive(Default)]
pub(crate) struct Output {
    queue: VecDeque<Bytes>,
    /// What comes after `queue`.
    tail: Vec<u8>,
    len: usize,
    eof: Eof,
    /// The high-water mark was reached, and the low one not yet since.
    full: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Eof {
    #[default]
    Open,
    Queued,
    Sent,
}

impl Output {
    /// Bytes that wait.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_ended(&self) -> bool {
        self.eof != Eof::Open
    }

    /// Makes room for a header and for a payload of this length, if it will be copied.
    pub(crate) fn reserve(&mut self, header: usize, payload: usize) {
        self.tail.reserve(header + if payload < LARGE { payload } else { 0 });
    }

    /// Appends what `write` appends to the buffer.
    pub(crate) fn write(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let before = self.tail.len();
        write(&mut self.tail);
        self.len += self.tail.len() - before;
    }

    /// Appends bytes without a copy if they are many.
    pub(crate) fn push(&mut self, data: Bytes) {
        if data.len() < LARGE {
            self.write(|tail| tail.extend_from_slice(&data));
            return;
        }
        self.len += data.len();
        if !self.tail.is_empty() {
            self.queue.push_back(core::mem::take(&mut self.tail).into());
        }
        self.queue.push_back(data);
    }

    /// Appends bytes that others have as well: behind nothing, they are not copied.
    pub(crate) fn push_shared(&mut self, data: Bytes) {
        if self.len > 0 || data.is_empty() {
            return self.push(data);
        }
        self.len = data.len();
        self.queue.push_back(data);
    }

    /// Ends the stream behind what waits.
    pub(crate) fn end(&mut self) {
        if self.eof == Eof::Open {
            self.eof = Eof::Queued;
        }
    }

    /// Whether no more should be sent for now; remembers that it was said.
    pub(crate) fn check_full(&mut self, limits: &Limits) -> bool {
        self.full |= self.len >= limits.high_water;
        self.full
    }

    /// Whether the queue has become short enough since it was full; says so once.
    pub(crate) fn drained(&mut self, limits: &Limits) -> bool {
        let drained = self.full && self.len <= limits.low_water;
        self.full &= !drained;
        drained
    }

    pub(crate) fn poll(&mut self) -> Option<Transmit> {
        let data = match self.queue.pop_front() {
            Some(data) => data,
            None if !self.tail.is_empty() => core::mem::take(&mut self.tail).into(),
            None if self.eof == Eof::Queued => {
                self.eof = Eof::Sent;
                return Some(Transmit::Eof);
            }
            None => return None,
        };
        self.len -= data.len();
        Some(Transmit::Data(data))
    }
}
