//! What a connection's driver and its handles have in common.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::oneshot;

use super::command::{Call, Command};
use super::inbox::Inbox;
use super::outbox::Outbox;
use super::pings::Pings;
use super::settings::Settings;
use super::wakers::Wakers;
use crate::bindings::wit;
use crate::types::{Closed, Event, Opened, Request, SendError, State, Stats};

/// Events to the application, commands from it, and what is known about the connection.
///
/// A driver and a handler on one thread take the lock without contention. Nobody holds it
/// while calling into the component or waking a task.
pub(crate) struct Mailbox {
    pub(crate) id: u64,
    pub(crate) place: Place,
    pub(crate) addresses: Addresses,
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
    /// The last counters, once the connection is gone.
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

impl Mailbox {
    pub(crate) fn new(place: Place, addresses: Addresses, settings: Arc<Settings>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            place,
            addresses,
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

/// What the driver calls.
impl Mailbox {
    pub(crate) fn set_driver(&self, waker: &Waker) {
        self.lock().driver = Some(waker.clone());
    }

    /// Whether there may be commands, or room for events again. Asked once for each news.
    pub(crate) fn has_news(&self) -> bool {
        self.news.load(Ordering::Acquire) && self.news.swap(false, Ordering::AcqRel)
    }

    /// Takes all commands, and tells whether there is room for events.
    pub(crate) fn take_commands(&self, into: &mut VecDeque<Command>) -> bool {
        let mut content = self.lock();
        content.outbox.take(into);
        content.inbox.has_room()
    }

    /// Whether the application waits for what comes next, and has no event to answer. If not,
    /// the driver is woken when it does.
    pub(crate) fn is_idle(&self) -> bool {
        let mut content = self.lock();
        let waits = !content.inbox.receivers.is_empty() || !content.watchers.is_empty();
        let idle = content.inbox.is_abandoned() || content.inbox.is_empty() && waits;
        content.held = !idle;
        idle
    }

    /// Commands with these bytes were carried out.
    pub(crate) fn commands_done(&self, bytes: usize) {
        let mut content = self.lock();
        content.outbox.done(bytes);
        let senders = content.outbox.released(self.settings.high_water);
        drop(content);
        senders.wake();
    }

    /// Makes news known. Returns whether there is room for more.
    pub(crate) fn deliver(&self, news: impl IntoIterator<Item = News>) -> bool {
        let mut content = self.lock();
        let mut wakers = [const { None }; 3];
        for news in news {
            match news {
                News::Event(event) => content.push(event),
                News::Open(opened) => {
                    // The component says so once; what a faulty one says again is not heard.
                    let _ = self.opened.set(opened);
                    content.open();
                    wakers[0] = Some(content.watchers.take());
                }
                News::Closed(closed) => wakers = content.close(closed).map(Some),
            }
        }
        let room = content.inbox.has_room();
        let receivers = content.inbox.receivers.take();
        drop(content);
        receivers.wake();
        wakers.into_iter().flatten().for_each(Wakers::wake);
        room
    }

    /// Has senders wait, or go on.
    pub(crate) fn set_congested(&self, congested: bool) {
        let mut content = self.lock();
        content.outbox.congested = congested;
        let senders = content.outbox.released(self.settings.high_water);
        drop(content);
        senders.wake();
    }

    /// A call was carried out.
    pub(crate) fn called(&self, call: &Call) {
        let mut content = self.lock();
        content.outbox.note(call);
        if matches!(call, Call::Close(_)) {
            if matches!(content.state, State::Connecting | State::Open) {
                content.state = State::Closing;
            }
            content.inbox.expect_close();
            drop(content);
            self.wake_driver();
        }
    }

    /// A call was refused.
    pub(crate) fn refused(&self, call: &Call) {
        if matches!(call, Call::Close(_)) {
            self.lock().outbox.not_closing();
        }
    }

    /// The transport is gone, and the driver.
    pub(crate) fn finish(&self, stats: Option<Stats>) {
        let mut content = self.lock();
        content.finished = true;
        content.stats = stats.map(Box::new);
        content.driver = None;
        let wakers = [content.outbox.end(), content.watchers.take()];
        drop(content);
        wakers.into_iter().for_each(Wakers::wake);
        self.settings.topics.leave(self.id);
    }
}

/// What handles call.
impl Mailbox {
    /// Has the driver look into the mailbox.
    pub(crate) fn wake_driver(&self) {
        self.news.store(true, Ordering::Release);
        let driver = self.lock().driver.clone();
        if let Some(driver) = driver {
            driver.wake();
        }
    }

    /// The next event; none after the last.
    pub(crate) fn poll_event(&self, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        let mut content = self.lock();
        let Some((event, reopened)) = content.inbox.pop() else {
            if content.closed.is_some() {
                return Poll::Ready(None);
            }
            content.inbox.receivers.register(cx.waker());
            self.release(content);
            return Poll::Pending;
        };
        drop(content);
        if reopened {
            self.wake_driver();
        }
        Poll::Ready(Some(event))
    }

    /// Has the driver go on, if it waits for the application to be idle.
    fn release(&self, mut content: MutexGuard<'_, Content>) {
        let held = std::mem::take(&mut content.held);
        drop(content);
        if held {
            self.wake_driver();
        }
    }

    /// Queues a command when there is room for it.
    pub(crate) fn poll_post(
        &self,
        slot: &mut Option<Command>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), SendError>> {
        let Some(command) = slot.take() else { return Poll::Ready(Ok(())) };
        let mut content = self.lock();
        if content.closed.is_some() {
            return Poll::Ready(Err(SendError::Closed));
        }
        content.outbox.check(&command)?;
        let waits = matches!(command, Command::Send(_)) && content.outbox.streaming
            || command.is_data() && content.outbox.is_full(self.settings.high_water);
        if waits {
            content.outbox.wait(cx.waker());
            *slot = Some(command);
            return Poll::Pending;
        }
        content.outbox.push(command);
        drop(content);
        self.wake_driver();
        Poll::Ready(Ok(()))
    }

    /// Queues a command, however much waits.
    pub(crate) fn post(&self, command: Command) {
        let mut content = self.lock();
        if !content.finished {
            content.outbox.push(command);
        }
        drop(content);
        self.wake_driver();
    }

    /// Has other messages wait for one of parts, when no other one has.
    pub(crate) fn poll_stream(&self, cx: &Context<'_>) -> Poll<Result<(), SendError>> {
        let mut content = self.lock();
        if content.closed.is_some() {
            return Poll::Ready(Err(SendError::Closed));
        }
        if content.outbox.streaming {
            content.outbox.wait(cx.waker());
            return Poll::Pending;
        }
        content.outbox.streaming = true;
        Poll::Ready(Ok(()))
    }

    /// Whether a message of parts is under way. If so, the task is woken at its end.
    pub(crate) fn waits_for_stream(&self, cx: &Context<'_>) -> bool {
        let mut content = self.lock();
        if content.outbox.streaming {
            content.outbox.wait(cx.waker());
        }
        content.outbox.streaming
    }

    /// The message of parts is done with.
    pub(crate) fn end_stream(&self) {
        let mut content = self.lock();
        content.outbox.streaming = false;
        let senders = content.outbox.released(self.settings.high_water);
        drop(content);
        senders.wake();
    }

    /// Waits until there is room to send.
    pub(crate) fn wait_to_send(&self, cx: &Context<'_>) {
        self.lock().outbox.wait(cx.waker());
    }

    /// Nobody will take events any more: what comes is dropped and stops nothing.
    pub(crate) fn abandon(&self) {
        self.lock().inbox.abandon();
        self.wake_driver();
    }

    /// Notes a ping that is about to be sent.
    pub(crate) fn expect_pong(&self, payload: Bytes) -> oneshot::Receiver<Duration> {
        self.lock().pings.push(payload)
    }

    /// Bytes of messages that wait for the driver.
    pub(crate) fn queued(&self) -> usize {
        self.lock().outbox.bytes()
    }

    /// Whether the transport is gone.
    pub(crate) fn is_finished(&self) -> bool {
        self.lock().finished
    }

    pub(crate) fn state(&self) -> State {
        self.lock().state
    }

    pub(crate) fn closed(&self) -> Option<Closed> {
        self.lock().closed.as_deref().cloned()
    }

    pub(crate) fn final_stats(&self) -> Stats {
        self.lock().stats.as_deref().copied().unwrap_or_default()
    }

    /// Waits until the connection is open. Returns whether it ever was.
    pub(crate) async fn opening(&self) -> bool {
        self.watch(|content| match content.state {
            State::Connecting => None,
            _ => Some(()),
        })
        .await;
        self.opened.get().is_some()
    }

    /// Waits for the end of the connection.
    pub(crate) async fn closing(&self) -> Closed {
        self.watch(|content| content.closed.as_deref().cloned()).await
    }

    /// Waits until the transport is gone.
    pub(crate) async fn finishing(&self) {
        self.watch(|content| content.finished.then_some(())).await;
    }

    async fn watch<R>(&self, look: impl Fn(&Content) -> Option<R>) -> R {
        std::future::poll_fn(|cx| {
            let mut content = self.lock();
            match look(&content) {
                Some(result) => Poll::Ready(result),
                None => {
                    content.watchers.register(cx.waker());
                    self.release(content);
                    Poll::Pending
                }
            }
        })
        .await
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
