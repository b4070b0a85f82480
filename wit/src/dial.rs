//! The resource `dial`: each call feeds the core's plan, and drains its actions.

use std::cell::RefCell;
use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};
use std::time::Duration;

use witsocket as core;

use crate::bindings::exports::witsocket::protocol::dial as wit;
use crate::connection::{Connection, Settings, instant};
use crate::from_wit::{self, headers, optional, string, strings};
use crate::into_wit::{self, nanos};

pub(crate) struct Dial(RefCell<core::Dial>);

impl wit::GuestDial for Dial {
    fn proxy_variables() -> Vec<String> {
        core::Environment::VARIABLES.map(String::from).into()
    }

    fn start(
        target: Vec<u8>,
        options: wit::DialOptions,
        settings: wit::SettingsBorrow<'_>,
        seed: wit::Seed,
        now: u64,
    ) -> Result<wit::Dial, wit::Invalid> {
        let target = string(target).ok_or(core::InvalidTarget::Syntax);
        let target = target.and_then(|text| core::Target::parse(&text));
        let target = target.map_err(|error| wit::Invalid::Target(error.into()))?;
        let options = dial_options(options)?;
        let (config, seed) = (Settings::of(settings), from_wit::seed(seed));
        let dial = core::Dial::new(target, options, config, seed, instant(now));
        let dial = dial.map_err(|misuse| wit::Invalid::Misuse(misuse.into()))?;
        Ok(wit::Dial::new(Self(RefCell::new(dial))))
    }

    fn handle(&self, happening: wit::Happening, now: u64) -> Result<wit::DialStep, wit::Misuse> {
        let mut dial = self.0.borrow_mut();
        let now = instant(now);
        match happening {
            wit::Happening::Nothing => {}
            wit::Happening::Acquired(permit) => dial.handle_acquired(permit, now),
            wit::Happening::Resolved(Ok(addresses)) => {
                let addresses: Vec<_> = addresses.into_iter().map(SocketAddr::from).collect();
                dial.handle_resolved(Ok(&addresses), now);
            }
            wit::Happening::Resolved(Err(error)) => dial.handle_resolved(Err(error.into()), now),
            wit::Happening::Connected(transport) => dial.handle_connected(transport, now),
            wit::Happening::Secured => dial.handle_secured(now),
            wit::Happening::Received(data) => dial.handle_data(data, now),
            wit::Happening::Eof => dial.handle_eof(now),
            wit::Happening::Failed((transport, error)) => {
                dial.handle_failed(transport, error.into(), now);
            }
            wit::Happening::Timeout => dial.handle_timeout(now),
            wit::Happening::Request(request) => {
                let request = from_wit::client_request(request);
                dial.handle_request(&request.ok_or(wit::Misuse::InvalidTarget)?, now)?;
            }
            wit::Happening::GiveUp => dial.give_up(),
            wit::Happening::Retry => dial.retry(now).map(drop)?,
        }
        Ok(drain(&mut dial))
    }
}

fn drain(dial: &mut core::Dial) -> wit::DialStep {
    wit::DialStep {
        actions: std::iter::from_fn(|| dial.poll_action()).map(Into::into).collect(),
        timeout: dial.poll_timeout().map(core::Instant::as_nanos),
        wants_read: dial.wants_read(),
    }
}

fn dial_options(options: wit::DialOptions) -> Result<core::DialOptions, wit::Invalid> {
    let no_header = || wit::Invalid::Misuse(wit::Misuse::InvalidHeader);
    let no_credentials = wit::Invalid::Misuse(wit::Misuse::InvalidCredentials);
    let no_route = wit::Invalid::Target(wit::InvalidTarget::Host);
    let no_name = no_route;
    Ok(core::DialOptions {
        origin: optional(options.origin, string).ok_or_else(no_header)?,
        headers: headers(options.headers),
        sensitive: strings(options.sensitive).ok_or_else(no_header)?,
        credentials: optional(options.credentials, from_wit::credentials).ok_or(no_credentials)?,
        schemes: match options.schemes {
            wit::Schemes::Any => core::Schemes::Any,
            wit::Schemes::Basic => core::Schemes::Basic,
            wit::Schemes::Digest => core::Schemes::Digest,
        },
        proxy: proxy_choice(options.proxy)?,
        route: optional(options.route, route).ok_or(no_route)?,
        server_name: optional(options.server_name, string).ok_or(no_name)?,
        max_redirects: options.max_redirects,
        reconnect: options.reconnect.map(|backoff| core::Backoff {
            initial: Duration::from_nanos(backoff.initial),
            min: Duration::from_nanos(backoff.min),
            factor: f64::from(backoff.factor) / 1_000.0,
            max: Duration::from_nanos(backoff.max),
        }),
        gate: options.gate,
        review: options.review,
        held: options.held.map(Duration::from_nanos),
        by_name: options.by_name,
    })
}

fn proxy_choice(choice: wit::ProxyChoice) -> Result<core::ProxyChoice, wit::Invalid> {
    let syntax = core::InvalidProxy::Url(core::InvalidTarget::Syntax);
    Ok(match choice {
        wit::ProxyChoice::Direct => core::ProxyChoice::Direct,
        wit::ProxyChoice::Proxy(url) => {
            let proxy = string(url).ok_or(syntax).and_then(|url| core::Proxy::parse(&url));
            core::ProxyChoice::Proxy(proxy.map_err(|error| wit::Invalid::Proxy(error.into()))?)
        }
        wit::ProxyChoice::Environment(variables) => {
            let pair = |(name, value)| Some((string(name)?, string(value)?));
            let variables = variables.into_iter().filter_map(pair);
            core::ProxyChoice::Environment(core::Environment::new(variables))
        }
    })
}

fn route(route: wit::Route) -> Option<core::Route> {
    Some(match route {
        wit::Route::Host((host, port)) => core::Route::Host(string(host)?, port),
        wit::Route::Unix(path) => core::Route::Unix(string(path)?),
    })
}

impl From<core::Action> for wit::Action {
    fn from(action: core::Action) -> Self {
        match action {
            core::Action::Acquire { permit, key, limit } => {
                Self::Acquire(wit::Permit { number: permit, key, limit })
            }
            core::Action::Release { permit } => Self::Release(permit),
            core::Action::Resolve { host, port } => Self::Resolve((host, port)),
            core::Action::Connect { transport, endpoint } => {
                Self::Connect((transport, endpoint.into()))
            }
            core::Action::Disconnect { transport } => Self::Disconnect(transport),
            core::Action::Secure { server_name, received } => {
                Self::Secure((server_name, received.into()))
            }
            core::Action::Transmit(data) => Self::Transmit(data.into()),
            core::Action::Request(request) => Self::Request(request.into()),
            core::Action::Trace(trace) => Self::Trace(trace.into()),
            core::Action::Open(connection) => Self::Open(Connection::resource(*connection)),
            core::Action::Failed { error, retry } => Self::Failed(wit::Failure {
                reason: error.to_string(),
                error: error.into(),
                retry: retry.map(nanos),
            }),
            _ => unreachable!("the core is of the same version"),
        }
    }
}

impl From<core::ClientRequest> for wit::ClientRequest {
    fn from(request: core::ClientRequest) -> Self {
        Self {
            host: request.host.into_bytes(),
            target: request.target.into_bytes(),
            authorization: request.authorization.map(String::into_bytes),
            origin: request.origin.map(String::into_bytes),
            headers: into_wit::headers(request.headers),
        }
    }
}

impl From<core::DialError> for wit::DialError {
    fn from(error: core::DialError) -> Self {
        match error {
            core::DialError::Transport(phase, error) => {
                Self::Transport((phase.into(), error.into()))
            }
            core::DialError::Timeout(phase) => Self::Timeout(phase.into()),
            core::DialError::Proxy(error) => Self::Proxy(error.into()),
            core::DialError::InvalidProxy(error) => Self::InvalidProxy(error.into()),
            core::DialError::Rejected(rejection) => Self::Rejected(rejection.into()),
            core::DialError::Redirect(error) => Self::Redirect(error.into()),
            _ => unreachable!("the core is of the same version"),
        }
    }
}

impl From<core::ProxyError> for wit::ProxyError {
    fn from(error: core::ProxyError) -> Self {
        match error {
            core::ProxyError::Status(status) => Self::Status(status),
            core::ProxyError::Malformed => Self::Malformed,
            core::ProxyError::Eof => Self::Eof,
            core::ProxyError::Version => Self::Version,
            core::ProxyError::Method => Self::Method,
            core::ProxyError::Credentials => Self::Credentials,
            core::ProxyError::Refused(code) => Self::Refused(code),
            core::ProxyError::Reply => Self::Reply,
            core::ProxyError::NoAddress => Self::NoAddress,
            core::ProxyError::TooLong => Self::TooLong,
            _ => unreachable!("the core is of the same version"),
        }
    }
}

impl From<core::RedirectError> for wit::RedirectError {
    fn from(error: core::RedirectError) -> Self {
        match error {
            core::RedirectError::TooMany => Self::TooMany,
            core::RedirectError::Downgrade => Self::Downgrade,
            core::RedirectError::Location(error) => Self::Location(error.into()),
            core::RedirectError::Credentials => Self::Credentials,
            core::RedirectError::Route => Self::Route,
            _ => unreachable!("the core is of the same version"),
        }
    }
}

impl From<core::InvalidProxy> for wit::InvalidProxy {
    fn from(error: core::InvalidProxy) -> Self {
        match error {
            core::InvalidProxy::Url(error) => Self::Url(error.into()),
            core::InvalidProxy::Scheme => Self::Scheme,
            core::InvalidProxy::Path => Self::Path,
            core::InvalidProxy::Credentials => Self::Credentials,
            _ => unreachable!("the core is of the same version"),
        }
    }
}

into_wit::enums! { wit
    InvalidTarget { Syntax, ControlCharacter, Scheme, Fragment, Host, Port, Credentials }
    Phase { Resolve, Connect, Secure, Proxy, Handshake }
    TransportError { NotFound, Refused, Unreachable, TimedOut, Reset, Tls, Other }
}

impl From<wit::TransportError> for core::TransportError {
    fn from(error: wit::TransportError) -> Self {
        match error {
            wit::TransportError::NotFound => Self::NotFound,
            wit::TransportError::Refused => Self::Refused,
            wit::TransportError::Unreachable => Self::Unreachable,
            wit::TransportError::TimedOut => Self::TimedOut,
            wit::TransportError::Reset => Self::Reset,
            wit::TransportError::Tls => Self::Tls,
            wit::TransportError::Other => Self::Other,
        }
    }
}

impl From<core::Endpoint> for wit::Endpoint {
    fn from(endpoint: core::Endpoint) -> Self {
        match endpoint {
            core::Endpoint::Address(address) => Self::Tcp(address.into()),
            core::Endpoint::Name(host, port) => Self::Name((host, port)),
            core::Endpoint::Unix(path) => Self::Unix(path.into_bytes()),
        }
    }
}

impl From<SocketAddr> for wit::SocketAddress {
    fn from(address: SocketAddr) -> Self {
        let port = address.port();
        let (address, scope) = match address {
            SocketAddr::V4(address) => {
                let [a, b, c, d] = address.ip().octets();
                (wit::IpAddress::Ipv4((a, b, c, d)), 0)
            }
            SocketAddr::V6(address) => {
                let [a, b, c, d, e, f, g, h] = address.ip().segments();
                (wit::IpAddress::Ipv6((a, b, c, d, e, f, g, h)), address.scope_id())
            }
        };
        Self { address, port, scope }
    }
}

impl From<wit::SocketAddress> for SocketAddr {
    fn from(from: wit::SocketAddress) -> Self {
        match from.address {
            wit::IpAddress::Ipv4((a, b, c, d)) => {
                SocketAddrV4::new([a, b, c, d].into(), from.port).into()
            }
            wit::IpAddress::Ipv6((a, b, c, d, e, f, g, h)) => {
                let address = [a, b, c, d, e, f, g, h].into();
                SocketAddrV6::new(address, from.port, 0, from.scope).into()
            }
        }
    }
}
