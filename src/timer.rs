//! Timers as data: the driver owns exactly one, and the earliest of these says when it is due.

use core::time::Duration;

use crate::time::Instant;

/// What a deadline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timer {
    /// The opening handshake must be done.
    Open,
    /// The closing handshake must be done.
    Close,
    /// A keepalive ping is to be sent.
    Ping,
    /// The pong to a keepalive ping must be there.
    Pong,
    /// A message must have come or gone.
    Idle,
    /// The connection must end.
    Lifetime,
    /// The message under way must be complete.
    Message,
    /// The application must have answered what stands in front of the end.
    Answer,
}

impl Timer {
    pub(crate) const ALL: [Self; 8] = [
        Self::Open,
        Self::Close,
        Self::Ping,
        Self::Pong,
        Self::Idle,
        Self::Lifetime,
        Self::Message,
        Self::Answer,
    ];
}

/// The deadlines of one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct TimerTable([Option<Instant>; Timer::ALL.len()]);

impl TimerTable {
    /// Starts a timer, or starts it again; without a duration it stands still.
    pub(crate) fn start(&mut self, timer: Timer, now: Instant, after: Option<Duration>) {
        self.0[timer as usize] = after.map(|after| now + after);
    }

    pub(crate) fn stop(&mut self, timer: Timer) {
        self.0[timer as usize] = None;
    }

    pub(crate) fn stop_all(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn is_running(&self, timer: Timer) -> bool {
        self.0[timer as usize].is_some()
    }

    /// Stops a timer that is due, and says whether it was.
    pub(crate) fn expire(&mut self, timer: Timer, now: Instant) -> bool {
        let due = self.0[timer as usize].is_some_and(|deadline| deadline <= now);
        if due {
            self.stop(timer);
        }
        due
    }

    pub(crate) fn next(&self) -> Option<Instant> {
        self.0.iter().flatten().min().copied()
    }
}
