//! The timers of a shard's connections.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Poll, Waker};

use super::clock;

/// Who is to be woken when, behind one timer of the runtime.
///
/// That one writes to the runtime's own event queue whenever it is set to be the next of all to go
/// off: two system calls for each connection that closes. Here nobody is told unless the first
/// instant of all moves to before the one that is waited for, and what is taken out leaves that
/// one as it is.
#[derive(Default)]
pub(crate) struct Timers {
    queue: RefCell<BTreeMap<Slot, Waker>>,
    /// Tells two with the same instant apart.
    next: Cell<u64>,
    /// What the runtime's timer is set to, if it is.
    armed: Cell<Option<u64>>,
    /// Sets the runtime's timer.
    ringer: RefCell<Option<Waker>>,
}

/// Whose turn it is at which instant of [`clock::now`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Slot {
    pub(crate) at: u64,
    number: u64,
}

impl Timers {
    /// Wakes somebody at an instant, unless it is [removed](Self::remove) before.
    pub(crate) fn insert(&self, at: u64, waker: &Waker) -> Slot {
        let number = self.next.get();
        self.next.set(number.wrapping_add(1));
        let slot = Slot { at, number };
        self.queue.borrow_mut().insert(slot, waker.clone());
        if self.armed.get().is_none_or(|armed| at < armed)
            && let Some(ringer) = &*self.ringer.borrow()
        {
            ringer.wake_by_ref();
        }
        slot
    }

    /// Does nothing if it was woken already.
    pub(crate) fn remove(&self, slot: Slot) {
        let waker = self.queue.borrow_mut().remove(&slot);
        drop(waker);
    }

    /// Wakes whoever is to be woken, for ever.
    pub(crate) async fn ring(&self) {
        let mut sleep = pin!(tokio::time::sleep_until(clock::at(u64::MAX)));
        poll_fn(|cx| {
            self.ringer.replace(Some(cx.waker().clone()));
            loop {
                let first = self.wake_until(clock::now());
                if let Some(first) = first
                    && self.armed.get().is_none_or(|armed| first < armed)
                {
                    self.armed.set(Some(first));
                    sleep.as_mut().reset(clock::at(first));
                }
                if self.armed.get().is_none() || sleep.as_mut().poll(cx).is_pending() {
                    return Poll::Pending;
                }
                self.armed.set(None);
            }
        })
        .await
    }

    /// Wakes those whose time has come. Returns when the next one's is.
    fn wake_until(&self, now: u64) -> Option<u64> {
        loop {
            let mut queue = self.queue.borrow_mut();
            let first = queue.first_entry()?;
            if first.key().at > now {
                return Some(first.key().at);
            }
            let waker = first.remove();
            drop(queue);
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;
    use std::time::Duration;

    use tokio::task::LocalSet;

    use super::*;

    #[derive(Default)]
    struct Rung(AtomicUsize);

    impl Wake for Rung {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Runs this beside the ringing.
    async fn beside<F: Future>(test: impl FnOnce(Rc<Timers>) -> F) {
        let timers = Rc::<Timers>::default();
        let ringing = timers.clone();
        let local = LocalSet::new();
        local.spawn_local(async move { ringing.ring().await });
        local.run_until(test(timers)).await;
    }

    async fn pause(millis: u64) {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }

    fn after(millis: u64) -> u64 {
        clock::now() + millis * 1_000_000
    }

    #[tokio::test]
    async fn each_is_woken_once_in_its_time_and_not_when_it_was_removed() {
        beside(async |timers| {
            let rung = [(); 4].map(|()| Arc::<Rung>::default());
            let wakers = rung.clone().map(Waker::from);
            let counts = || rung.each_ref().map(|rung| rung.0.load(Ordering::Relaxed));
            timers.insert(after(400), &wakers[0]);
            pause(1).await;
            // Before the one that is waited for, and at the same instant.
            let (soon, late) = (after(100), after(150));
            timers.insert(soon, &wakers[1]);
            timers.insert(soon, &wakers[2]);
            let removed = timers.insert(late, &wakers[3]);
            timers.remove(removed);
            assert_eq!(counts(), [0; 4]);
            pause(250).await;
            assert_eq!(counts(), [0, 1, 1, 0]);
            pause(300).await;
            assert_eq!(counts(), [1, 1, 1, 0]);
            timers.insert(clock::now(), &wakers[3]);
            pause(50).await;
            assert_eq!(counts(), [1; 4]);
        })
        .await;
    }

    #[tokio::test]
    async fn it_goes_on_after_the_last_one_was_removed() {
        beside(async |timers| {
            let rung = Arc::<Rung>::default();
            let waker = Waker::from(rung.clone());
            let only = timers.insert(after(50), &waker);
            pause(1).await;
            timers.remove(only);
            pause(150).await;
            timers.insert(after(50), &waker);
            pause(150).await;
            assert_eq!(rung.0.load(Ordering::Relaxed), 1);
        })
        .await;
    }
}
