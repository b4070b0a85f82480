//! The one timer of a connection.

use std::pin::Pin;
use std::task::Context;

use tokio::time::Sleep;

use crate::engine::clock;

/// Wakes the driver at a deadline, or before.
///
/// Deadlines mostly move to later with each message. The timer is left alone then, and set
/// again when it went off too early.
#[derive(Default)]
pub(crate) struct Alarm {
    sleep: Option<Pin<Box<Sleep>>>,
    /// When it goes off, if it is set.
    at: Option<u64>,
}

impl Alarm {
    /// Sees to it that the driver is polled when the deadline has come.
    pub(crate) fn set(&mut self, deadline: Option<u64>, now: u64, cx: &mut Context<'_>) {
        self.at = self.at.filter(|at| *at > now);
        if self.covers(deadline) {
            return;
        }
        let Some(deadline) = deadline else { return };
        let until = clock::at(deadline);
        let sleep = match &mut self.sleep {
            Some(sleep) => {
                sleep.as_mut().reset(until);
                sleep
            }
            None => self.sleep.insert(Box::pin(tokio::time::sleep_until(until))),
        };
        match sleep.as_mut().poll(cx).is_ready() {
            true => cx.waker().wake_by_ref(),
            false => self.at = Some(deadline),
        }
    }

    /// Whether the driver will be polled in time for this deadline.
    pub(crate) fn covers(&self, deadline: Option<u64>) -> bool {
        deadline.is_none_or(|deadline| self.at.is_some_and(|at| at <= deadline))
    }
}
