//! One connection to a server, from accepting to its end.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;

use tokio::net::TcpStream;
use tokio::sync::watch;
use tracing::{error, info};

use super::outcome::Outcome;
use crate::connection::{Addresses, Line, Mailbox, Policy, Settings, Side, WebSocket, spawn};
use crate::engine::{Seat, Shard, clock, seed};

/// What a server does for each connection.
pub(super) struct Service<H> {
    pub(super) settings: Arc<Settings>,
    pub(super) policy: Policy,
    pub(super) handler: H,
    pub(super) stopped: watch::Receiver<bool>,
}

impl<H, F> Service<H>
where
    H: Fn(WebSocket) -> F + Send + Sync + 'static,
    F: Future<Output: Outcome> + 'static,
{
    /// Starts what is to be done for a connection, on this thread.
    pub(super) fn attend(self: &Arc<Self>, shard: &Rc<Shard>, transport: TcpStream, seat: Seat) {
        if *self.stopped.borrow() {
            return;
        }
        let mailbox = match self.open(shard, transport) {
            Ok(mailbox) => mailbox,
            Err(error) => return error!(error, "a connection was dropped"),
        };
        let service = self.clone();
        tokio::task::spawn_local(async move {
            if mailbox.opening().await {
                let ws = WebSocket::new(mailbox.clone());
                service.handle(&ws).await;
            }
            mailbox.finishing().await;
            drop(seat);
        });
    }

    fn open(&self, shard: &Rc<Shard>, transport: TcpStream) -> Result<Arc<Mailbox>, String> {
        let seed = seed().map_err(|error| error.to_string())?;
        let now = clock::now();
        let guest = shard.open(|connection, store| {
            connection.call_server(store, &self.settings.wit, seed, now).map(Ok)
        })?;
        let guest = guest.unwrap_or_else(|never: std::convert::Infallible| match never {});
        // Answers are not to wait for more. A transport that cannot do that is as good as lost.
        let _ = transport.set_nodelay(true);
        let line = Line {
            addresses: Addresses {
                local: transport.local_addr().ok(),
                peer: transport.peer_addr().ok(),
            },
            transport: Box::new(transport),
            settings: self.settings.clone(),
            side: Side::Server(self.policy.clone()),
        };
        Ok(spawn(shard, guest, None, line))
    }

    /// Runs the handler, and closes the connection afterwards.
    async fn handle(&self, ws: &WebSocket) {
        let id = ws.id();
        log_open(ws);
        let code = match self.call(ws).await.map(Outcome::failure) {
            Some(None) => NORMAL,
            Some(Some(reason)) => {
                error!(id, reason, "the handler failed");
                INTERNAL_ERROR
            }
            None => {
                error!(id, "the handler panicked");
                INTERNAL_ERROR
            }
        };
        ws.let_go(code);
    }

    /// `None` if the handler panics, which must not end the others of the thread.
    async fn call(&self, ws: &WebSocket) -> Option<F::Output> {
        // In a box of its own, since futures of futures hold what they are called with twice.
        let mut handling = caught(|| Box::pin((self.handler)(ws.clone())))?;
        poll_fn(|cx| match caught(|| handling.as_mut().poll(cx)) {
            Some(progress) => progress.map(Some),
            None => Poll::Ready(None),
        })
        .await
    }
}

fn log_open(ws: &WebSocket) {
    let peer = ws.peer_addr().map(tracing::field::display);
    let target = ws.request().map(|request| &*request.target);
    info!(id = ws.id(), peer, target, "open");
}

fn caught<R>(run: impl FnOnce() -> R) -> Option<R> {
    catch_unwind(AssertUnwindSafe(run)).ok()
}

// RFC 6455 §7.4.1.
const NORMAL: u16 = 1000;
const INTERNAL_ERROR: u16 = 1011;
