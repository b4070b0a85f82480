//! The one timer of a connection.

use std::task::Waker;

use crate::engine::{Slot, Timers};

/// Wakes the driver at a deadline, or before.
///
/// Deadlines mostly move to later with each message. The timer is left alone then, and set
/// again when it went off too early.
#[derive(Default)]
pub(crate) struct Alarm {
    /// When it goes off, if it is set.
    slot: Option<Slot>,
}

impl Alarm {
    /// Sees to it that the driver is polled when the deadline has come.
    pub(crate) fn set(&mut self, deadline: Option<u64>, now: u64, timers: &Timers, driver: &Waker) {
        if self.slot.is_some_and(|slot| slot.at <= now) {
            self.clear(timers);
        }
        if !self.covers(deadline)
            && let Some(deadline) = deadline
        {
            self.clear(timers);
            self.slot = Some(timers.insert(deadline, driver));
        }
    }

    /// Wakes nobody.
    pub(crate) fn clear(&mut self, timers: &Timers) {
        if let Some(slot) = self.slot.take() {
            timers.remove(slot);
        }
    }

    /// Whether the driver will be polled in time for this deadline.
    pub(crate) fn covers(&self, deadline: Option<u64>) -> bool {
        deadline.is_none_or(|deadline| self.slot.is_some_and(|slot| slot.at <= deadline))
    }
}
