//! The task that drives a connection.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::ReadBuf;
use tracing::{debug, info};

use super::link::{Line, Link};
use super::mailbox::{Mailbox, News};
use crate::bindings::wit;
use crate::engine::{Guest, Shard, Trapped, clock};
use crate::types::{Cause, Closed};

/// Ties a connection to its transport. It lives while its driver is polled.
///
/// `first` is a step that was taken already, if any was.
pub(crate) fn connect(
    shard: &Rc<Shard>,
    guest: Guest,
    first: Option<wit::Step>,
    line: Line,
) -> (Arc<Mailbox>, Driver) {
    let link = shard.join(|place| {
        let link = Link::new(shard.clone(), place, guest, line);
        (link.mailbox.clone(), link)
    });
    let mailbox = link.borrow().mailbox.clone();
    if let Some(first) = first {
        // If the component failed, the driver sees that by itself.
        let _ = link.borrow_mut().carry_out(first);
    }
    (mailbox, Driver { link })
}

/// Drives a connection until its transport is gone.
pub(crate) struct Driver {
    link: Rc<RefCell<Link>>,
}

impl Future for Driver {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.link.borrow_mut().poll(cx)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The shard ended, or a panic; mostly the connection has ended properly.
        self.link.borrow_mut().finish();
    }
}

impl Link {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.waker.will_wake(cx.waker()) {
            self.waker = cx.waker().clone();
            self.mailbox.set_driver(cx.waker());
        }
        match self.drive(cx) {
            Ok(progress) => progress,
            Err(Trapped) => Poll::Ready(()),
        }
    }

    fn drive(&mut self, cx: &mut Context<'_>) -> Result<Poll<()>, Trapped> {
        if self.guest.is_lost() {
            return Err(Trapped);
        }
        self.wrote = None;
        // One for all that is done in this turn: asking costs as much as a small message's frame.
        self.now = clock::now();
        if self.mailbox.has_news() {
            self.room = self.mailbox.take_commands(&mut self.commands);
        }
        self.watch_the_clock()?;
        self.flush()?;
        if !self.commands.is_empty() {
            self.run_commands()?;
        }
        let mut rounds = 0;
        while self.advance(cx)? {
            if std::mem::take(&mut self.opens) {
                // The handler begins before its client hears that the connection is open: what it
                // subscribes to at once misses nothing that others say from then on.
                cx.waker().wake_by_ref();
                break;
            }
            self.flush()?;
            rounds += 1;
            if rounds == ROUNDS {
                // The other connections of this thread have their turn.
                cx.waker().wake_by_ref();
                break;
            }
        }
        if self.output.has_failed() && !self.wants_read {
            self.end_of_input()?;
            self.flush()?;
        }
        if self.is_over() {
            return Ok(Poll::Ready(()));
        }
        if self.closed && self.patience.is_none() {
            self.lose_patience_later();
        }
        let wake = [self.deadline, self.patience].into_iter().flatten().min();
        self.alarm.set(wake, self.now, &self.shard.timers, cx.waker());
        Ok(Poll::Pending)
    }

    fn watch_the_clock(&mut self) -> Result<(), Trapped> {
        let now = self.now;
        if self.patience.is_some_and(|until| until <= now) {
            self.patience = None;
            match self.closed {
                true => self.output.fail(),
                false => self.drop_messages(),
            }
        }
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            // A message that was sent may put it off.
            self.tell_of_detached()?;
            // What the peer said may wait in the transport, when there is no room for it here.
            let held = !self.room && !self.eof;
            let step = self.shard.call(&self.guest, |connection, store, resource| {
                if held {
                    connection.call_hold(&mut *store, resource)?;
                }
                connection.call_tick(store, resource, now)
            })?;
            self.carry_out(step)?;
        }
        Ok(())
    }

    /// Does the next thing on the way in. Returns whether there was one.
    fn advance(&mut self, cx: &mut Context<'_>) -> Result<bool, Trapped> {
        if let Some(question) = self.question.take() {
            self.answer(question)?;
            return Ok(true);
        }
        if !self.room {
            return Ok(false);
        }
        if self.ending && !self.mailbox.is_idle() {
            return Ok(false);
        }
        // Mostly the request is there when its connection is accepted: then the first step comes
        // with it.
        if self.awaits && self.read(cx)? {
            return Ok(true);
        }
        if self.more {
            let now = self.now;
            let step = self.shard.call(&self.guest, |connection, store, resource| {
                connection.call_resume(store, resource, now)
            })?;
            self.carry_out(step)?;
            return Ok(true);
        }
        if self.eof || !self.wants_read {
            return Ok(false);
        }
        self.read(cx)
    }

    fn read(&mut self, cx: &mut Context<'_>) -> Result<bool, Trapped> {
        let shard = self.shard.clone();
        let mut buffer = shard.buffer.borrow_mut();
        let mut buffer = ReadBuf::new(&mut buffer);
        match Pin::new(&mut *self.transport).poll_read(cx, &mut buffer) {
            Poll::Pending => return Ok(false),
            Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                let now = self.now;
                let data = buffer.filled();
                shard.copies(data.len());
                let sent = self.take_unsaid();
                let step = shard.call(&self.guest, |connection, store, resource| match sent {
                    None => connection.call_receive(store, resource, data, now),
                    Some(sent) => connection.call_receive_after(store, resource, sent, data, now),
                })?;
                self.carry_out(step)?;
            }
            Poll::Ready(Ok(())) => self.end_of_input()?,
            Poll::Ready(Err(error)) => {
                debug!(id = self.mailbox.id, %error, "reading failed");
                self.end_of_input()?;
            }
        }
        Ok(true)
    }

    fn end_of_input(&mut self) -> Result<(), Trapped> {
        if self.eof {
            return Ok(());
        }
        self.eof = true;
        let now = clock::now();
        let step = self.shard.call(&self.guest, |connection, store, resource| {
            connection.call_eof(store, resource, now)
        })?;
        self.carry_out(step)
    }

    /// Whether nothing is left to do. Lets the transport go when only that is not.
    fn is_over(&mut self) -> bool {
        let reads = self.wants_read && !self.eof;
        if reads || self.output.is_busy() {
            return false;
        }
        if self.output.has_ended() {
            // The application may take its time with the last events.
            self.transport = Box::new(tokio::io::empty());
        }
        self.closed
    }

    /// Leaves the shard, and tells the application if it does not know that this is the end.
    fn finish(&mut self) {
        self.alarm.clear(&self.shard.timers);
        let stats = self.free().ok();
        if let Some(stats) = &stats {
            debug!(id = self.mailbox.id, "{stats}");
        }
        self.shard.leave(&self.mailbox, stats.as_ref().filter(|_| self.is_servers()));
        let cause = if self.guest.is_lost() { Cause::Trap } else { Cause::Eof };
        self.mailbox.deliver([News::Closed(Closed::lost(cause))]);
        self.mailbox.finish(stats);
        let id = self.mailbox.id;
        if let Some(closed) = self.mailbox.closed() {
            info!(id, "closed: {closed}");
        }
    }
}

/// Reads and the like in one turn of a connection.
const ROUNDS: u32 = 16;
