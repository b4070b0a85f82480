//! The connections of a server, and what became of those that were.

use std::collections::HashMap;
use std::ops::AddAssign;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::connection::{WeakWebSocket, WebSocket};
use crate::types::{Cause, Closed, Stats};

/// Counters of a server since its start. They never go back, but for those of what is there now.
///
/// The component counts what goes over a connection. If it fails, what went over its connections
/// since they were asked for last is not counted: ask from time to time, as who shows them does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerStats {
    /// Connections that were accepted from a listener or given.
    pub accepted: u64,
    /// Of these, those whose opening handshake succeeded.
    pub opened: u64,
    /// Those whose opening handshake did not.
    pub refused: u64,
    /// Those that opened, and ended with a closing handshake.
    pub closed_clean: u64,
    /// Those that opened, and ended without.
    pub closed_abnormal: u64,
    /// Those, open or not, that were lost because the component failed.
    pub trapped: u64,
    /// Handlers that failed or panicked.
    pub handlers_failed: u64,
    /// Connections that are open.
    pub open: u64,
    /// Connections that have a transport or a handler.
    pub present: u64,
    /// What went over all connections, handshakes among it.
    pub bytes_received: u64,
    /// What was given to all transports.
    pub bytes_sent: u64,
    /// Frames that came.
    pub frames_received: u64,
    /// Frames that were sent.
    pub frames_sent: u64,
    /// Messages that came whole.
    pub messages_received: u64,
    /// Messages that were sent whole.
    pub messages_sent: u64,
    /// Bytes of the messages that came.
    pub data_received: u64,
    /// Bytes of the messages that were sent.
    pub data_sent: u64,
    /// Bytes that the messages took that came: fewer, if they were compressed.
    pub payload_received: u64,
    /// Bytes that the messages took that were sent.
    pub payload_sent: u64,
    /// Round trips of pings.
    pub pongs: u64,
    /// How long these took together.
    pub latency_sum: Duration,
    /// Bytes that wait for transports.
    pub buffered: u64,
    /// How often the component was called.
    pub calls: u64,
    /// Bytes from transports, for them and of messages that were copied into the component or out
    /// of it.
    pub copied: u64,
}

/// Who is there, and what was.
#[derive(Default)]
pub(super) struct Census {
    records: Mutex<Records>,
}

#[derive(Default)]
struct Records {
    stats: ServerStats,
    open: HashMap<u64, WeakWebSocket>,
}

impl Census {
    pub(super) fn accepted(&self) {
        self.lock().stats.accepted += 1;
    }

    pub(super) fn opened(&self, ws: &WebSocket) {
        let mut records = self.lock();
        records.stats.opened += 1;
        records.open.insert(ws.id(), ws.downgrade());
    }

    pub(super) fn handler_failed(&self) {
        self.lock().stats.handlers_failed += 1;
    }

    /// A connection is gone that was open before, or was not.
    pub(super) fn ended(&self, id: u64, open: bool, closed: Option<&Closed>) {
        let mut records = self.lock();
        records.open.remove(&id);
        let clean = closed.is_some_and(|closed| closed.clean);
        let stats = &mut records.stats;
        *match (open, clean) {
            (false, _) => &mut stats.refused,
            (true, true) => &mut stats.closed_clean,
            (true, false) => &mut stats.closed_abnormal,
        } += 1;
        stats.trapped += u64::from(closed.is_some_and(|end| end.cause == Some(Cause::Trap)));
    }

    /// The connections that are open, the oldest first.
    pub(super) fn connections(&self) -> Vec<WebSocket> {
        let records = self.lock();
        let mut open: Vec<_> = records.open.values().filter_map(WeakWebSocket::upgrade).collect();
        drop(records);
        open.sort_unstable_by_key(WebSocket::id);
        open
    }

    pub(super) fn stats(&self) -> ServerStats {
        let records = self.lock();
        ServerStats { open: records.open.len() as u64, ..records.stats }
    }

    fn lock(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AddAssign<Stats> for ServerStats {
    fn add_assign(&mut self, stats: Stats) {
        self.bytes_received += stats.bytes_received;
        self.bytes_sent += stats.bytes_sent;
        self.frames_received += stats.frames_received;
        self.frames_sent += stats.frames_sent;
        self.messages_received += stats.messages_received;
        self.messages_sent += stats.messages_sent;
        self.data_received += stats.data_received;
        self.data_sent += stats.data_sent;
        self.payload_received += stats.payload_received;
        self.payload_sent += stats.payload_sent;
        self.pongs += stats.pongs;
        self.latency_sum = self.latency_sum.saturating_add(stats.latency_sum);
    }
}
