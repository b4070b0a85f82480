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
    /// Bytes of the messages that were received, whole or in part.
    pub data_received: u64,
    /// Bytes of the messages that were sent, whole or in part.
    pub data_sent: u64,
    /// Bytes that these messages took in their frames: fewer, if they were compressed.
    pub payload_received: u64,
    /// Bytes that the messages took that were sent.
    pub payload_sent: u64,
    /// Bytes that wait for the transport.
    pub buffered: u64,
    /// Round trips of pings.
    pub pongs: u64,
    /// The latest round trip of a ping.
    pub latency: Option<Duration>,
    /// The shortest.
    pub latency_min: Option<Duration>,
    /// The longest.
    pub latency_max: Option<Duration>,
    /// The sum of all.
    pub latency_sum: Duration,
}

impl Stats {
    /// How many times shorter messages became that were received, and that were sent; 1 if
    /// nothing was compressed.
    pub fn compression(&self) -> (f64, f64) {
        let ratio = |data: u64, payload: u64| match payload {
            0 => 1.0,
            payload => data as f64 / payload as f64,
        };
        (ratio(self.data_received, self.payload_received), ratio(self.data_sent, self.payload_sent))
    }

    /// The mean round trip of pings.
    pub fn latency_mean(&self) -> Option<Duration> {
        let pongs = u32::try_from(self.pongs).unwrap_or(u32::MAX);
        (pongs > 0).then(|| self.latency_sum / pongs)
    }

    /// Takes note of a round trip.
    pub(crate) fn note_latency(&mut self, latency: Duration) {
        self.pongs += 1;
        self.latency = Some(latency);
        self.latency_min = Some(self.latency_min.map_or(latency, |least| least.min(latency)));
        self.latency_max = Some(self.latency_max.map_or(latency, |most| most.max(latency)));
        self.latency_sum = self.latency_sum.saturating_add(latency);
    }
}
