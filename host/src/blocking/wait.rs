//! Waiting for a future on this thread.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use crate::engine::Shard;

/// Waits for a future of this library. It needs no runtime.
///
/// # Panics
///
/// On a thread of this library, which would wait for itself.
pub fn wait<F: Future>(future: F) -> F::Output {
    match wait_until(future, None) {
        Some(output) => output,
        None => unreachable!("there is no deadline"),
    }
}

/// Waits for so long. `None` when that was not enough.
pub(super) fn wait_for<F: Future>(future: F, timeout: Duration) -> Option<F::Output> {
    // A time that cannot be told is far enough.
    wait_until(future, Instant::now().checked_add(timeout))
}

fn wait_until<F: Future>(future: F, deadline: Option<Instant>) -> Option<F::Output> {
    assert!(
        Shard::current().is_none(),
        "witsocket: a blocking call on the thread that drives the connections"
    );
    let mut future = pin!(future);
    let signal = Arc::new(Signal { woken: AtomicBool::new(true), thread: thread::current() });
    let waker = Waker::from(signal.clone());
    let cx = &mut Context::from_waker(&waker);
    loop {
        // What it polls may be waiting itself, for an iterator of the application's, and take the
        // thread's token with it: that alone would not tell.
        if signal.woken.swap(false, Ordering::AcqRel)
            && let Poll::Ready(output) = future.as_mut().poll(cx)
        {
            return Some(output);
        }
        if signal.woken.load(Ordering::Acquire) {
            continue;
        }
        match deadline.map(|deadline| deadline.saturating_duration_since(Instant::now())) {
            None => thread::park(),
            Some(Duration::ZERO) => return None,
            Some(left) => thread::park_timeout(left),
        }
    }
}

struct Signal {
    woken: AtomicBool,
    thread: Thread,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}
