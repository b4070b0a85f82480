//! What handles do with a mailbox.

use std::sync::MutexGuard;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::oneshot;

use super::{Content, Mailbox};
use crate::connection::command::Command;
use crate::connection::outbox::Outbox;
use crate::types::{Closed, Event, Opened, SendError, State, Stats};
impl Mailbox {
    /// Has the driver look into the mailbox.
    pub(crate) fn wake_driver(&self) {
        self.news.store(true, Ordering::Release);
        let driver = self.lock().driver.clone();
        if let Some(driver) = driver {
            driver.wake();
        }
    }

    /// Whether the driver has not looked into the mailbox since it was woken.
    pub(crate) fn expects_driver(&self) -> bool {
        self.news.load(Ordering::Acquire)
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

    /// Queues a command when there is room for it. One that is too large stays in the slot.
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
        if let Err(too_large) = self.check_size(&command) {
            *slot = Some(command);
            return Poll::Ready(Err(too_large));
        }
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

    /// Whether a command has a chance.
    pub(crate) fn check(&self, command: &Command) -> Result<(), SendError> {
        let content = self.lock();
        if content.closed.is_some() {
            Err(SendError::Closed)
        } else {
            content.outbox.check(command)?;
            self.check_size(command)
        }
    }

    /// Whether there is room for a message where it has to go: that of a server which changes
    /// nothing in it passes the component by.
    fn check_size(&self, command: &Command) -> Result<(), SendError> {
        let Command::Send(outgoing) = command else { return Ok(()) };
        let most = self.settings.max_given;
        let changes = |opened: &Opened| opened.deflate.is_some() || !opened.extensions.is_empty();
        let goes_in = self.request.get().is_none()
            || self.settings.wit.max_fragment.is_some()
            || self.opened.get().is_none_or(changes);
        if goes_in && outgoing.message.len() > most {
            return Err(SendError::TooLarge { most });
        }
        Ok(())
    }

    /// Whether a close was sent, or waits to be.
    pub(crate) fn is_closing(&self) -> bool {
        self.lock().outbox.is_closing()
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

    /// Has the next message read in parts, when no other one is.
    pub(crate) fn poll_reading(&self, cx: &Context<'_>) -> Poll<()> {
        let mut content = self.lock();
        if std::mem::replace(&mut content.inbox.reading, true) {
            content.inbox.receivers.register(cx.waker());
            return Poll::Pending;
        }
        Poll::Ready(())
    }

    /// The message is done with, be it that the rest of it is passed over.
    pub(crate) fn end_reading(&self, skips: bool) {
        let mut content = self.lock();
        content.inbox.reading = false;
        if skips {
            content.inbox.skip_message();
        }
        let receivers = content.inbox.receivers.take();
        drop(content);
        receivers.wake();
        if skips {
            // There may be room again.
            self.wake_driver();
        }
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

    /// The counters as they were told last.
    pub(crate) fn stats(&self) -> Option<Stats> {
        self.lock().stats.as_deref().copied()
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

    /// How the connection ended, when it has.
    pub(crate) fn poll_closed(&self, cx: &Context<'_>) -> Poll<Closed> {
        self.poll_watch(cx, &|content| content.closed.as_deref().cloned())
    }

    /// Whether a message can be queued without a wait.
    pub(crate) fn poll_room(&self, cx: &Context<'_>) -> Poll<Result<(), SendError>> {
        self.poll_outbox(cx, |outbox| !outbox.is_full(self.settings.high_water))
    }

    /// Whether all that was queued is with the transport, or will be soon.
    pub(crate) fn poll_drained(&self, cx: &Context<'_>) -> Poll<Result<(), SendError>> {
        self.poll_outbox(cx, |outbox| outbox.bytes() == 0 && !outbox.congested)
    }

    fn poll_outbox(
        &self,
        cx: &Context<'_>,
        is_fine: impl FnOnce(&Outbox) -> bool,
    ) -> Poll<Result<(), SendError>> {
        let mut content = self.lock();
        if content.closed.is_some() {
            return Poll::Ready(Err(SendError::Closed));
        }
        if is_fine(&content.outbox) {
            return Poll::Ready(Ok(()));
        }
        content.outbox.wait(cx.waker());
        Poll::Pending
    }

    async fn watch<R>(&self, look: impl Fn(&Content) -> Option<R>) -> R {
        std::future::poll_fn(|cx| self.poll_watch(cx, &look)).await
    }

    fn poll_watch<R>(&self, cx: &Context<'_>, look: &dyn Fn(&Content) -> Option<R>) -> Poll<R> {
        let mut content = self.lock();
        match look(&content) {
            Some(result) => Poll::Ready(result),
            None => {
                content.watchers.register(cx.waker());
                self.release(content);
                Poll::Pending
            }
        }
    }
}
