//! What we send, compressed: RFC 7692 §7.2.1.

use alloc::vec;
use alloc::vec::Vec;

use zlib_rs::{DeflateFlush, Status};

use super::pool::Slot;
use super::{Compress, Deflate, DeflatePool, Settings, TAIL, remember};

/// Compresses the messages of one connection.
pub(crate) struct Compressor {
    pool: DeflatePool,
    settings: Settings,
    /// Whether messages may refer to earlier ones.
    takeover: bool,
    threshold: usize,
    owner: u64,
    /// The end of what the peer has decompressed: what messages may refer to.
    history: Vec<u8>,
    /// Messages that will not be tried, after some that did not shrink.
    pause: u32,
    /// How long the last pause was.
    patience: u32,
    /// A message of fragments is under way: each may refer to those before it.
    in_message: bool,
    /// The fragments that were sent of a message left this to come first in the next one.
    held: bool,
}

impl Compressor {
    pub(crate) fn new(config: &Deflate, bits: u8, takeover: bool) -> Self {
        Self {
            pool: config.pool.clone(),
            settings: config.settings(bits),
            takeover,
            threshold: config.threshold,
            owner: config.pool.owner(),
            history: Vec::new(),
            pause: 0,
            patience: 0,
            in_message: false,
            held: false,
        }
    }

    /// How it compresses.
    pub(crate) fn settings(&self) -> Settings {
        self.settings
    }

    /// Whether a message is worth trying.
    pub(crate) fn wants(&self, data: &[u8], compress: Compress) -> bool {
        match compress {
            Compress::Never => false,
            Compress::Always => true,
            Compress::Auto => !data.is_empty() && data.len() >= self.threshold,
        }
    }

    /// Compresses a message. `None`: it is to be sent as it is.
    pub(crate) fn message(&mut self, data: &[u8], compress: Compress) -> Option<Vec<u8>> {
        if !self.wants(data, compress) {
            return None;
        }
        if compress == Compress::Auto && self.pause > 0 {
            self.pause -= 1;
            return None;
        }
        let (mut slot, out) = self.run(data)?;
        let Some(out) = whole(&out, data, compress) else {
            // The peer will not see it, so what follows must not refer to it.
            slot.owner = None;
            self.pool.give(slot);
            self.patience = (self.patience * 2).clamp(1, MAX_PAUSE);
            self.pause = self.patience;
            return None;
        };
        self.patience = 0;
        self.done(slot, data);
        Some(out)
    }

    /// Compresses a message that refers to nothing in front of it, for any connection with
    /// these settings. Those that send it say so with [`saw`](Self::saw).
    pub(crate) fn alone(&mut self, data: &[u8], compress: Compress) -> Option<Vec<u8>> {
        let mut slot = self.pool.take(self.pool.owner(), self.settings)?;
        slot.deflate.reset();
        slot.owner = None;
        match run(&mut slot, data) {
            Some(out) => {
                self.pool.give(slot);
                whole(&out, data, compress)
            }
            None => {
                self.pool.discard(slot);
                None
            }
        }
    }

    /// The peer got a message that was compressed elsewhere.
    pub(crate) fn saw(&mut self, data: &[u8]) {
        if self.takeover {
            // No compressor has this context now. The next one starts from the history.
            self.owner = self.pool.owner();
            self.keep(data);
        }
    }

    /// Whether the fragments of a message that begins now will be compressed.
    pub(crate) fn begins(&mut self, compress: Compress) -> bool {
        if compress == Compress::Never {
            return false;
        }
        (self.in_message, self.held) = (false, false);
        let Some(slot) = self.slot() else { return false };
        self.pool.give(slot);
        self.in_message = true;
        true
    }

    /// Compresses a fragment of a message.
    pub(crate) fn part(&mut self, data: &[u8]) -> Vec<u8> {
        let mut out = if self.held { TAIL.to_vec() } else { Vec::new() };
        if data.is_empty() {
            self.held = false;
            return out;
        }
        match self.run(data) {
            Some((slot, compressed)) => {
                self.done(slot, data);
                out.extend_from_slice(&compressed);
            }
            None => {
                // The memory that was there when the message began is gone. Blocks can also be
                // stored; what follows must not count on a context that ends elsewhere.
                out.extend_from_slice(&stored(data));
                self.forget();
            }
        }
        out.truncate(out.len() - TAIL.len());
        self.held = true;
        out
    }

    /// The end of a message of fragments.
    pub(crate) fn finish(&mut self) -> Vec<u8> {
        self.in_message = false;
        if !self.takeover {
            self.forget();
        }
        // What is held is the end of the message that is always cut off. Without it, there were
        // no blocks or none that is complete, and the message needs an empty one.
        if core::mem::take(&mut self.held) { Vec::new() } else { vec![0] }
    }

    /// Compresses up to a byte boundary, with the tail.
    fn run(&mut self, data: &[u8]) -> Option<(Slot, Vec<u8>)> {
        let mut slot = self.slot()?;
        match run(&mut slot, data) {
            Some(out) => Some((slot, out)),
            None => {
                self.pool.discard(slot);
                self.forget();
                None
            }
        }
    }

    /// Begins anew, without context.
    fn forget(&mut self) {
        self.pool.release(self.history.len());
        self.history = Vec::new();
        self.owner = self.pool.owner();
    }

    /// A compressor that goes on where this connection's last message ended.
    fn slot(&mut self) -> Option<Slot> {
        let mut slot = self.pool.take(self.owner, self.settings)?;
        if slot.owner != Some(self.owner) || !self.takeover && !self.in_message {
            slot.deflate.reset();
            if !self.history.is_empty() && slot.deflate.set_dictionary(&self.history).is_err() {
                self.pool.discard(slot);
                self.forget();
                return None;
            }
            slot.owner = Some(self.owner);
        }
        Some(slot)
    }

    /// Puts the compressor back after a message that the peer will see.
    fn done(&mut self, mut slot: Slot, data: &[u8]) {
        // Without memory for the context, or without takeover, the next message goes without.
        let keeps = if self.takeover { self.keep(data) } else { self.in_message };
        if !keeps {
            slot.owner = None;
        }
        self.pool.give(slot);
    }

    /// Remembers what the peer got, if there is memory for it.
    fn keep(&mut self, data: &[u8]) -> bool {
        let before = self.history.len();
        let window = self.settings.window();
        let after = window.min(before + data.len());
        let fits = self.pool.reserve(after - before);
        if fits {
            remember(&mut self.history, data, window);
        } else {
            self.pool.release(before);
            self.history = Vec::new();
        }
        fits
    }
}

impl Drop for Compressor {
    fn drop(&mut self) {
        self.pool.release(self.history.len());
    }
}

/// A message of what was compressed, without the tail, if it is to be sent so.
fn whole(out: &[u8], data: &[u8], compress: Compress) -> Option<Vec<u8>> {
    match out.strip_suffix(&TAIL)? {
        // §7.2.3.6: nothing at all, in a block of its own.
        [] => Some(vec![0]),
        out if compress != Compress::Always && out.len() >= data.len() => None,
        out => Some(out.to_vec()),
    }
}

/// Compresses all of it up to a byte boundary, with the tail.
fn run(slot: &mut Slot, mut data: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    // The first piece mostly holds all: text shrinks, and what does not grows by little.
    let mut piece = vec![0; (data.len() / 2 + 64).min(PIECE)];
    loop {
        let (read, written) = (slot.deflate.total_in(), slot.deflate.total_out());
        let status = slot.deflate.compress(data, &mut piece, DeflateFlush::SyncFlush).ok()?;
        let read = (slot.deflate.total_in() - read) as usize;
        let written = (slot.deflate.total_out() - written) as usize;
        data = data.get(read..)?;
        out.extend_from_slice(piece.get(..written)?);
        // A flush is done when it leaves room.
        if data.is_empty() && written < piece.len() {
            break;
        }
        if status == Status::StreamEnd || (read == 0 && written == 0) {
            return None;
        }
        piece.resize(PIECE, 0);
    }
    if !out.ends_with(&TAIL) {
        // There was nothing to flush.
        out.clear();
        out.extend_from_slice(&TAIL);
    }
    Some(out)
}

/// Blocks that are not compressed (RFC 1951 §3.2.4), with the tail.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() + 16);
    for block in data.chunks(0xffff).chain([&[][..]]) {
        let length = block.len() as u16;
        out.push(0);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(!length).to_le_bytes());
        out.extend_from_slice(block);
    }
    out
}

/// Bytes that are compressed in one step, beyond the first.
const PIECE: usize = 16 << 10;

/// The most messages in a row that are not tried.
const MAX_PAUSE: u32 = 16;
