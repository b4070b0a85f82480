//! One WebSocket, from its first byte to its last.

mod closing;
mod commands;
mod detached;
mod opening;
mod receiving;
mod timing;

pub use detached::Detached;

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use crate::close::Close;
use crate::config::{Config, Role};
use crate::error::Misuse;
use crate::event::{Cause, CloseOrder, Event, Transmit};
use crate::handshake::{ClientHandshake, ClientRequest, Headers, Opened, Request, ServerHandshake};
use crate::input::Input;
use crate::pings::Pings;
use crate::receiver::{Decoded, Receiver};
use crate::sender::Sender;
use crate::state::State;
use crate::stats::Stats;
use crate::time::Instant;
use crate::timer::{Timer, TimerTable};
use crate::trace::Trace;

/// The state machine of a WebSocket: RFC 6455 without the network.
///
/// Its methods are of four kinds:
///
/// - **From the driver**: [`handle_data`](Self::handle_data), [`handle_eof`](Self::handle_eof)
///   and [`handle_timeout`](Self::handle_timeout) take what happened outside. They never fail:
///   what a peer does ends as an event and a close frame.
/// - **From the application**: [`accept`](Self::accept), [`reject`](Self::reject),
///   [`send`](Self::send), [`begin`](Self::begin), [`part`](Self::part),
///   [`finish`](Self::finish), [`ping`](Self::ping), [`pong`](Self::pong) and
///   [`close`](Self::close). On `Err` nothing changed.
/// - **To the driver**: [`poll_event`](Self::poll_event), [`poll_transmit`](Self::poll_transmit)
///   and [`poll_timeout`](Self::poll_timeout). Call them after any of the above, until they
///   have no more. Decoding is done by `poll_event` and by nothing else: an application that
///   stops asking stops the peer, through [`wants_read`](Self::wants_read).
/// - **Getters**, which change nothing.
///
/// Any order of calls is legal, and none panics.
pub struct Connection {
    role: Role,
    config: Arc<Config>,
    /// The latest instant that was passed in.
    now: Instant,
    phase: Phase,
    timers: TimerTable,
    input: Input,
    /// The peer ended its stream.
    eof: bool,
    /// All input is decoded that can be; more bytes are needed for more.
    starved: bool,
    /// The driver reads nothing for now.
    held: bool,
    receiver: Receiver,
    /// What was decoded before it was asked for.
    ahead: Option<Decoded>,
    /// The application had its time to answer what stands in front of the end.
    overdue: bool,
    sender: Sender,
    pings: Pings,
    events: VecDeque<Event>,
    received: Option<Close>,
    sent: Option<Close>,
    order: Option<CloseOrder>,
    /// Why we close, if not because the application or the peer wants it.
    cause: Option<Cause>,
    opened: Opened,
    body: Body,
    stats: Stats,
}

/// The body of a response that does not open, if that is the driver's.
enum Body {
    /// The next response is to have one of so many bytes.
    Announced(u64),
    /// So many bytes come behind what was sent.
    Follows(u64),
}

/// ```text
///  ClientOpening ─┐                 ┌─► Draining ───┐
///                 ├─► Open ─────────┼─► Discarding ─┼─► Lingering ─► Closed
///  ServerOpening ─┘  (close frames  └───────────────┘
///                     are in `sent`
///                     and `received`)
/// ```
enum Phase {
    ClientOpening(Box<ClientHandshake>),
    ServerOpening(Box<ServerHandshake>),
    /// Frames go both ways; after our close frame, until the peer's.
    Open,
    /// Our stream is ended. What came before is still handed out.
    Draining,
    /// The client waits for the server to end the stream (RFC 6455 §7.1.1).
    Discarding,
    /// `Closed` was given. What the peer still sends is read and thrown away: a socket that is
    /// closed with bytes unread is reset, and the peer might lose our last ones.
    Lingering,
    /// The transport can be dropped.
    Closed,
}

impl Connection {
    /// The client's side, with an opening handshake to do. The request waits in
    /// [`poll_transmit`](Self::poll_transmit).
    ///
    /// `seed` must be unpredictable and fresh.
    pub fn client(
        request: &ClientRequest,
        config: impl Into<Arc<Config>>,
        seed: [u8; 32],
        now: Instant,
    ) -> Result<Self, Misuse> {
        let mut this = Self::dialled(request, config.into(), seed, now)?;
        this.timers.start(Timer::Open, now, this.config.timeouts.open);
        Ok(this)
    }

    /// The client's side for a [`Dial`](crate::Dial), which has the timer.
    pub(crate) fn dialled(
        request: &ClientRequest,
        config: Arc<Config>,
        seed: [u8; 32],
        now: Instant,
    ) -> Result<Self, Misuse> {
        // The phase is set as soon as the handshake has drawn its nonce.
        let mut this = Self::new(Role::Client, config, Phase::Open, seed, now);
        let nonce = this.sender.random.bytes();
        let (handshake, head) = ClientHandshake::new(request, &this.config, nonce)?;
        this.phase = Phase::ClientOpening(Box::new(handshake));
        this.send_head(&head);
        Ok(this)
    }

    /// Takes back an event, which will be the next one.
    pub(crate) fn put_back(&mut self, event: Event) {
        self.events.push_front(event);
    }

    /// The server's side, with an opening handshake to wait for.
    pub fn server(config: impl Into<Arc<Config>>, seed: [u8; 32], now: Instant) -> Self {
        let phase = Phase::ServerOpening(Box::new(ServerHandshake::new()));
        let mut this = Self::new(Role::Server, config.into(), phase, seed, now);
        this.timers.start(Timer::Open, now, this.config.timeouts.open);
        this
    }

    /// Checks what a server is to start with: nobody could be told of it later, as
    /// [`server`](Self::server) never fails, and a subprotocol that is none is never chosen.
    /// `headers` are those that the application will add to each response.
    ///
    /// # Errors
    ///
    /// [`Misuse::InvalidSubprotocol`] for one that is no token or stands there twice;
    /// [`Misuse::InvalidHeader`] for a header that cannot stand in a response or that the handshake
    /// writes.
    pub fn check_server(subprotocols: &[String], headers: &Headers) -> Result<(), Misuse> {
        crate::handshake::check_server(subprotocols, headers)
    }

    /// Either side of a connection whose opening handshake was done elsewhere. Bytes that were
    /// read behind it go to [`handle_data`](Self::handle_data). There is no `Open` event.
    pub fn attach(
        role: Role,
        config: impl Into<Arc<Config>>,
        opened: Opened,
        seed: [u8; 32],
        now: Instant,
    ) -> Self {
        let mut this = Self::new(role, config.into(), Phase::Open, seed, now);
        this.opened = opened;
        this.start_extensions();
        this.start_open_timers();
        this
    }

    fn new(role: Role, config: Arc<Config>, phase: Phase, seed: [u8; 32], now: Instant) -> Self {
        Self {
            role,
            now,
            phase,
            timers: TimerTable::default(),
            input: Input::new(),
            eof: false,
            starved: true,
            held: false,
            receiver: Receiver::new(role),
            ahead: None,
            overdue: false,
            sender: Sender::new(role, seed, config.trace),
            config,
            pings: Pings::default(),
            // Mostly it is one at a time; a queue that is left alone begins with four.
            events: VecDeque::with_capacity(1),
            received: None,
            sent: None,
            order: None,
            cause: None,
            opened: Opened::default(),
            body: Body::Follows(0),
            stats: Stats::default(),
        }
    }

    /// Takes bytes that the peer sent.
    ///
    /// Then call [`poll_event`](Self::poll_event) until it is empty, write what
    /// [`poll_transmit`](Self::poll_transmit) returns, and arm the timer anew from
    /// [`poll_timeout`](Self::poll_timeout). A peer that breaks the protocol is reported by
    /// [`Event::Closed`]; this never fails. The bytes are decoded in place: the payloads of
    /// events share the buffer.
    pub fn handle_data(&mut self, data: Vec<u8>, now: Instant) {
        self.advance_time(now);
        self.stats.bytes_received += data.len() as u64;
        let discarding = matches!(self.phase, Phase::Discarding | Phase::Lingering | Phase::Closed);
        if self.eof || discarding || self.is_waiting_for_close() || data.is_empty() {
            return;
        }
        self.input.push(data);
        self.starved = false;
        self.held = false;
    }

    /// The driver reads nothing for now, although [`wants_read`](Self::wants_read): what the peer
    /// said may wait in the transport. Until the next bytes or the end of the stream, no timeout
    /// counts that it did not say it.
    ///
    /// To be told in front of [`handle_timeout`](Self::handle_timeout).
    pub fn hold(&mut self) {
        self.held = true;
    }

    /// The peer ended its stream, or the transport failed: no bytes will come.
    pub fn handle_eof(&mut self, now: Instant) {
        self.advance_time(now);
        self.eof = true;
        self.starved = false;
        self.held = false;
        if matches!(self.phase, Phase::Lingering) {
            self.release();
        }
    }

    /// The next event, decoded now if it must be. Ask until there is none, or stop asking to
    /// stop the peer.
    #[must_use]
    pub fn poll_event(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Some(event);
            }
            if !self.advance() {
                return None;
            }
        }
    }

    /// Whether the next [`poll_event`](Self::poll_event) ends an open connection: the peer's
    /// close frame comes next, or its error, or the end of its stream.
    ///
    /// For drivers that decode before the application has seen the last event. One that hands
    /// out events as the application asks for them needs it not: what the application sends
    /// before it asks goes out before our close frame. Others ask here before each event, and
    /// poll on once the application is done with those that it has. That is so at the latest when
    /// this is false again, which takes a second and [`handle_timeout`](Self::handle_timeout).
    pub fn ends_next(&mut self) -> bool {
        if !self.can_send() || self.overdue || self.starved || !self.events.is_empty() {
            return false;
        }
        let ends = self.look_ahead();
        if ends && !self.timers.is_running(Timer::Answer) {
            self.timers.start(Timer::Answer, self.now, Some(ANSWER_TIME));
        }
        ends
    }

    /// The next bytes for the transport. Ask until there are none, or stop asking while the
    /// transport takes none. Brings [`Event::Writable`] when the queue was as long as
    /// [`Limits::high_water`](crate::Limits::high_water) and is as short as
    /// [`Limits::low_water`](crate::Limits::low_water) again.
    ///
    /// Once [`Transmit::Eof`] was carried out and [`wants_read`](Self::wants_read) is false, the
    /// transport can be dropped.
    #[must_use]
    pub fn poll_transmit(&mut self) -> Option<Transmit> {
        let transmit = self.sender.poll(&self.config.limits);
        if transmit == Some(Transmit::Eof) {
            self.linger();
        }
        self.trace_sent();
        if self.sender.output.drained(&self.config.limits) && self.can_send() {
            self.events.push_back(Event::Writable);
        }
        transmit
    }

    /// When to call [`handle_timeout`](Self::handle_timeout). Any other call may change it.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.timers.next()
    }

    /// What the deadlines are for, and when each is due: for those who show them. A driver needs
    /// [`poll_timeout`](Self::poll_timeout) and no more.
    pub fn timers(&self) -> impl Iterator<Item = (Timer, Instant)> {
        self.timers.running()
    }

    /// Where the connection is in its life.
    pub fn state(&self) -> State {
        match self.phase {
            Phase::ClientOpening(_) | Phase::ServerOpening(_) => State::Connecting,
            Phase::Open if self.sent.is_none() => State::Open,
            Phase::Open | Phase::Draining | Phase::Discarding => State::Closing,
            Phase::Lingering | Phase::Closed => State::Closed,
        }
    }

    /// Which end this is.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Whether the driver should read from the transport. False while the application has not
    /// taken what came before, and when nothing that could come matters.
    pub fn wants_read(&self) -> bool {
        match self.phase {
            _ if self.eof => false,
            Phase::Draining | Phase::Closed => false,
            Phase::Discarding | Phase::Lingering => true,
            _ if self.ahead.is_some() => false,
            _ => self.events.is_empty() && (self.starved || self.input.is_empty()),
        }
    }

    /// Bytes that wait for the transport.
    pub fn buffered(&self) -> usize {
        self.sender.output.len()
    }

    /// How many bytes of the body that was [announced](Self::announce) are to be written before the
    /// end of the stream is polled. That may be none, since some requests and statuses leave no
    /// room for a body.
    pub fn body(&self) -> u64 {
        match self.body {
            Body::Announced(_) => 0,
            Body::Follows(bytes) => bytes,
        }
    }

    /// Whether so much waits for the transport that nothing should be sent until
    /// [`Event::Writable`].
    pub fn is_full(&mut self) -> bool {
        self.sender.output.check_full(&self.config.limits)
    }

    /// What both sides agreed on; empty before [`Event::Open`].
    pub fn negotiated(&self) -> &Opened {
        &self.opened
    }

    /// Server: the request that is not answered yet, if there is one.
    pub fn request(&self) -> Option<&Request> {
        match &self.phase {
            Phase::ServerOpening(handshake) => handshake.request(),
            _ => None,
        }
    }

    /// Counters since the connection was made.
    pub fn stats(&self) -> Stats {
        Stats {
            bytes_sent: self.sender.bytes,
            frames_sent: self.sender.frames,
            frames_received: self.receiver.frames,
            data_received: self.receiver.data,
            data_sent: self.sender.data,
            payload_received: self.receiver.payload,
            payload_sent: self.sender.payload,
            buffered: self.buffered() as u64,
            ..self.stats
        }
    }

    /// Decodes the next thing, and says whether anything came of it.
    fn advance(&mut self) -> bool {
        match self.phase {
            Phase::ClientOpening(_) => self.advance_client(),
            Phase::ServerOpening(_) => self.advance_server(),
            Phase::Open | Phase::Draining => self.receive(),
            Phase::Discarding if self.eof => {
                self.end(None);
                true
            }
            Phase::Discarding | Phase::Lingering | Phase::Closed => false,
        }
    }

    fn can_send(&self) -> bool {
        matches!(self.phase, Phase::Open) && self.sent.is_none()
    }

    fn trace(&mut self, trace: impl FnOnce() -> Trace) {
        // Nobody who asked for traces reads them, if there are so many.
        if self.config.trace && self.events.len() < 1024 {
            self.events.push_back(Event::Trace(trace()));
        }
    }

    fn trace_sent(&mut self) {
        for frame in core::mem::take(&mut self.sender.traces) {
            self.trace(|| Trace::FrameSent(frame));
        }
    }

    fn trace_state(&mut self) {
        let state = self.state();
        self.trace(|| Trace::State(state));
    }
}

/// How long the end of a connection waits for an application that may still have an answer to
/// what came before. Peers wait longer for our close frame: Chromium 2 s at the least.
const ANSWER_TIME: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use super::*;

    /// An idle connection costs its struct and little else.
    #[test]
    fn a_connection_is_small() {
        assert!(size_of::<Connection>() <= 1280, "{} bytes", size_of::<Connection>());
    }
}
