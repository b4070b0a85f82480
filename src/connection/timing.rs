//! Timers: websockets' keepalive and timeouts, as data.

use bytes::Bytes;

use super::{Connection, Phase};
use crate::close::{Close, CloseCode};
use crate::error::ProtocolError;
use crate::event::Cause;
use crate::frame::Opcode;
use crate::time::Instant;
use crate::timer::Timer;

impl Connection {
    /// The instant that [`poll_timeout`](Self::poll_timeout) told has come. At any other instant
    /// this is harmless.
    ///
    /// Then do as after [`handle_data`](Self::handle_data).
    pub fn handle_timeout(&mut self, now: Instant) {
        self.advance_time(now);
        for timer in Timer::ALL {
            if self.timers.expire(timer, self.now) {
                self.expired(timer);
            }
        }
    }

    pub(super) fn advance_time(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }

    pub(super) fn start_open_timers(&mut self) {
        let timeouts = &self.config.timeouts;
        self.timers.start(Timer::Ping, self.now, timeouts.ping_interval);
        self.timers.start(Timer::Idle, self.now, timeouts.idle);
        self.timers.start(Timer::Lifetime, self.now, timeouts.lifetime);
    }

    pub(super) fn restart_idle(&mut self) {
        if self.timers.is_running(Timer::Idle) {
            self.timers.start(Timer::Idle, self.now, self.config.timeouts.idle);
        }
    }

    /// The next keepalive ping comes one interval after the one that was just answered.
    pub(super) fn schedule_ping(&mut self, sent: Instant) {
        if self.can_send() {
            self.timers.start(Timer::Ping, sent, self.config.timeouts.ping_interval);
        }
    }

    fn expired(&mut self, timer: Timer) {
        // A peer is not to blame for bytes of its own that wait for the application.
        let waiting = self.held
            || !self.events.is_empty()
            || self.ahead.is_some()
            || !self.input.is_empty() && !self.starved;
        let timeouts = &self.config.timeouts;
        let after = match timer {
            Timer::Pong => timeouts.ping_timeout,
            Timer::Idle => timeouts.idle,
            Timer::Message => timeouts.message,
            _ => None,
        };
        if after.is_some() && self.timers.excuse(timer, waiting, self.now, after) {
            // Who is gone answers a further ping by a reset, even to one who does not read.
            if timer == Timer::Pong && self.buffered() == 0 && self.can_send() {
                self.send_ping(false);
            }
            return;
        }
        match timer {
            Timer::Open => {
                self.cause = Some(Cause::OpenTimeout);
                self.close_now();
            }
            Timer::Close => match self.phase {
                Phase::Open if self.sent.is_none() => self.answer_close(),
                Phase::Open => self.give_up(Cause::CloseTimeout),
                Phase::Discarding => self.close_now(),
                _ => self.release(),
            },
            Timer::Ping => self.keepalive(),
            Timer::Pong => {
                self.say_close(Close::new(
                    CloseCode::INTERNAL_ERROR,
                    Bytes::from_static(b"keepalive ping timeout"),
                ));
                self.cause = Some(Cause::PingTimeout);
                self.close_now();
            }
            Timer::Idle => {
                self.cause = Some(Cause::IdleTimeout);
                let reason = Bytes::from_static(b"idle timeout");
                self.say_close(Close::new(CloseCode::GOING_AWAY, reason));
            }
            Timer::Lifetime => {
                self.cause = Some(Cause::LifetimeTimeout);
                let reason = Bytes::from_static(b"lifetime over");
                self.say_close(Close::new(CloseCode::GOING_AWAY, reason));
                self.finish_close();
            }
            Timer::Answer => self.overdue = true,
            Timer::Message => {
                let error = ProtocolError::MessageTimeout;
                let close = Close::new(error.close_code(), alloc::format!("{error}"));
                self.fail(close, Cause::Protocol(error));
            }
        }
    }

    fn keepalive(&mut self) {
        if !self.can_send() {
            return;
        }
        let timeouts = &self.config.timeouts;
        // One at a time: its pong schedules the next, unless nobody waits for pongs.
        self.timers.start(Timer::Pong, self.now, timeouts.ping_timeout);
        if timeouts.ping_timeout.is_none() {
            self.timers.start(Timer::Ping, self.now, timeouts.ping_interval);
        }
        // Without a heartbeat, pings that nobody answers are not remembered for ever.
        let awaited = self.config.timeouts.ping_timeout.is_some();
        self.send_ping(awaited);
    }

    fn send_ping(&mut self, awaited: bool) {
        let payload = Bytes::copy_from_slice(&self.sender.random.bytes::<4>());
        if awaited || self.pings.check(&payload).is_ok() {
            self.pings.push(payload.clone(), self.now, true);
        }
        self.send_control(Opcode::Ping, payload);
    }
}
