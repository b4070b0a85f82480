//! permessage-deflate: RFC 7692.

mod compressor;
mod decompressor;
mod inflater;
mod parameters;
mod pool;

use alloc::vec;
use alloc::vec::Vec;

pub(crate) use compressor::Compressor;
pub(crate) use decompressor::{Bounds, Decompressor, Fault, Inflated};
pub use parameters::{ClientWindow, DeflateOffer, DeflateParameters};
pub(crate) use parameters::{accept, confirm};
pub use pool::DeflatePool;

/// The name in `Sec-WebSocket-Extensions`.
pub(crate) const NAME: &str = "permessage-deflate";

/// How messages are compressed, and what is agreed on with the peer (RFC 7692 §7).
///
/// The figures are those of Python's websockets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deflate {
    /// Client: what to offer, best first. One offer that asks for nothing and lets the server
    /// choose our window.
    pub offers: Vec<DeflateOffer>,
    /// Server: the largest windows, 12 bits each, and whether to go without context.
    pub terms: DeflateOffer,
    /// Server: decline offers that do not let us limit the client's window; no.
    pub require_client_max_window_bits: bool,
    /// From 1 for speed to 9 for size, 6. 0 stores.
    pub level: u8,
    /// From 1 for little memory to 9 for speed, 5.
    pub mem_level: u8,
    /// What kind of data to expect.
    pub strategy: Strategy,
    /// Messages of fewer bytes are sent as they are, unless the application says
    /// [`Compress::Always`]; 0.
    pub threshold: usize,
    /// The memory for it. Connections with a copy of these settings share it.
    pub pool: DeflatePool,
}

impl Default for Deflate {
    fn default() -> Self {
        Self {
            offers: vec![DeflateOffer {
                client_max_window_bits: ClientWindow::Any,
                ..DeflateOffer::default()
            }],
            terms: DeflateOffer {
                server_max_window_bits: Some(12),
                client_max_window_bits: ClientWindow::Bits(12),
                ..DeflateOffer::default()
            },
            require_client_max_window_bits: false,
            level: 6,
            mem_level: 5,
            strategy: Strategy::Default,
            threshold: 0,
            pool: DeflatePool::default(),
        }
    }
}

impl Deflate {
    /// The same, within the bounds of the format: nothing that is configured can panic later.
    pub(crate) fn settings(&self, bits: u8) -> Settings {
        Settings {
            // zlib-rs cannot do 8. Its distances end 262 before the window does, so that those
            // of 9 bits stay within 250 and fit into a window of 8 (tests/deflate.rs).
            bits: bits.clamp(9, 15),
            level: self.level.min(9),
            mem_level: self.mem_level.clamp(1, 9),
            strategy: self.strategy,
        }
    }
}

/// How a compressor looks for repetitions (zlib's strategies).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strategy {
    /// For text, and all that is not known better.
    #[default]
    Default,
    /// For small numbers that are nearly random.
    Filtered,
    /// No repetitions, only frequent bytes.
    HuffmanOnly,
    /// Runs of the same byte.
    Rle,
    /// Without tables of its own, which makes small messages smaller.
    Fixed,
}

/// Whether to compress a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compress {
    /// If it has [`Deflate::threshold`] bytes and shrinks.
    #[default]
    Auto,
    /// Whatever its size, even if it grows.
    Always,
    /// No.
    Never,
}

/// What a compressor is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    bits: u8,
    level: u8,
    mem_level: u8,
    strategy: Strategy,
}

impl Settings {
    /// Bytes of the window that messages may refer to.
    fn window(self) -> usize {
        1 << self.bits
    }

    /// Bytes that a compressor takes, as zlib-rs allocates them: a table of hashes of fixed size,
    /// the window twice and its links, and the symbols of a block.
    fn memory(self) -> usize {
        (128 << 10) + (4 << self.bits) + (7 << (self.mem_level + 6))
    }
}

/// What ends every message before it is cut off (RFC 7692 §7.2.1).
const TAIL: [u8; 4] = [0x00, 0x00, 0xff, 0xff];

/// Keeps the last `window` bytes of what `data` follows.
fn remember(history: &mut Vec<u8>, data: &[u8], window: usize) {
    if data.len() >= window {
        history.clear();
        history.extend_from_slice(&data[data.len() - window..]);
        return;
    }
    let excess = (history.len() + data.len()).saturating_sub(window);
    history.drain(..excess.min(history.len()));
    // As much as there is, not twice as much: this is what an idle connection keeps.
    history.reserve_exact(data.len());
    history.extend_from_slice(data);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_is_the_end_of_what_was_said() {
        let mut history = Vec::new();
        remember(&mut history, b"abc", 5);
        assert_eq!(history, b"abc");
        remember(&mut history, b"def", 5);
        assert_eq!(history, b"bcdef");
        remember(&mut history, b"0123456", 5);
        assert_eq!(history, b"23456");
        remember(&mut history, b"", 5);
        assert_eq!(history, b"23456");
    }
}
