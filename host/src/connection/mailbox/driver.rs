//! What the driver does with a mailbox.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::task::Waker;

use super::{Mailbox, News};
use crate::connection::command::{Call, Command};
use crate::connection::wakers::Wakers;
use crate::types::{State, Stats};
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

    /// Remembers the counters, in case the component tells no more.
    pub(crate) fn note_stats(&self, stats: Stats) {
        let known = &mut self.lock().stats;
        match known {
            Some(known) => **known = stats,
            None => *known = Some(Box::new(stats)),
        }
    }

    /// The transport is gone, and the driver.
    pub(crate) fn finish(&self, stats: Option<Stats>) {
        let mut content = self.lock();
        content.finished = true;
        content.stats = stats.map(Box::new).or(content.stats.take());
        content.driver = None;
        let wakers = [content.outbox.end(), content.watchers.take()];
        drop(content);
        wakers.into_iter().for_each(Wakers::wake);
        self.settings.topics.leave(self.id);
    }
}
