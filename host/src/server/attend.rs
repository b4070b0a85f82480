//! One connection to a server, from accepting to its end.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;

use tokio::net::TcpStream;
use tokio::sync::watch;
use tracing::{error, info};

use super::outcome::Outcome;
use crate::connection::{Addresses, Line, Mailbox, OnRequest, Settings, Side, WebSocket, spawn};
use crate::engine::{Seat, Shard, clock, seed};

/// What a server does for each connection.
pub(super) struct Service<H> {
    pub(super) settings: Arc<Settings>,
    pub(super) on_request: Option<OnRequest>,
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
            service.handle(&mailbox).await;
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
            side: Side::Server(self.on_request.clone()),
        };
        Ok(spawn(shard, guest, None, line))
    }

    /// Runs the handler when the connection opens, and closes the connection afterwards.
    async fn handle(&self, mailbox: &Arc<Mailbox>) {
        let ws = WebSocket::new(mailbox.clone());
        if !mailbox.opening().await {
            return;
        }
        let id = ws.id();
        let peer = ws.peer_addr().map(tracing::field::display);
        info!(id, peer, target = ws.request().map(|request| &*request.target), "open");
        let handling = caught(async { (self.handler)(ws.clone()).await });
        let code = match handling.await.map(Outcome::failure) {
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
}

/// Runs a future. `None` if it panics, which must not end the others of the thread.
async fn caught<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(Poll::Ready(output)) => Poll::Ready(Some(output)),
        Ok(Poll::Pending) => Poll::Pending,
        Err(_) => Poll::Ready(None),
    })
    .await
}

// RFC 6455 §7.4.1.
const NORMAL: u16 = 1000;
const INTERNAL_ERROR: u16 = 1011;
