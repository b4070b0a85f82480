//! Taking connections from the listeners.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tracing::{debug, warn};

use super::attend::Attend;
use super::listener::{Accepted, Listener};
use crate::engine::{Shard, Worker};

/// Accepts connections on one thread and gives each to the worker that has the fewest.
///
/// With one worker, no connection changes threads.
pub(super) struct Acceptor {
    pub(super) service: Arc<dyn Attend>,
    /// The first is the one that this runs on.
    pub(super) workers: Vec<Worker>,
    pub(super) stopped: watch::Receiver<bool>,
    /// Connections at a time.
    pub(super) most: usize,
    /// Whether that was said already.
    pub(super) full: AtomicBool,
}

impl Acceptor {
    /// Starts accepting, on this thread.
    pub(super) fn start(self, listeners: Vec<Listener>) {
        let acceptor = Arc::new(self);
        for listener in listeners {
            let acceptor = acceptor.clone();
            let mut stopped = acceptor.stopped.clone();
            tokio::task::spawn_local(async move {
                tokio::select! {
                    // An error means that the server is gone.
                    _ = stopped.wait_for(|stopped| *stopped) => {}
                    () = acceptor.accept(&listener) => {}
                }
            });
        }
    }

    async fn accept(&self, listener: &Listener) {
        loop {
            self.room().await;
            match listener.accept().await {
                Ok(accepted) => self.place(accepted),
                Err(error) if is_the_peers(&error) => debug!(%error, "accepting failed"),
                Err(error) => {
                    // Mostly too many open files: it helps to wait until some are closed.
                    warn!(%error, "accepting failed");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Waits until one more connection may be there. Meanwhile they queue in the system.
    async fn room(&self) {
        while self.workers.iter().map(Worker::seats).sum::<usize>() >= self.most {
            if !self.full.swap(true, Ordering::Relaxed) {
                warn!(connections = self.most, "no more connections are accepted for now");
            }
            tokio::time::sleep(PAUSE / 10).await;
        }
        if self.full.load(Ordering::Relaxed) {
            self.full.store(false, Ordering::Relaxed);
        }
    }

    fn place(&self, accepted: Accepted) {
        let numbered = self.workers.iter().enumerate();
        let Some((index, worker)) = numbered.min_by_key(|(_, worker)| worker.seats()) else {
            return;
        };
        let seat = worker.seat();
        let service = self.service.clone();
        if index == 0 {
            if let Some(shard) = Shard::current() {
                service.attend(&shard, accepted.open(), seat);
            }
            return;
        }
        match accepted.leave() {
            Ok(moving) => worker.run(move |shard| match moving.arrive().map(Accepted::open) {
                Ok(arrival) => service.attend(shard, arrival, seat),
                Err(error) => warn!(%error, "a connection cannot change threads"),
            }),
            Err(error) => warn!(%error, "a connection cannot change threads"),
        }
    }
}

/// Whether only the one connection failed, before it was accepted.
fn is_the_peers(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
    )
}

const PAUSE: Duration = Duration::from_millis(100);
