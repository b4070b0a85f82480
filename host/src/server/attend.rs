//! One connection to a server, from accepting to its end.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use tracing::{Instrument as _, error, info, info_span};

use super::census::Census;
use super::outcome::Outcome;
use crate::connection::{
    Addresses, Driver, Line, Mailbox, Policy, Settings, Side, Together, Transport, WebSocket,
    attach, connect, next_id,
};
use crate::engine::{Seat, Shard, clock, seed};
use crate::tls::{ServerTls, SessionSlot};
use crate::types::{Close, Misuse, Negotiated};

/// What a server does for each connection.
pub(super) struct Service<H> {
    pub(super) settings: Arc<Settings>,
    pub(super) policy: Policy,
    pub(super) tls: Option<ServerTls>,
    pub(super) handler: H,
    pub(super) census: Arc<Census>,
    /// Whether connections come too late.
    pub(super) stopped: AtomicBool,
}

/// What a connection goes over, and whether it is open already.
pub(super) struct Arrival {
    pub(super) transport: Box<dyn Transport + Send>,
    pub(super) addresses: Addresses,
    pub(super) negotiated: Option<Negotiated>,
}

/// Who is given connections.
pub(super) trait Attend: Send + Sync {
    /// Starts what is to be done for a connection, on this thread.
    fn attend(self: Arc<Self>, shard: &Rc<Shard>, arrival: Arrival, seat: Seat);

    /// Takes no connections any more.
    fn stop(&self);
}

impl<H, F> Attend for Service<H>
where
    H: Fn(WebSocket) -> F + Send + Sync + 'static,
    F: Future<Output: Outcome> + 'static,
{
    fn attend(self: Arc<Self>, shard: &Rc<Shard>, arrival: Arrival, seat: Seat) {
        self.census.accepted();
        let (mailbox, driver) = match self.open(shard, arrival) {
            Ok(connected) => connected,
            Err(error) => return error!(error, "a connection was dropped"),
        };
        // It was accepted, and comes too late for those that were told to go.
        if self.stopped.load(Ordering::Relaxed)
            && let Some(link) = shard.link(&mailbox)
        {
            link.borrow_mut().go_away(&Close { code: GOING_AWAY, reason: String::new() });
        }
        let application = async move {
            let open = mailbox.opening().await;
            if open {
                let ws = WebSocket::new(mailbox.clone());
                self.census.opened(&ws);
                self.handle(&ws).await;
            }
            mailbox.finishing().await;
            let closed = mailbox.closed();
            self.census.ended(mailbox.id, open, closed.as_ref());
            drop(seat);
        };
        tokio::task::spawn_local(Together::new(driver, application));
    }

    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

impl<H, F> Service<H>
where
    H: Fn(WebSocket) -> F + Send + Sync + 'static,
    F: Future<Output: Outcome> + 'static,
{
    fn open(&self, shard: &Rc<Shard>, arrival: Arrival) -> Result<(Arc<Mailbox>, Driver), String> {
        let Arrival { transport, addresses, negotiated } = arrival;
        let id = next_id();
        let (settings, side) = (self.settings.clone(), Side::Server(self.policy.clone()));
        if let Some(negotiated) = negotiated {
            let line = Line { id, transport, addresses, session: None, settings, side };
            return attach(shard, line, negotiated);
        }
        let seed = seed().map_err(|error| error.to_string())?;
        let now = clock::now();
        let guest = shard.open(&settings, |connection, store, settings| {
            connection.call_server(store, settings, seed, now).map(Ok)
        })?;
        let guest = guest.map_err(|misuse: Misuse| misuse.to_string())?;
        let line = match &self.tls {
            None => Line { id, transport, addresses, session: None, settings, side },
            Some(tls) => {
                let session = SessionSlot::default();
                let transport = Box::new(tls.secure(transport, session.clone()));
                Line { id, transport, addresses, session: Some(session), settings, side }
            }
        };
        Ok(connect(shard, guest, None, line))
    }

    /// Runs the handler, and closes the connection afterwards.
    async fn handle(&self, ws: &WebSocket) {
        let id = ws.id();
        log_open(ws);
        // What the handler logs is of this connection.
        let span = info_span!("connection", id);
        let failure = match self.call(ws).instrument(span).await.map(Outcome::failure) {
            Some(None) => return ws.let_go(NORMAL),
            Some(Some(reason)) => reason,
            None => "it panicked".into(),
        };
        error!(id, reason = failure, "the handler failed");
        self.census.handler_failed();
        ws.let_go(INTERNAL_ERROR);
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
const GOING_AWAY: u16 = 1001;
const INTERNAL_ERROR: u16 = 1011;
