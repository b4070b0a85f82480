//! Where the shards are.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use super::worker::{WeakWorker, Worker};

/// The workers of all shards of this process, by the number of the shard.
static WORKERS: LazyLock<Mutex<HashMap<u64, WeakWorker>>> = LazyLock::new(Mutex::default);

/// Notes that a shard is there.
pub(super) fn enter(shard: u64, worker: WeakWorker) {
    workers().insert(shard, worker);
}

/// Notes that it is not any more.
pub(super) fn exit(shard: u64) {
    workers().remove(&shard);
}

/// The worker of a shard, if that still runs.
pub(crate) fn worker_of(shard: u64) -> Option<Worker> {
    workers().get(&shard)?.upgrade()
}

fn workers() -> MutexGuard<'static, HashMap<u64, WeakWorker>> {
    WORKERS.lock().unwrap_or_else(PoisonError::into_inner)
}
