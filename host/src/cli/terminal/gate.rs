//! When something can be shown.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Open while the editor waits for keys: then it shows what it is given above its line.
///
/// While it hands out a line it would be passed by, by what comes then, and the order be lost.
#[derive(Default)]
pub struct Gate {
    is_open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    pub fn open(&self) {
        *self.is_open.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.opened.notify_all();
    }

    pub fn close(&self) {
        *self.is_open.lock().unwrap_or_else(PoisonError::into_inner) = false;
    }

    /// Waits until it is open, but not for ever: an editor that has ended does not open it.
    pub fn pass(&self) {
        let is_open = self.is_open.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = self.opened.wait_timeout_while(is_open, PATIENCE, |is_open| !*is_open);
        drop(wait);
    }
}

/// An editor that goes on does so much sooner.
const PATIENCE: Duration = Duration::from_millis(200);
