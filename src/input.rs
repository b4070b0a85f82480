//! Bytes of the peer that wait to be decoded.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use bytes::{Buf as _, Bytes, BytesMut};

use crate::frame::MAX_HEADER;

/// A chunk that is shorter is copied behind the last one rather than kept by itself.
const SMALL: usize = 1024;

/// A queue of chunks as they came. Payloads are taken out of them without a copy.
pub(crate) struct Input {
    chunks: VecDeque<BytesMut>,
    len: usize,
}

impl Input {
    pub(crate) fn new() -> Self {
        // Mostly it is one at a time; a queue that is left alone begins with four.
        Self { chunks: VecDeque::with_capacity(1), len: 0 }
    }

    pub(crate) fn push(&mut self, data: Vec<u8>) {
        if data.is_empty() {
            return;
        }
        self.len += data.len();
        match self.chunks.back_mut() {
            Some(last) if data.len() < SMALL => last.extend_from_slice(&data),
            _ => self.chunks.push_back(BytesMut::from(Bytes::from(data))),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(crate) fn clear(&mut self) {
        *self = Self { chunks: VecDeque::new(), len: 0 };
    }

    /// The first bytes that lie side by side; none if there are none.
    pub(crate) fn front(&self) -> &[u8] {
        self.chunks.front().map_or(&[], |chunk| chunk)
    }

    /// The bytes where a header would stand, and how many there are.
    pub(crate) fn peek(&self) -> ([u8; MAX_HEADER], usize) {
        let mut header = [0; MAX_HEADER];
        let mut filled = 0;
        for chunk in &self.chunks {
            let take = chunk.len().min(MAX_HEADER - filled);
            header[filled..filled + take].copy_from_slice(&chunk[..take]);
            filled += take;
            if filled == MAX_HEADER {
                break;
            }
        }
        (header, filled)
    }

    /// Drops `count` bytes, or all if there are fewer.
    pub(crate) fn skip(&mut self, mut count: usize) {
        while let Some(first) = self.chunks.front_mut() {
            let step = count.min(first.len());
            first.advance(step);
            self.len -= step;
            count -= step;
            if !first.is_empty() {
                return;
            }
            self.chunks.pop_front();
        }
    }

    /// Takes up to `max` bytes that lie side by side; none if there are none.
    pub(crate) fn take(&mut self, max: usize) -> BytesMut {
        let Some(first) = self.chunks.front_mut() else { return BytesMut::new() };
        if first.len() > max {
            self.len -= max;
            return first.split_to(max);
        }
        self.len -= first.len();
        self.chunks.pop_front().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_out_in_the_order_in_which_they_went_in() {
        let mut input = Input::new();
        input.push((0..50).collect());
        input.push((50..60).collect());
        input.push(Vec::new());
        input.push([60; SMALL].to_vec());
        assert_eq!(input.len(), 60 + SMALL);
        assert_eq!(input.peek(), (core::array::from_fn(|i| i as u8), MAX_HEADER));
        input.skip(55);
        assert_eq!(input.peek().0[..6], [55, 56, 57, 58, 59, 60]);
        assert_eq!(&input.take(3)[..], [55, 56, 57]);
        assert_eq!(&input.take(1_000_000)[..], [58, 59]);
        input.skip(SMALL);
        assert!(input.is_empty());
        assert_eq!(input.peek().1, 0);
    }
}
