//! What a connection's driver and its handles have in common.

mod driver;
mod handle;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::Waker;

use super::inbox::Inbox;
use super::outbox::Outbox;
use super::pings::Pings;
use super::settings::Settings;
use super::wakers::Wakers;
use crate::bindings::wit;
use crate::tls::SessionSlot;
use crate::types::{Closed, Event, Opened, Request, State, Stats};

/// Events to the application, commands from it, and what is known about the connection.
///
/// A driver and a handler on one thread take the lock without contention. Nobody holds it
/// while calling into the component or waking a task.
pub(crate) struct Mailbox {
    pub(crate) id: u64,
    pub(crate) place: Place,
    pub(crate) addresses: Addresses,
    /// What TLS agreed on, if there is TLS.
    pub(crate) session: Option<SessionSlot>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) request: OnceLock<Box<Request>>,
    pub(crate) opened: OnceLock<Opened>,
    pub(crate) rejected: OnceLock<Box<wit::Rejection>>,
    /// Whether there is news for the driver.
    news: AtomicBool,
    content: Mutex<Content>,
}

/// Where a connection's driver is.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) shard: u64,
    pub(crate) key: usize,
}

/// The two ends of the transport, as far as they have names.
#[derive(Clone, Copy, Default)]
pub(crate) struct Addresses {
    pub(crate) local: Option<SocketAddr>,
    pub(crate) peer: Option<SocketAddr>,
}

/// What the driver makes known.
pub(crate) enum News {
    Event(Event),
    Open(Opened),
    Closed(Closed),
}

struct Content {
    state: State,
    closed: Option<Box<Closed>>,
    /// The counters as they were told last: the final ones, once the connection is gone.
    stats: Option<Box<Stats>>,
    /// Whether the transport is gone.
    finished: bool,
    inbox: Inbox,
    outbox: Outbox,
    pings: Pings,
    driver: Option<Waker>,
    /// The driver waits for the application to be idle.
    held: bool,
    /// Those who wait for the connection to open, close or finish.
    watchers: Wakers,
}

/// A number that no other connection of the process has.
pub(crate) fn next_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Mailbox {
    pub(crate) fn new(
        id: u64,
        place: Place,
        addresses: Addresses,
        session: Option<SessionSlot>,
        settings: Arc<Settings>,
    ) -> Self {
        Self {
            id,
            place,
            addresses,
            session,
            request: OnceLock::new(),
            opened: OnceLock::new(),
            rejected: OnceLock::new(),
            news: AtomicBool::new(false),
            content: Mutex::new(Content {
                state: State::Connecting,
                closed: None,
                stats: None,
                finished: false,
                inbox: Inbox::new(settings.queue),
                outbox: Outbox::default(),
                pings: Pings::default(),
                driver: None,
                held: false,
                watchers: Wakers::default(),
            }),
            settings,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Content {
    fn push(&mut self, event: Event) {
        if let Event::Pong { payload, latency: Some(latency) } = &event {
            self.pings.answer(payload, *latency);
        }
        self.inbox.push(event);
    }

    fn open(&mut self) {
        if self.state == State::Connecting {
            self.state = State::Open;
        }
    }

    /// Notes the end, and returns all who wait for anything.
    fn close(&mut self, closed: Closed) -> [Wakers; 3] {
        if self.closed.is_none() {
            self.state = State::Closed;
            self.inbox.push(Event::Closed(closed.clone()));
            self.closed = Some(Box::new(closed));
            self.pings.clear();
        }
        [self.outbox.end(), self.inbox.receivers.take(), self.watchers.take()]
    }
}
