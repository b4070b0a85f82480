//! Counters of a connection.

use core::time::Duration;

/// Counters since the connection was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Bytes that the peer sent, the handshake among them.
    pub bytes_received: u64,
    /// Bytes that were queued for the peer, the handshake among them.
    pub bytes_sent: u64,
    /// Frames that were decoded.
    pub frames_received: u64,
    /// Frames that were encoded.
    pub frames_sent: u64,
    /// Messages that were received whole.
    pub messages_received: u64,
    /// Messages that were sent whole.
    pub messages_sent: u64,
    /// The latest round trip of a ping.
    pub latency: Option<Duration>,
}
