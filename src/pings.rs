//! Pings that wait for their pongs: RFC 6455 §5.5.2 and §5.5.3.

use alloc::collections::VecDeque;
use core::iter;

use bytes::Bytes;

use crate::error::Misuse;
use crate::event::Pong;
use crate::time::Instant;

/// A peer that never answers must not make us remember more pings than this.
const MAX_IN_FLIGHT: usize = 128;

/// The pings in flight, oldest first.
#[derive(Default)]
pub(crate) struct Pings(VecDeque<Ping>);

struct Ping {
    payload: Bytes,
    sent: Instant,
    keepalive: bool,
}

/// What a pong acknowledges.
pub(crate) struct Acknowledged {
    /// One for each ping, oldest first; for none, the pong itself.
    pub(crate) pongs: VecDeque<Pong>,
    /// When the keepalive ping among them was sent.
    pub(crate) keepalive: Option<Instant>,
}

impl Pings {
    pub(crate) fn check(&self, payload: &[u8]) -> Result<(), Misuse> {
        let in_flight = self.0.iter().any(|ping| ping.payload == payload);
        if in_flight || self.0.len() >= MAX_IN_FLIGHT {
            return Err(Misuse::PingInFlight);
        }
        Ok(())
    }

    pub(crate) fn push(&mut self, payload: Bytes, sent: Instant, keepalive: bool) {
        self.0.push_back(Ping { payload, sent, keepalive });
    }

    /// A pong acknowledges the ping with its payload and all before it: a peer may answer only
    /// the latest of several (RFC 6455 §5.5.3).
    pub(crate) fn acknowledge(&mut self, payload: Bytes, now: Instant) -> Acknowledged {
        let Some(index) = self.0.iter().position(|ping| ping.payload == payload) else {
            let pongs = VecDeque::from([Pong { payload, latency: None }]);
            return Acknowledged { pongs, keepalive: None };
        };
        let mut keepalive = None;
        let pong = |ping: Ping| {
            if ping.keepalive {
                keepalive = Some(ping.sent);
            }
            Pong { latency: Some(now.since(ping.sent)), payload: ping.payload }
        };
        let acknowledged = iter::from_fn(|| self.0.pop_front()).take(index + 1);
        let pongs = acknowledged.map(pong).collect();
        Acknowledged { pongs, keepalive }
    }
}
