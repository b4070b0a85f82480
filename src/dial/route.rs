//! From a target to a transport that reaches it: proxy, permits, look-up, race, TLS, tunnel.

use alloc::string::ToString as _;
use core::net::SocketAddr;

use bytes::Bytes;

use super::action::{Action, Endpoint};
use super::error::{DialError, Phase, TransportError};
use super::options::{ProxyChoice, Route};
use super::proxy::{Challenged, Connect, Destination, Proxy, ProxyScheme, Talk, Tunnel};
use super::race::Race;
use super::{Dial, Login, Stage};

impl Dial {
    /// Goes to the target, with no transport yet.
    pub(super) fn set_out(&mut self) {
        let proxy = match self.choose_proxy() {
            Ok(proxy) => proxy,
            Err(error) => return self.fail(error),
        };
        if proxy != self.proxy {
            self.proxy_login = Login::default();
            let credentials = proxy.as_ref().and_then(Proxy::credentials);
            self.proxy_login.authenticator = credentials.and_then(super::opening::any_scheme);
            self.proxy = proxy;
        }
        match (&self.proxy, &self.options.route) {
            (_, Some(Route::Unix(path))) => {
                let endpoint = Endpoint::Unix(path.clone());
                let transport = self.number();
                self.transport = Some(transport);
                self.stage = Stage::Racing(Race::new(&[]), None);
                self.actions.push_back(Action::Connect { transport, endpoint });
            }
            (Some(proxy), _) => {
                let needs_address = proxy.needs_address() && !self.options.by_name;
                match self.destination() {
                    Destination::Name(host, port) if needs_address => {
                        self.stage = Stage::ResolvingTarget;
                        self.actions.push_back(Action::Resolve { host, port });
                    }
                    destination => self.pass_gate(destination),
                }
            }
            (None, _) => {
                let to = self.destination();
                self.look_up(to, None);
            }
        }
    }

    /// A permit came.
    pub(super) fn enter(&mut self, permit: u32) {
        if !self.permits.acquire(permit) {
            return;
        }
        match &mut self.stage {
            Stage::Entering(destination) => {
                let destination = destination.clone();
                self.pass_gate(destination);
            }
            Stage::Racing(race, _) => {
                if let Some(runner) = race.start(permit, self.now) {
                    let endpoint = runner.to.into();
                    self.actions.push_back(Action::Connect { transport: permit, endpoint });
                }
            }
            _ => {}
        }
    }

    /// Names became addresses, or not.
    pub(super) fn resolved(&mut self, addresses: Result<&[SocketAddr], TransportError>) {
        let addresses = match addresses {
            Ok([]) => Err(TransportError::NotFound),
            addresses => addresses,
        };
        match (core::mem::replace(&mut self.stage, Stage::Done), addresses) {
            (stage @ (Stage::ResolvingTarget | Stage::Resolving(_)), Err(error)) => {
                self.stage = stage;
                self.fail(DialError::Transport(Phase::Resolve, error));
            }
            (Stage::ResolvingTarget, Ok(addresses)) => {
                // SOCKS 4 knows no other addresses.
                let is_4 = |proxy: &Proxy| proxy.scheme() == ProxyScheme::Socks4;
                let only_4 = self.proxy.as_ref().is_some_and(is_4);
                let usable = addresses.iter().find(|address| address.is_ipv4() || !only_4);
                match usable.or(addresses.first()) {
                    Some(address) => self.pass_gate(Destination::Address(*address)),
                    None => {
                        self.fail(DialError::Transport(Phase::Resolve, TransportError::NotFound))
                    }
                }
            }
            (Stage::Resolving(destination), Ok(addresses)) => {
                self.race(Race::new(addresses), destination);
            }
            (other, _) => self.stage = other,
        }
    }

    /// Tries the next addresses, if it is time.
    pub(super) fn run(&mut self) {
        loop {
            let number = self.number();
            let Stage::Racing(race, destination) = &mut self.stage else { return };
            let Some(runner) = race.poll(self.now, number) else { return };
            // Behind a proxy it is the target that counts, and its permit is there already.
            let waits = destination.is_none()
                && self.permits.ask_destination(number, &runner.to, &mut self.actions);
            if waits {
                return;
            }
            race.start(number, self.now);
            let endpoint = runner.to.into();
            self.actions.push_back(Action::Connect { transport: number, endpoint });
        }
    }

    /// An address answered: it wins.
    pub(super) fn connected(&mut self, transport: u32) {
        match core::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Racing(_, None) if self.transport == Some(transport) => self.arrive(None),
            Stage::Racing(race, destination)
                if race.runners.iter().any(|one| one.id == transport && one.started) =>
            {
                for loser in race.runners.iter().filter(|one| one.id != transport) {
                    if loser.started {
                        self.actions.push_back(Action::Disconnect { transport: loser.id });
                    }
                    self.permits.release(loser.id, &mut self.actions);
                }
                self.transport = Some(transport);
                self.arrive(destination);
            }
            other => self.stage = other,
        }
    }

    /// A transport could not be connected, or broke.
    pub(super) fn transport_failed(&mut self, transport: u32, error: TransportError) {
        if self.transport == Some(transport) && !matches!(self.stage, Stage::Done) {
            return self.fail(DialError::Transport(self.phase(), error));
        }
        let now = self.now;
        let Stage::Racing(race, _) = &mut self.stage else { return };
        if !race.fail(transport, error, now) {
            return;
        }
        if race.is_lost() {
            let error = race.error;
            return self.fail(DialError::Transport(Phase::Connect, error));
        }
        self.permits.release(transport, &mut self.actions);
        self.run();
    }

    /// The proxy can be spoken to.
    pub(super) fn ask_proxy(&mut self, destination: Destination) {
        let Some(proxy) = &self.proxy else { return };
        let talk = match proxy.scheme() {
            ProxyScheme::Http | ProxyScheme::Https => {
                let to = destination.to_string();
                let authorization =
                    self.proxy_login.authorization("CONNECT", &to, &mut self.random);
                let product = self.config.product();
                let (talk, hello) = Connect::new(&to, authorization.as_deref(), product);
                Ok((Tunnel::Connect(talk), hello))
            }
            _ => Tunnel::socks(proxy, &destination),
        };
        match talk {
            Ok((tunnel, hello)) => {
                self.stage = Stage::Tunnelling(tunnel);
                self.transmit(hello);
            }
            Err(error) => self.fail(error.into()),
        }
    }

    /// Bytes of the proxy came.
    pub(super) fn hear_proxy(&mut self, mut data: Bytes) {
        let Stage::Tunnelling(tunnel) = &mut self.stage else { return };
        let progress = match tunnel.feed(&data, &self.config.limits) {
            Ok(progress) => progress,
            Err(error) => return self.fail(error.into()),
        };
        let rest = data.split_off(progress.used.min(data.len()));
        self.transmit(progress.reply);
        match progress.state {
            Talk::Incomplete => {}
            Talk::Through => self.reach(rest),
            Talk::Challenged(Challenged(headers)) => {
                let to = self.destination().to_string();
                let name = "Proxy-Authenticate";
                if self.proxy_login.answer(&headers, name, "CONNECT", &to, &mut self.random) {
                    self.hang_up();
                    self.set_out();
                } else {
                    self.fail(super::ProxyError::Status(407).into());
                }
            }
        }
    }

    fn choose_proxy(&self) -> Result<Option<Proxy>, DialError> {
        match (&self.options.proxy, &self.options.route) {
            (ProxyChoice::Direct, _) | (_, Some(Route::Unix(_))) => Ok(None),
            (ProxyChoice::Environment(_), Some(_)) => Ok(None),
            (ProxyChoice::Proxy(proxy), _) => Ok(Some(proxy.clone())),
            (ProxyChoice::Environment(environment), None) => {
                environment.proxy(&self.target).map_err(DialError::InvalidProxy)
            }
        }
    }

    /// Where the transport shall end.
    fn destination(&self) -> Destination {
        match &self.options.route {
            Some(Route::Host(host, port)) => Destination::new(host, *port),
            _ => Destination::of(&self.target),
        }
    }

    /// Asks for the permits that a target behind a proxy needs, one after the other, and goes on
    /// to the proxy with them.
    fn pass_gate(&mut self, destination: Destination) {
        let number = self.number();
        let waits = match self.permits.len() {
            // The rarer one first: who waits for a name shall not keep others from a proxy.
            0 => self.permits.ask_destination(number, &destination, &mut self.actions),
            1 => self.permits.ask_proxy(number, &mut self.actions),
            _ => false,
        };
        if waits || self.permits.is_waiting() {
            self.stage = Stage::Entering(destination);
            return;
        }
        let Some(proxy) = &self.proxy else { return };
        let to = match proxy.address() {
            Some(address) => Destination::Address(SocketAddr::new(address, proxy.port())),
            None => Destination::Name(proxy.host(), proxy.port()),
        };
        self.look_up(to, Some(destination));
    }

    /// Finds the addresses of what to connect to.
    fn look_up(&mut self, to: Destination, destination: Option<Destination>) {
        match to {
            Destination::Address(address) => self.race(Race::new(&[address]), destination),
            name @ Destination::Name(..) if self.options.by_name => {
                self.race(Race::to(name), destination);
            }
            Destination::Name(host, port) => {
                self.stage = Stage::Resolving(destination);
                self.actions.push_back(Action::Resolve { host, port });
            }
        }
    }

    fn race(&mut self, race: Race, destination: Option<Destination>) {
        self.stage = Stage::Racing(race, destination);
        self.run();
    }

    /// There is a transport, to the proxy if there is a destination behind it.
    fn arrive(&mut self, destination: Option<Destination>) {
        let secure = self.proxy.as_ref().is_some_and(Proxy::is_secure);
        match (destination, &self.proxy) {
            (Some(destination), Some(proxy)) if secure => {
                let server_name = proxy.host();
                self.stage = Stage::SecuringProxy(destination);
                self.actions.push_back(Action::Secure { server_name, received: Bytes::new() });
            }
            (Some(destination), _) => self.ask_proxy(destination),
            (None, _) => self.reach(Bytes::new()),
        }
    }

    /// There is a way to the server, and this came over it already.
    fn reach(&mut self, received: Bytes) {
        if !self.target.is_secure() {
            return self.prepare_request(received);
        }
        self.stage = Stage::Securing;
        // Another origin, after a redirect, has a name of its own.
        let named = self.options.server_name.clone().filter(|_| !self.foreign);
        let server_name = named.unwrap_or_else(|| self.target.host());
        self.actions.push_back(Action::Secure { server_name, received });
    }

    pub(super) fn transmit(&mut self, data: impl Into<Bytes>) {
        let data = data.into();
        if !data.is_empty() {
            self.actions.push_back(Action::Transmit(data));
        }
    }
}
