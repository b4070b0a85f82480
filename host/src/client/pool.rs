//! The threads of clients.

use std::num::NonZero;
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::engine::{Component, DEFAULT_MEMORY, Isolation, Sandbox, Worker};
use crate::types::ConnectError;

/// Threads that are started when they are needed, one for each processor at most.
pub(crate) struct Pool {
    /// Another component than the one of this library.
    component: Option<Result<Component, String>>,
    workers: Mutex<Vec<Worker>>,
}

impl Pool {
    /// The pool of all clients that need none of their own.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: Pool = Pool { component: None, workers: Mutex::new(Vec::new()) };
        &SHARED
    }

    /// A pool for a component.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self { component: Some(Component::compile(bytes)), workers: Mutex::default() }
    }

    /// The thread with the fewest connections.
    pub(crate) fn pick(&self) -> Result<Worker, ConnectError> {
        let component = self.component.clone().unwrap_or_else(Component::bundled);
        let component = component.map_err(ConnectError::Runtime)?;
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        let idlest = workers.iter().min_by_key(|worker| worker.seats());
        match idlest {
            Some(worker) if worker.seats() == 0 || workers.len() >= most() => Ok(worker.clone()),
            _ => {
                let name = format!("witsocket-c{}", workers.len());
                let sandbox =
                    Sandbox { component, memory: DEFAULT_MEMORY, isolation: Isolation::Shared };
                let worker = Worker::start(name, sandbox)?;
                workers.push(worker.clone());
                Ok(worker)
            }
        }
    }
}

fn most() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}
