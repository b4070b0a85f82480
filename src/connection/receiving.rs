//! What the peer's frames do: RFC 6455 §5.5, §6.2 and §7.1.

use bytes::Bytes;

use super::{Connection, Phase};
use crate::close::Close;
use crate::config::Role;
use crate::error::ProtocolError;
use crate::event::{Cause, Chunk, CloseOrder, Event, Kind, Text};
use crate::frame::Opcode;
use crate::receiver::{Decoded, Received};
use crate::timer::Timer;
use crate::trace::Trace;

impl Connection {
    /// Decodes the next frame that tells anything.
    pub(super) fn receive(&mut self) -> bool {
        if self.starved && matches!(self.phase, Phase::Open) {
            return false;
        }
        if self.is_waiting_for_close() {
            // RFC 6455 §5.5.1: nothing follows a close frame but the end of the stream.
            self.starved = !self.eof;
            if self.eof {
                self.end(Some(Cause::Eof));
            }
            return self.eof;
        }
        let received = match self.ahead.take() {
            Some(ahead) => {
                self.timers.stop(Timer::Answer);
                ahead
            }
            None => self.decode(),
        };
        match received {
            Err(error) => self.break_off(error),
            Ok(Some(received)) => self.dispatch(received),
            Ok(None) if matches!(self.phase, Phase::Draining) => self.close_now(),
            Ok(None) if self.eof => {
                let cause = self.cause.unwrap_or(Cause::Eof);
                self.end(Some(cause));
            }
            Ok(None) => {
                self.starved = true;
                return false;
            }
        }
        true
    }

    /// Decodes what comes next, and says whether it ends the connection.
    pub(super) fn look_ahead(&mut self) -> bool {
        let ahead = self.ahead.take().unwrap_or_else(|| self.decode());
        let ends = match &ahead {
            Ok(None) => self.eof,
            Ok(Some(Received::Close(_))) => self.config.auto_close,
            Ok(Some(_)) => false,
            Err(_) => true,
        };
        match ahead {
            Ok(None) if !ends => self.starved = true,
            ahead => self.ahead = Some(ahead),
        }
        ends && self.events.is_empty()
    }

    fn decode(&mut self) -> Decoded {
        let decoded = self.receiver.poll(&mut self.input, &self.config);
        for frame in core::mem::take(&mut self.receiver.traces) {
            self.trace(|| Trace::FrameReceived(frame));
        }
        self.watch_message();
        decoded
    }

    fn dispatch(&mut self, received: Received) {
        match received {
            Received::Message(kind, data) => {
                self.stats.messages_received += 1;
                self.restart_idle();
                self.events.push_back(match kind {
                    Kind::Text if !self.config.check_utf8 => {
                        Event::Chunk(Chunk { kind, data, end_of_frame: true, end_of_message: true })
                    }
                    Kind::Text => Event::Text(Text::from_checked(data)),
                    Kind::Binary => Event::Binary(data),
                });
            }
            Received::Chunk(chunk) => {
                self.stats.messages_received += u64::from(chunk.end_of_message);
                self.restart_idle();
                self.events.push_back(Event::Chunk(chunk));
            }
            Received::Ping(payload) => {
                // RFC 6455 §5.5.2: answered unless a close frame came before.
                if self.config.auto_pong && matches!(self.phase, Phase::Open) {
                    self.sender.answer(payload.clone(), &self.config.limits);
                    self.trace_sent();
                }
                self.events.push_back(Event::Ping(payload));
            }
            Received::Pong(payload) => self.acknowledge(payload),
            Received::Close(payload) => self.receive_close(payload),
        }
    }

    fn acknowledge(&mut self, payload: Bytes) {
        let acknowledged = self.pings.acknowledge(payload, self.now);
        if let Some(sent) = acknowledged.keepalive {
            self.timers.stop(Timer::Pong);
            self.schedule_ping(sent);
        }
        for pong in acknowledged.pongs {
            if let Some(latency) = pong.latency {
                self.stats.note_latency(latency);
            }
            self.events.push_back(Event::Pong(pong));
        }
    }

    /// RFC 6455 §5.5.1: a close frame is echoed, and nothing counts that follows it.
    fn receive_close(&mut self, payload: Bytes) {
        let close = match Close::parse(&payload) {
            Ok(close) => close,
            Err(error) => return self.break_off(error),
        };
        self.received = Some(close.clone());
        self.order = self.sent.is_some().then_some(CloseOrder::SentThenReceived);
        if matches!(self.phase, Phase::Draining) {
            return self.close_now();
        }
        if self.receiver.is_in_message() {
            return self.break_off(ProtocolError::IncompleteMessage);
        }
        if self.sent.is_none() && !self.config.auto_close {
            for timer in [Timer::Ping, Timer::Pong, Timer::Idle] {
                self.timers.stop(timer);
            }
            self.timers.start(Timer::Close, self.now, self.config.timeouts.close);
            return self.events.push_back(Event::Closing(close));
        }
        if self.sent.is_none() {
            self.sender.close(payload);
            self.trace_sent();
            self.sent = Some(close);
            self.order = Some(CloseOrder::ReceivedThenSent);
        }
        self.wait_for_end();
    }

    /// The peer's close frame came, and the application has not answered it.
    pub(super) fn is_waiting_for_close(&self) -> bool {
        matches!(self.phase, Phase::Open) && self.received.is_some() && self.sent.is_none()
    }

    /// Both close frames passed. RFC 6455 §7.1.1: the server ends the stream first.
    pub(super) fn wait_for_end(&mut self) {
        match self.role {
            Role::Server => self.end(None),
            Role::Client => self.discard(),
        }
    }

    /// RFC 6455 §7.1.7: fail the connection.
    fn break_off(&mut self, error: ProtocolError) {
        if matches!(self.phase, Phase::Draining) {
            return self.close_now();
        }
        let reason = alloc::format!("{error}");
        self.fail(Close::new(error.close_code(), reason), Cause::Protocol(error));
    }

    /// Keeps an eye on how long a message takes.
    fn watch_message(&mut self) {
        let Some(limit) = self.config.timeouts.message else { return };
        match (self.receiver.is_in_message(), self.timers.is_running(Timer::Message)) {
            (true, false) => self.timers.start(Timer::Message, self.now, Some(limit)),
            (false, true) => self.timers.stop(Timer::Message),
            _ => {}
        }
    }

    pub(super) fn send_control(&mut self, opcode: Opcode, payload: Bytes) {
        // The payload is ours and short.
        let _ = self.sender.control(opcode, payload);
        self.trace_sent();
    }
}
