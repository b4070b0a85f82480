//! Taking connections from the listeners.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tracing::{debug, warn};

use super::attend::Service;
use super::outcome::Outcome;
use crate::connection::WebSocket;
use crate::engine::{Shard, Worker};

/// Accepts connections on one thread and gives each to the worker that has the fewest.
///
/// With one worker, no connection changes threads.
pub(super) struct Acceptor<H> {
    pub(super) service: Arc<Service<H>>,
    /// The first is the one that this runs on.
    pub(super) workers: Vec<Worker>,
    pub(super) stopped: watch::Receiver<bool>,
}

impl<H, F> Acceptor<H>
where
    H: Fn(WebSocket) -> F + Send + Sync + 'static,
    F: Future<Output: Outcome> + 'static,
{
    /// Starts accepting, on this thread. Returns the addresses.
    pub(super) fn start(self, listeners: Vec<TcpListener>) -> Vec<SocketAddr> {
        let addresses = listeners.iter().filter_map(|l| l.local_addr().ok()).collect();
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
        addresses
    }

    async fn accept(&self, listener: &TcpListener) {
        loop {
            match listener.accept().await {
                Ok((transport, _)) => self.place(transport),
                Err(error) if is_the_peers(&error) => debug!(%error, "accepting failed"),
                Err(error) => {
                    // Mostly too many open files: it helps to wait until some are closed.
                    warn!(%error, "accepting failed");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    fn place(&self, transport: TcpStream) {
        let numbered = self.workers.iter().enumerate();
        let Some((index, worker)) = numbered.min_by_key(|(_, worker)| worker.seats()) else {
            return;
        };
        let seat = worker.seat();
        if index == 0 {
            if let Some(shard) = Shard::current() {
                self.service.attend(&shard, transport, seat);
            }
            return;
        }
        let service = self.service.clone();
        match transport.into_std() {
            Ok(transport) => worker.run(move |shard| match TcpStream::from_std(transport) {
                Ok(transport) => service.attend(shard, transport, seat),
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
