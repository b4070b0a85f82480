//! Counters of a connection.

use std::fmt;
use std::ops::AddAssign;
use std::time::Duration;

use crate::bindings::wit;

/// Counters of one connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Bytes that came from the transport.
    pub bytes_received: u64,
    /// Bytes that were given to the transport.
    pub bytes_sent: u64,
    /// Frames that came.
    pub frames_received: u64,
    /// Frames that were sent.
    pub frames_sent: u64,
    /// Messages that came.
    pub messages_received: u64,
    /// Messages that were sent.
    pub messages_sent: u64,
    /// Bytes of the messages that came, whole or in part.
    pub data_received: u64,
    /// Bytes of the messages that were sent, whole or in part.
    pub data_sent: u64,
    /// Bytes that the messages took that came: fewer, if they were compressed.
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
    /// The mean.
    pub latency_mean: Option<Duration>,
    /// The sum.
    pub latency_sum: Duration,
}

/// Adds what went over another connection. What waits, and the latest round trip, stay.
impl AddAssign for Stats {
    fn add_assign(&mut self, other: Self) {
        self.bytes_received += other.bytes_received;
        self.bytes_sent += other.bytes_sent;
        self.frames_received += other.frames_received;
        self.frames_sent += other.frames_sent;
        self.messages_received += other.messages_received;
        self.messages_sent += other.messages_sent;
        self.data_received += other.data_received;
        self.data_sent += other.data_sent;
        self.payload_received += other.payload_received;
        self.payload_sent += other.payload_sent;
        self.pongs += other.pongs;
        self.latency_min = self.latency_min.into_iter().chain(other.latency_min).min();
        self.latency_max = self.latency_max.into_iter().chain(other.latency_max).max();
        self.latency_sum = self.latency_sum.saturating_add(other.latency_sum);
        self.latency_mean = mean(self.latency_sum, self.pongs);
    }
}

fn mean(sum: Duration, count: u64) -> Option<Duration> {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    (count > 0).then(|| sum / count)
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
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (received, sent) = self.compression();
        write!(
            f,
            "received {} messages in {} frames, {} bytes on the wire, compression {received:.2}; \
             sent {} messages in {} frames, {} bytes on the wire, compression {sent:.2}",
            self.messages_received,
            self.frames_received,
            self.bytes_received,
            self.messages_sent,
            self.frames_sent,
            self.bytes_sent,
        )?;
        if let (Some(min), Some(mean), Some(max)) =
            (self.latency_min, self.latency_mean, self.latency_max)
        {
            write!(f, "; latency {min:.1?} at least, {mean:.1?} on average, {max:.1?} at most")?;
        }
        Ok(())
    }
}

impl From<wit::Stats> for Stats {
    fn from(stats: wit::Stats) -> Self {
        Self {
            bytes_received: stats.bytes_received,
            bytes_sent: stats.bytes_sent,
            frames_received: stats.frames_received,
            frames_sent: stats.frames_sent,
            messages_received: stats.messages_received,
            messages_sent: stats.messages_sent,
            data_received: stats.data_received,
            data_sent: stats.data_sent,
            payload_received: stats.payload_received,
            payload_sent: stats.payload_sent,
            buffered: stats.buffered,
            pongs: stats.pongs,
            latency: stats.latency.map(Duration::from_nanos),
            latency_min: stats.latency_min.map(Duration::from_nanos),
            latency_max: stats.latency_max.map(Duration::from_nanos),
            latency_mean: mean(Duration::from_nanos(stats.latency_sum), stats.pongs),
            latency_sum: Duration::from_nanos(stats.latency_sum),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_of_several_connections_have_one_mean() {
        let pings = |pongs, shortest, longest, sum| Stats {
            pongs,
            latency_min: Some(Duration::from_millis(shortest)),
            latency_max: Some(Duration::from_millis(longest)),
            latency_sum: Duration::from_millis(sum),
            ..Stats::default()
        };
        let mut sum = Stats::default();
        sum += Stats::default();
        assert_eq!(sum, Stats::default());
        sum += pings(1, 7, 7, 7);
        sum += pings(3, 2, 4, 9);
        let mean = Some(Duration::from_millis(4));
        assert_eq!(sum, Stats { latency_mean: mean, ..pings(4, 2, 7, 16) });
    }
}
