//! The way of a client to an open connection.

mod action;
mod backoff;
mod environment;
mod error;
mod gate;
mod opening;
mod options;
mod proxy;
mod race;
mod route;
mod target;
mod uri;

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;

use bytes::Bytes;

use crate::auth::Authenticator;
use crate::config::Config;
use crate::connection::Connection;
use crate::error::Misuse;
use crate::handshake::ClientRequest;
use crate::random::Random;
use crate::time::Instant;

pub use action::{Action, Endpoint};
pub use backoff::Backoff;
pub use environment::Environment;
pub use error::{DialError, Phase, ProxyError, RedirectError, TransportError};
pub use options::{DialOptions, ProxyChoice, Route};
pub use proxy::{InvalidProxy, Proxy, ProxyScheme};
pub use target::{InvalidTarget, Target};

use backoff::Delays;
use gate::Permits;
use proxy::{Destination, Tunnel};
use race::Race;

/// The plan of a client: which names to look up, what to connect to, when to speak TLS, what to
/// say to a proxy and to the server, and what to do if any of it fails.
///
/// A driver has the sockets, and obeys:
///
/// 1. Carry out what [`poll_action`](Self::poll_action) gives, until it gives nothing.
/// 2. Wait for what was begun, for bytes if [`wants_read`](Self::wants_read) says so, and for
///    [`poll_timeout`](Self::poll_timeout).
/// 3. Tell what happened with a `handle_` method, and begin again.
///
/// [`Action::Open`] hands over the connection, [`Action::Failed`] without a retry is the other
/// end. A dial can be dropped at any time, with all that was begun for it.
///
/// ```text
///  permits ─► look-up ─► race of addresses ─► TLS with the proxy ─► CONNECT or SOCKS
///     ▲                                                                     │
///     └── redirect, 401, 407, retry ◄── opening handshake ◄── TLS ◄─────────┘
/// ```
pub struct Dial {
    config: Arc<Config>,
    options: DialOptions,
    random: Random,
    /// The latest instant that was passed in.
    now: Instant,
    /// Where the application wants to go.
    wanted: Target,
    /// Where we are going, after redirects.
    target: Target,
    redirects: u32,
    /// A redirect led to another origin: what is secret stays behind.
    foreign: bool,
    /// Who we are to the server.
    login: Login,
    proxy: Option<Proxy>,
    /// Who we are to the proxy.
    proxy_login: Login,
    stage: Stage,
    permits: Permits,
    /// Transports and permits are numbered.
    numbers: u32,
    /// The transport that is in use.
    transport: Option<u32>,
    actions: VecDeque<Action>,
    /// When the attempt must have succeeded.
    deadline: Option<Instant>,
    delays: Delays,
}

/// What is under way.
enum Stage {
    /// Nothing, until the next attempt.
    Waiting(Instant),
    /// We look up the target for a proxy that does not.
    ResolvingTarget,
    /// The gate has to let us pass to a target behind a proxy.
    Entering(Destination),
    /// We look up what to connect to; with a proxy, it has a destination.
    Resolving(Option<Destination>),
    Racing(Race, Option<Destination>),
    /// TLS with the proxy.
    SecuringProxy(Destination),
    /// The proxy makes a tunnel.
    Tunnelling(Tunnel),
    /// TLS with the server.
    Securing,
    /// The application looks at the request; what was read already waits.
    Reviewing(Bytes),
    /// The opening handshake.
    Opening(alloc::boxed::Box<Connection>),
    Done,
}

/// Credentials and what was made of them.
#[derive(Default)]
struct Login {
    authenticator: Option<Authenticator>,
    /// What to answer the last challenge with.
    answer: Option<String>,
}

impl Dial {
    /// Plans a connection. The first actions wait in [`poll_action`](Self::poll_action).
    ///
    /// `seed` must be unpredictable and fresh.
    ///
    /// # Errors
    ///
    /// [`Misuse::InvalidHeader`], [`Misuse::InvalidSubprotocol`], [`Misuse::InvalidCredentials`]:
    /// what could not be sent.
    pub fn new(
        target: Target,
        options: DialOptions,
        config: impl Into<Arc<Config>>,
        seed: [u8; 32],
        now: Instant,
    ) -> Result<Self, Misuse> {
        let held = options.held;
        let mut this = Self {
            config: config.into(),
            random: Random::new(seed),
            now,
            wanted: target.clone(),
            target,
            redirects: 0,
            foreign: false,
            login: Login::default(),
            proxy: None,
            proxy_login: Login::default(),
            stage: Stage::Done,
            permits: Permits::new(options.gate),
            options,
            numbers: 0,
            transport: None,
            actions: VecDeque::new(),
            deadline: None,
            delays: Delays::default(),
        };
        this.login.authenticator = this.authenticator()?;
        crate::handshake::check_request(&this.request(), &this.config)?;
        if held.is_some_and(|held| held < BRIEF) {
            let delay = this.next_delay();
            this.stage = Stage::Waiting(now + delay);
        } else {
            this.attempt();
        }
        Ok(this)
    }

    /// The gate gave a permit.
    pub fn handle_acquired(&mut self, permit: u32, now: Instant) {
        self.advance_time(now);
        self.enter(permit);
    }

    /// The look-up is done.
    pub fn handle_resolved(
        &mut self,
        addresses: Result<&[SocketAddr], TransportError>,
        now: Instant,
    ) {
        self.advance_time(now);
        self.resolved(addresses);
    }

    /// A transport is connected. It may be one too many: then it is dropped by an action.
    pub fn handle_connected(&mut self, transport: u32, now: Instant) {
        self.advance_time(now);
        self.connected(transport);
    }

    /// TLS is there.
    pub fn handle_secured(&mut self, now: Instant) {
        self.advance_time(now);
        match core::mem::replace(&mut self.stage, Stage::Done) {
            Stage::SecuringProxy(destination) => self.ask_proxy(destination),
            Stage::Securing => self.prepare_request(Bytes::new()),
            other => self.stage = other,
        }
    }

    /// Takes bytes that came over the transport.
    pub fn handle_data(&mut self, data: Vec<u8>, now: Instant) {
        self.advance_time(now);
        match &mut self.stage {
            Stage::Tunnelling(_) => self.hear_proxy(data.into()),
            Stage::Opening(connection) => {
                connection.handle_data(data, now);
                self.open();
            }
            _ => {}
        }
    }

    /// The peer ended its stream.
    pub fn handle_eof(&mut self, now: Instant) {
        self.advance_time(now);
        match &mut self.stage {
            Stage::Tunnelling(_) => self.fail(ProxyError::Eof.into()),
            Stage::Opening(connection) => {
                connection.handle_eof(now);
                self.open();
            }
            _ => {}
        }
    }

    /// A transport failed: it could not be connected or secured, or broke. Drop it, whether or not
    /// an action says so too.
    pub fn handle_failed(&mut self, transport: u32, error: TransportError, now: Instant) {
        self.advance_time(now);
        self.transport_failed(transport, error);
    }

    /// The application has looked at the request of [`Action::Request`].
    ///
    /// # Errors
    ///
    /// [`Misuse::NoRequest`] if it was not asked, and those of
    /// [`Connection::client`]; then it may be given again.
    pub fn handle_request(&mut self, request: &ClientRequest, now: Instant) -> Result<(), Misuse> {
        let Stage::Reviewing(received) = &self.stage else { return Err(Misuse::NoRequest) };
        let received = received.clone();
        crate::handshake::check_request(request, &self.config)?;
        self.advance_time(now);
        self.send_request(request, received);
        Ok(())
    }

    /// The instant of [`poll_timeout`](Self::poll_timeout) has come. Harmless at any other.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.advance_time(now);
        if self.deadline.is_some_and(|deadline| deadline <= self.now) {
            return self.fail(DialError::Timeout(self.phase()));
        }
        match &mut self.stage {
            Stage::Waiting(until) if *until <= self.now => self.attempt(),
            Stage::Racing(..) => self.run(),
            _ => {}
        }
    }

    /// Makes no further attempt, after [`Action::Failed`] announced one or at any time.
    pub fn give_up(&mut self) {
        self.hang_up();
        self.stage = Stage::Done;
        self.deadline = None;
    }

    /// Makes another attempt after [`Action::Failed`] without one, when the next delay of
    /// [`Backoff`] has passed. Returns that delay.
    ///
    /// # Errors
    ///
    /// [`Misuse::NotClosed`] if the dial is not over, or has succeeded.
    pub fn retry(&mut self, now: Instant) -> Result<Duration, Misuse> {
        if !matches!(self.stage, Stage::Done) || self.transport.is_some() {
            return Err(Misuse::NotClosed);
        }
        self.advance_time(now);
        let delay = self.next_delay();
        self.stage = Stage::Waiting(self.now + delay);
        Ok(delay)
    }

    /// The next thing to do. Ask until there is none.
    #[must_use]
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When to call [`handle_timeout`](Self::handle_timeout). Any other call may change it.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let next = match &self.stage {
            Stage::Waiting(until) => Some(*until),
            Stage::Racing(race, _) => race.next_at,
            _ => None,
        };
        next.into_iter().chain(self.deadline).min()
    }

    /// Whether to read from the transport.
    pub fn wants_read(&self) -> bool {
        matches!(self.stage, Stage::Tunnelling(_) | Stage::Opening(_))
    }

    /// Where we are going, after redirects.
    pub fn target(&self) -> &Target {
        &self.target
    }

    fn advance_time(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }

    /// Begins anew, where the application wants to go.
    fn attempt(&mut self) {
        self.target = self.wanted.clone();
        self.redirects = 0;
        self.foreign = false;
        self.deadline = self.config.timeouts.open.map(|open| self.now + open);
        // A redirect may have taken the credentials away, and nonces have become old.
        let authenticator = self.authenticator().ok().flatten();
        self.login = Login { authenticator, answer: None };
        self.proxy = None;
        self.set_out();
    }

    /// The attempt failed: another one follows, or none.
    fn fail(&mut self, error: DialError) {
        self.hang_up();
        self.deadline = None;
        let retry =
            (self.options.reconnect.is_some() && error.is_retryable()).then(|| self.next_delay());
        self.stage = match retry {
            Some(delay) => Stage::Waiting(self.now + delay),
            None => Stage::Done,
        };
        self.actions.push_back(Action::Failed { error, retry });
    }

    /// Lets go of transports and permits.
    fn hang_up(&mut self) {
        let racing = match core::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Racing(race, _) => race.runners,
            _ => Vec::new(),
        };
        let racing = racing.iter().filter(|runner| runner.started).map(|runner| runner.id);
        for transport in self.transport.take().into_iter().chain(racing) {
            self.actions.push_back(Action::Disconnect { transport });
        }
        self.permits.release_all(&mut self.actions);
    }

    fn next_delay(&mut self) -> Duration {
        let backoff = self.options.reconnect.unwrap_or_default();
        self.delays.next(&backoff, self.random.bytes())
    }

    fn number(&mut self) -> u32 {
        self.numbers = self.numbers.wrapping_add(1);
        self.numbers
    }

    /// What is under way, for errors.
    fn phase(&self) -> Phase {
        match &self.stage {
            Stage::ResolvingTarget | Stage::Resolving(_) => Phase::Resolve,
            Stage::Entering(_) | Stage::Racing(..) | Stage::Waiting(_) => Phase::Connect,
            Stage::SecuringProxy(_) | Stage::Securing => Phase::Secure,
            Stage::Tunnelling(_) => Phase::Proxy,
            Stage::Reviewing(_) | Stage::Opening(_) | Stage::Done => Phase::Handshake,
        }
    }
}

/// A connection that was open for less was none.
const BRIEF: Duration = Duration::from_secs(1);
