//! Permits that are for the whole process: at most so many for a key, first come first served.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A place in the queue for a permit, and then the permit. Dropping it gives it back.
pub(crate) struct Permit {
    key: String,
    semaphore: Arc<Semaphore>,
    /// None while it waits.
    held: Option<OwnedSemaphorePermit>,
}

struct Queue {
    semaphore: Arc<Semaphore>,
    /// Those who wait and those who hold a permit.
    users: usize,
}

static QUEUES: LazyLock<Mutex<HashMap<String, Queue>>> = LazyLock::new(Mutex::default);

/// Waits for a permit.
pub(crate) async fn acquire(key: String, limit: u32) -> Permit {
    let semaphore = match queues().entry(key.clone()) {
        Entry::Occupied(mut queue) => {
            queue.get_mut().users += 1;
            queue.get().semaphore.clone()
        }
        Entry::Vacant(place) => {
            let semaphore = Arc::new(Semaphore::new(limit as usize));
            place.insert(Queue { semaphore: semaphore.clone(), users: 1 });
            semaphore
        }
    };
    let mut permit = Permit { key, semaphore, held: None };
    // The semaphore is fair, and never closed.
    permit.held = permit.semaphore.clone().acquire_owned().await.ok();
    permit
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut queues = queues();
        self.held = None;
        if let Entry::Occupied(mut queue) = queues.entry(std::mem::take(&mut self.key)) {
            queue.get_mut().users -= 1;
            if queue.get().users == 0 {
                queue.remove();
            }
        }
    }
}

fn queues() -> MutexGuard<'static, HashMap<String, Queue>> {
    QUEUES.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn who_asked_first_gets_the_permit_first_and_nothing_is_left_behind() {
        let first = acquire("a:1".into(), 1).await;
        let second = tokio::spawn(acquire("a:1".into(), 1));
        tokio::task::yield_now().await;
        let third = tokio::spawn(acquire("a:1".into(), 1));
        tokio::task::yield_now().await;
        let other = acquire("a:2".into(), 1).await;
        let mut second = second;
        assert!(timeout(Duration::from_millis(20), &mut second).await.is_err());
        drop(first);
        let second = second.await.unwrap();
        assert!(!third.is_finished());
        // Who goes away while waiting is no longer in the queue.
        third.abort();
        let _ = third.await;
        drop((second, other));
        assert!(!queues().keys().any(|key| key.starts_with("a:")));
    }
}
