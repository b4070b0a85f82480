//! What the application asks for. On `Err` nothing changed.

use alloc::vec::Vec;

use bytes::Bytes;

use super::{Body, Connection, Phase};
use crate::close::{Close, CloseCode};
use crate::error::{Misuse, ProtocolError};
use crate::event::{Cause, Event, Flow, Kind, Message, SendOptions};
use crate::frame::{MAX_CONTROL, Opcode};
use crate::handshake::{Acceptance, Accepted, Answer, Response};
use crate::prepared::Prepared;
use crate::state::State;
use crate::time::Instant;

impl Connection {
    /// Server: accepts the request of [`Event::Request`](crate::Event::Request).
    ///
    /// A request that is no proper opening handshake is refused all the same, with the status
    /// that says why: see [`Event::Rejected`](crate::Event::Rejected). The whole of RFC 6455
    /// §4.2.1 is checked here, and `Host`, `Origin` and the subprotocol against the
    /// configuration.
    ///
    /// # Errors
    ///
    /// [`Misuse::NoRequest`]; [`Misuse::InvalidHeader`] for a header that cannot stand in a
    /// response or that the handshake writes; [`Misuse::InvalidSubprotocol`] for one that the
    /// client did not offer.
    pub fn accept(&mut self, acceptance: &Acceptance, now: Instant) -> Result<(), Misuse> {
        let now = self.now.max(now);
        let Phase::ServerOpening(handshake) = &mut self.phase else {
            return Err(Misuse::NoRequest);
        };
        let accepted = handshake.accept(acceptance, &self.config, &mut self.sender.random, now)?;
        self.advance_time(now);
        match accepted {
            Accepted::Answer(answer) => self.answer(answer),
            Accepted::Claim(claim) => self.events.push_back(Event::Claim(claim)),
        }
        Ok(())
    }

    /// Server: says whether the claim of [`Event::Claim`](crate::Event::Claim) was made for the
    /// first time. If not, the client is asked once more.
    ///
    /// # Errors
    ///
    /// [`Misuse::NoRequest`] if there is no claim.
    pub fn claimed(&mut self, fresh: bool, now: Instant) -> Result<(), Misuse> {
        let now = self.now.max(now);
        let Phase::ServerOpening(handshake) = &mut self.phase else {
            return Err(Misuse::NoRequest);
        };
        let answer = handshake.claimed(fresh, &self.config, &mut self.sender.random, now)?;
        self.advance_time(now);
        self.answer(answer);
        Ok(())
    }

    /// Server: sends the response of [`Event::Response`](crate::Event::Response), changed or not.
    /// One that opens may become a refusal; `Content-Length` is set here.
    ///
    /// # Errors
    ///
    /// [`Misuse::NoRequest`] if there is none; [`Misuse::InvalidStatus`] for a refusal that would
    /// open; [`Misuse::InvalidHeader`] for a header that cannot stand there, and if the ones that
    /// make the handshake are not as they were. Then it may be given again.
    pub fn respond(&mut self, response: &Response, now: Instant) -> Result<(), Misuse> {
        let now = self.now.max(now);
        let Phase::ServerOpening(handshake) = &mut self.phase else {
            return Err(Misuse::NoRequest);
        };
        let answer = handshake.respond(response, &self.config, now)?;
        self.advance_time(now);
        self.send_answer(answer);
        Ok(())
    }

    /// Server: the next response that does not open has a body of so many bytes, which the driver
    /// has: they are announced, and `Response::body` is passed over. `None` takes that back.
    ///
    /// After that response write what [`poll_transmit`](Self::poll_transmit) gives until
    /// [`buffered`](Self::buffered) is 0, then as many bytes of the body as [`body`](Self::body)
    /// says, and only then poll on, for the end of the stream: that starts the time for which the
    /// client is waited for. A body that turns out to be shorter is a transport that failed.
    pub fn announce(&mut self, length: Option<u64>) {
        self.body = length.map_or(Body::Follows(0), Body::Announced);
    }

    /// Server: answers the request with any response that does not open, and ends the stream.
    /// `Connection`, `Content-Length` and `Date` are written here.
    ///
    /// # Errors
    ///
    /// [`Misuse::NoRequest`]; [`Misuse::InvalidStatus`] for one outside of 200 to 599;
    /// [`Misuse::InvalidHeader`] as for [`accept`](Self::accept).
    pub fn reject(&mut self, response: &Response, now: Instant) -> Result<(), Misuse> {
        let now = self.now.max(now);
        let Phase::ServerOpening(handshake) = &self.phase else {
            return Err(Misuse::NoRequest);
        };
        let answer = handshake.reject(response, &self.config, now)?;
        self.advance_time(now);
        self.answer(answer);
        Ok(())
    }

    /// Sends a message, compressed if that was negotiated and pays.
    ///
    /// # Errors
    ///
    /// [`Misuse::NotOpen`]; [`Misuse::MessageInProgress`] between `begin` and `finish`;
    /// [`Misuse::WouldBlock`] if more than
    /// [`Limits::max_buffered`](crate::Limits::max_buffered) bytes would wait.
    pub fn send(&mut self, message: impl Into<Message>, now: Instant) -> Result<Flow, Misuse> {
        self.send_with(message, SendOptions::default(), now)
    }

    /// Sends a message, with options of its own.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send).
    pub fn send_with(
        &mut self,
        message: impl Into<Message>,
        options: SendOptions,
        now: Instant,
    ) -> Result<Flow, Misuse> {
        let (kind, data) = message.into().into_parts();
        self.check_send(data.len())?;
        if self.sender.is_in_message() {
            return Err(Misuse::MessageInProgress);
        }
        self.advance_time(now);
        self.sender.message(kind, data, options.compress, self.config.max_fragment);
        self.stats.messages_sent += 1;
        Ok(self.sent_data())
    }

    /// Sends a text message of bytes, which are checked to be UTF-8.
    ///
    /// # Errors
    ///
    /// [`Misuse::InvalidUtf8`], and those of [`send`](Self::send).
    pub fn send_utf8(
        &mut self,
        data: Vec<u8>,
        options: SendOptions,
        now: Instant,
    ) -> Result<Flow, Misuse> {
        crate::utf8::check(&data).map_err(|_| Misuse::InvalidUtf8)?;
        let text = crate::event::Text::from_checked(data.into());
        self.send_with(Message::Text(text), options, now)
    }

    /// Sends a message that other connections get as well, at a fraction of the cost.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send).
    pub fn send_prepared(&mut self, message: &mut Prepared, now: Instant) -> Result<Flow, Misuse> {
        self.check_send(message.data.len())?;
        if self.sender.is_in_message() {
            return Err(Misuse::MessageInProgress);
        }
        self.advance_time(now);
        self.sender.prepared(message, self.config.max_fragment);
        self.stats.messages_sent += 1;
        Ok(self.sent_data())
    }

    /// Begins a message whose frames follow with [`part`](Self::part). Until
    /// [`finish`](Self::finish) no other message can be sent; pings and a close can.
    ///
    /// # Errors
    ///
    /// [`Misuse::NotOpen`], [`Misuse::MessageInProgress`].
    pub fn begin(&mut self, kind: Kind, now: Instant) -> Result<(), Misuse> {
        self.begin_with(kind, SendOptions::default(), now)
    }

    /// Begins a message, with options of its own.
    ///
    /// # Errors
    ///
    /// Those of [`begin`](Self::begin).
    pub fn begin_with(
        &mut self,
        kind: Kind,
        options: SendOptions,
        now: Instant,
    ) -> Result<(), Misuse> {
        self.check_send(0)?;
        if self.sender.is_in_message() {
            return Err(Misuse::MessageInProgress);
        }
        self.advance_time(now);
        self.sender.begin(kind, options.compress);
        Ok(())
    }

    /// Sends the next frame of a message. A text may be cut inside a code point.
    ///
    /// # Errors
    ///
    /// [`Misuse::NotOpen`], [`Misuse::NoMessage`], [`Misuse::InvalidUtf8`],
    /// [`Misuse::WouldBlock`].
    pub fn part(&mut self, data: impl Into<Bytes>, now: Instant) -> Result<Flow, Misuse> {
        let data = data.into();
        self.check_send(data.len())?;
        self.sender.part(data)?;
        self.advance_time(now);
        Ok(self.sent_data())
    }

    /// Ends a message with an empty frame.
    ///
    /// # Errors
    ///
    /// [`Misuse::NotOpen`]; [`Misuse::NoMessage`]; [`Misuse::InvalidUtf8`] if the text ends
    /// inside a code point.
    pub fn finish(&mut self, now: Instant) -> Result<Flow, Misuse> {
        self.check_send(0)?;
        self.sender.finish()?;
        self.advance_time(now);
        self.stats.messages_sent += 1;
        Ok(self.sent_data())
    }

    /// Sends a ping; its pong comes with the latency. Without a payload, one of 4 random bytes
    /// is made.
    ///
    /// # Errors
    ///
    /// [`Misuse::NotOpen`]; [`Misuse::ControlTooLong`] beyond 125 bytes;
    /// [`Misuse::PingInFlight`] if a ping with this payload waits for its pong, or 128 do.
    pub fn ping(&mut self, payload: Option<Bytes>, now: Instant) -> Result<Flow, Misuse> {
        self.check_control(payload.as_deref().unwrap_or_default())?;
        let payload = match payload {
            Some(payload) => {
                self.pings.check(&payload)?;
                payload
            }
            None => {
                // Fails only where the pings in flight are too many, whatever the payload.
                let payload = Bytes::copy_from_slice(&self.sender.random.bytes::<4>());
                self.pings.check(&payload)?;
                payload
            }
        };
        self.advance_time(now);
        self.pings.push(payload.clone(), self.now, false);
        self.send_control(Opcode::Ping, payload);
        Ok(self.flow())
    }

    /// Sends a pong that answers nothing, or a ping that was not answered by itself.
    ///
    /// # Errors
    ///
    /// [`Misuse::NotOpen`]; [`Misuse::ControlTooLong`] beyond 125 bytes;
    /// [`Misuse::WouldBlock`].
    pub fn pong(&mut self, payload: impl Into<Bytes>, now: Instant) -> Result<Flow, Misuse> {
        let payload = payload.into();
        self.check_control(&payload)?;
        self.advance_time(now);
        self.send_control(Opcode::Pong, payload);
        Ok(self.flow())
    }

    /// Starts the closing handshake. [`CloseCode::NO_STATUS`] sends an empty close frame.
    ///
    /// Messages of the peer are still handed out until its close frame comes. A connection that
    /// closes already goes on doing so. One that is not open yet is given up; a server then
    /// answers 503.
    ///
    /// # Errors
    ///
    /// [`Misuse::InvalidCloseCode`]; [`Misuse::CloseReasonTooLong`] beyond 123 bytes;
    /// [`Misuse::InvalidUtf8`].
    pub fn close(
        &mut self,
        code: CloseCode,
        reason: impl Into<Bytes>,
        now: Instant,
    ) -> Result<(), Misuse> {
        let close = Close::new(code, reason);
        close.check()?;
        self.advance_time(now);
        match self.phase {
            Phase::ServerOpening(ref handshake) => {
                let request = handshake.request();
                let answer = Answer::unavailable(request, &self.config, self.now);
                self.send_head(&answer.encode());
                self.end(Some(Cause::GoingAway));
            }
            Phase::ClientOpening(_) => {
                self.cause = Some(Cause::GoingAway);
                self.close_now();
            }
            Phase::Open if self.sender.is_in_message() => self.say_close(Close::new(
                CloseCode::INTERNAL_ERROR,
                Bytes::from_static(b"close during fragmented message"),
            )),
            Phase::Open => self.say_close(close),
            _ => {}
        }
        self.finish_close();
        Ok(())
    }

    fn check_send(&self, length: usize) -> Result<(), Misuse> {
        if self.state() != State::Open {
            return Err(Misuse::NotOpen);
        }
        self.check_room(length)
    }

    fn check_control(&self, payload: &[u8]) -> Result<(), Misuse> {
        if !matches!(self.phase, Phase::Open) {
            return Err(Misuse::NotOpen);
        }
        if payload.len() > MAX_CONTROL {
            return Err(Misuse::ControlTooLong);
        }
        self.check_room(payload.len())
    }

    fn check_room(&self, length: usize) -> Result<(), Misuse> {
        let waiting = self.sender.output.len();
        let limit = self.config.limits.max_buffered;
        if waiting > 0 && waiting.saturating_add(length) > limit {
            return Err(Misuse::WouldBlock);
        }
        Ok(())
    }

    fn sent_data(&mut self) -> Flow {
        if let Some(fault) = self.sender.take_fault() {
            let error = ProtocolError::Extension(fault);
            let reason = alloc::format!("{error}");
            self.fail(Close::new(CloseCode::INTERNAL_ERROR, reason), Cause::Protocol(error));
        }
        self.trace_sent();
        self.restart_idle();
        self.flow()
    }

    fn flow(&mut self) -> Flow {
        if self.is_full() { Flow::Full } else { Flow::Ready }
    }
}
