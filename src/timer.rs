//! Timers as data: the driver owns exactly one, and the earliest of these says when it is due.

use core::time::Duration;

use crate::time::Instant;

/// What a deadline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Timer {
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

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The deadlines of one connection.
#[derive(Clone, Debug)]
pub(crate) struct TimerTable {
    /// As nanoseconds; [`NEVER`] for those that stand still.
    until: [u64; Timer::ALL.len()],
    /// A bit for each that was put off by [`excuse`](TimerTable::excuse).
    excused: u8,
}

/// No deadline: half as many bytes as an `Option` for each.
const NEVER: u64 = u64::MAX;

impl Default for TimerTable {
    fn default() -> Self {
        Self { until: [NEVER; Timer::ALL.len()], excused: 0 }
    }
}

impl TimerTable {
    /// Starts a timer, or starts it again; without a duration it stands still.
    pub(crate) fn start(&mut self, timer: Timer, now: Instant, after: Option<Duration>) {
        self.until[timer as usize] = after.map_or(NEVER, |after| (now + after).as_nanos());
        self.excused &= !timer.bit();
    }

    /// A timer expired: starts it again if what it waits for may have come and was not read yet.
    /// That is so when bytes wait right now, and once more behind that, since there may be more
    /// in the transport than could be read in the moment that was left.
    pub(crate) fn excuse(
        &mut self,
        timer: Timer,
        waiting: bool,
        now: Instant,
        after: Option<Duration>,
    ) -> bool {
        let excused = waiting || self.excused & timer.bit() != 0;
        if excused {
            self.start(timer, now, after);
        }
        if waiting {
            self.excused |= timer.bit();
        }
        excused
    }

    /// Puts the end of a timer off, if it runs and this is later.
    pub(crate) fn defer(&mut self, timer: Timer, since: Instant, after: Option<Duration>) {
        if let Some(after) = after
            && self.is_running(timer)
        {
            let until = &mut self.until[timer as usize];
            *until = (since + after).as_nanos().max(*until);
        }
    }

    pub(crate) fn stop(&mut self, timer: Timer) {
        self.until[timer as usize] = NEVER;
    }

    pub(crate) fn stop_all(&mut self) {
        *self = Self::default();
    }

    pub(crate) fn is_running(&self, timer: Timer) -> bool {
        self.until[timer as usize] != NEVER
    }

    /// Stops a timer that is due, and says whether it was.
    pub(crate) fn expire(&mut self, timer: Timer, now: Instant) -> bool {
        let due = self.is_running(timer) && self.until[timer as usize] <= now.as_nanos();
        if due {
            self.stop(timer);
        }
        due
    }

    /// Those that run, and when each is due.
    pub(crate) fn running(&self) -> impl Iterator<Item = (Timer, Instant)> {
        let running = Timer::ALL.into_iter().filter(|timer| self.is_running(*timer));
        running.map(|timer| (timer, Instant::from_nanos(self.until[timer as usize])))
    }

    pub(crate) fn next(&self) -> Option<Instant> {
        let next = self.until.iter().copied().min();
        next.filter(|nanos| *nanos != NEVER).map(Instant::from_nanos)
    }
}
