//! The ends that a connection can come to: RFC 6455 §7.1.

use core::time::Duration;

use super::{Connection, Phase};
use crate::close::Close;
use crate::config::Role;
use crate::event::{Cause, CloseOrder, Closed, Event};
use crate::timer::Timer;

impl Connection {
    /// Sends our close frame, if it was not sent yet.
    pub(super) fn say_close(&mut self, close: Close) {
        if self.sent.is_some() {
            return;
        }
        self.sender.close(close.encode().into());
        self.trace_sent();
        if self.received.is_some() {
            self.order = Some(CloseOrder::ReceivedThenSent);
        }
        self.sent = Some(close);
        for timer in [Timer::Ping, Timer::Pong, Timer::Idle, Timer::Lifetime] {
            self.timers.stop(timer);
        }
        self.timers.start(Timer::Close, self.now, self.config.timeouts.close);
        self.trace_state();
    }

    /// Answers the peer's close frame, because the application did not.
    pub(super) fn answer_close(&mut self) {
        if let Some(close) = self.received.clone() {
            self.say_close(close);
            self.finish_close();
        }
    }

    /// Goes on to the end if both close frames passed.
    pub(super) fn finish_close(&mut self) {
        if self.received.is_some() && self.sent.is_some() && matches!(self.phase, Phase::Open) {
            self.wait_for_end();
        }
    }

    /// RFC 6455 §7.1.7: says why, and hears no more. The server ends the stream at once; the
    /// client lets the server do so.
    pub(super) fn fail(&mut self, close: Close, cause: Cause) {
        self.say_close(close);
        self.cause = Some(cause);
        match self.role {
            Role::Server => self.end(Some(cause)),
            Role::Client => self.discard(),
        }
    }

    /// The client waits for the server to end the stream.
    pub(super) fn discard(&mut self) {
        self.phase = Phase::Discarding;
        self.forget_peer();
        self.timers.stop_all();
        self.timers.start(Timer::Close, self.now, self.config.timeouts.close);
        self.trace_state();
    }

    /// Ends the stream and the connection; then waits for the peer to end its stream too.
    pub(super) fn end(&mut self, cause: Option<Cause>) {
        self.sender.output.end();
        self.cause = self.cause.or(cause);
        self.close_now();
        if !self.eof {
            self.phase = Phase::Lingering;
            self.timers.start(Timer::Close, self.now, self.config.timeouts.close);
        }
    }

    /// The end of our stream goes out. A client that was refused has no close frame to answer: all
    /// that there is to wait for is that it has read why, however long it keeps the stream open.
    pub(super) fn linger(&mut self) {
        if matches!(self.phase, Phase::Lingering) && self.sent.is_none() {
            let linger = self.config.timeouts.close.map_or(LINGER, |close| close.min(LINGER));
            self.timers.start(Timer::Close, self.now, Some(linger));
        }
    }

    /// Ends the stream of a peer that does not answer. What came from it before is handed out.
    pub(super) fn give_up(&mut self, cause: Cause) {
        self.sender.output.end();
        self.cause = self.cause.or(Some(cause));
        self.timers.stop_all();
        self.starved = false;
        self.phase = Phase::Draining;
    }

    /// The last event.
    pub(super) fn close_now(&mut self) {
        self.sender.output.end();
        self.forget_peer();
        self.timers.stop_all();
        self.phase = Phase::Closed;
        self.trace_state();
        let clean = self.sent.is_some() && self.received.is_some();
        self.events.push_back(Event::Closed(Closed {
            received: self.received.clone(),
            sent: self.sent.clone(),
            order: self.order,
            clean,
            cause: self.cause,
        }));
    }

    /// Nothing is left to do with the transport.
    pub(super) fn release(&mut self) {
        self.timers.stop_all();
        self.phase = Phase::Closed;
    }

    fn forget_peer(&mut self) {
        self.input.clear();
        self.ahead = None;
        self.receiver.clear();
    }
}

/// How long bytes that nobody reads are taken from a client that was refused, so that their coming
/// too late does not reset the stream with our answer in it. Go's server waits half of it.
const LINGER: Duration = Duration::from_secs(1);
