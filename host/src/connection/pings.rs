//! The application's pings that wait for their pongs.

use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::oneshot;

/// The pings under way, oldest first.
#[derive(Default)]
pub(crate) struct Pings(Vec<Ping>);

struct Ping {
    payload: Bytes,
    sent: Instant,
    answer: oneshot::Sender<Duration>,
}

impl Pings {
    /// Adds a ping that is about to be sent.
    pub(crate) fn push(&mut self, payload: Bytes) -> oneshot::Receiver<Duration> {
        // Those that nobody waits for any more.
        self.0.retain(|ping| !ping.answer.is_closed());
        let (answer, receiver) = oneshot::channel();
        self.0.push(Ping { payload, sent: Instant::now(), answer });
        receiver
    }

    /// A pong came: it answers the ping of its payload, and all that were sent before
    /// (RFC 6455 §5.5.3).
    pub(crate) fn answer(&mut self, payload: &[u8], latency: Duration) {
        let Some(last) = self.0.iter().position(|ping| ping.payload == payload) else { return };
        for (i, ping) in self.0.drain(..=last).enumerate() {
            let latency = if i == last { latency } else { ping.sent.elapsed() };
            // Whoever waited may have gone.
            let _ = ping.answer.send(latency);
        }
    }

    /// No pong will come any more.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
