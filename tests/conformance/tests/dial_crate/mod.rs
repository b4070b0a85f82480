//! The dial of the crate.

use std::time::Duration;

use witsocket::{
    Backoff, Config, Credentials, Dial, DialError, DialOptions, Endpoint, Environment, Headers,
    Instant, Proxy, ProxyChoice, Route, Schemes, Target, TransportError,
};
use witsocket_conformance::{Action, DialSetup, Dialler, Happening, kebab};

pub fn start(setup: &DialSetup) -> Result<Box<dyn Dialler>, String> {
    let target = Target::parse(&setup.url).map_err(named)?;
    let product = setup.user_agent.clone();
    let config = Config { deflate: None, product, ..Config::default() };
    let options = options(setup)?;
    let dial = Dial::new(target, options, config, [4; 32], instant(Duration::ZERO));
    Ok(Box::new(Crate { dial: dial.map_err(named)?, request: None }))
}

struct Crate {
    dial: Dial,
    request: Option<witsocket::ClientRequest>,
}

impl Dialler for Crate {
    fn handle(&mut self, happening: &Happening, now: Duration) -> Result<(), String> {
        let now = instant(now);
        match happening {
            Happening::Acquired(permit) => self.dial.handle_acquired(*permit, now),
            Happening::Resolved(addresses) => self.dial.handle_resolved(Ok(addresses), now),
            Happening::Unresolved => {
                self.dial.handle_resolved(Err(TransportError::NotFound), now);
            }
            Happening::Connected(transport) => self.dial.handle_connected(*transport, now),
            Happening::Secured => self.dial.handle_secured(now),
            Happening::Received(data) => self.dial.handle_data(data.clone(), now),
            Happening::Eof => self.dial.handle_eof(now),
            Happening::Failed(transport) => {
                self.dial.handle_failed(*transport, TransportError::Refused, now);
            }
            Happening::Timeout => self.dial.handle_timeout(now),
            Happening::Request(name, value) => {
                let mut request = self.request.take().ok_or("there is no request")?;
                request.headers.push(name.clone(), value.clone());
                self.dial.handle_request(&request, now).map_err(named)?;
            }
            Happening::GiveUp => self.dial.give_up(),
            Happening::Retry => self.dial.retry(now).map(drop).map_err(named)?,
        }
        Ok(())
    }

    fn action(&mut self) -> Option<Action> {
        Some(match self.dial.poll_action()? {
            witsocket::Action::Acquire { permit: number, key, limit } => {
                Action::Acquire { number, key, limit }
            }
            witsocket::Action::Release { permit } => Action::Release(permit),
            witsocket::Action::Resolve { host, port } => Action::Resolve(format!("{host}:{port}")),
            witsocket::Action::Connect { transport, endpoint } => Action::Connect(
                transport,
                match endpoint {
                    Endpoint::Address(address) => address.to_string(),
                    Endpoint::Name(host, port) => format!("{host}:{port}"),
                    Endpoint::Unix(path) => format!("unix:{path}"),
                },
            ),
            witsocket::Action::Disconnect { transport } => Action::Disconnect(transport),
            witsocket::Action::Secure { server_name, received } => {
                Action::Secure(server_name, received.to_vec())
            }
            witsocket::Action::Transmit(data) => Action::Transmit(data.to_vec()),
            witsocket::Action::Request(request) => {
                self.request = Some(request);
                Action::Request
            }
            witsocket::Action::Open(_) => Action::Open,
            witsocket::Action::Failed { error, retry } => Action::Failed(words(error), retry),
            other => panic!("this is not a thing that a dial does here: {}", name_of(&other)),
        })
    }

    fn deadline(&self) -> Option<Duration> {
        let deadline = self.dial.poll_timeout()?;
        Some(Duration::from_nanos(deadline.as_nanos()).saturating_sub(ORIGIN))
    }
}

fn name_of(action: &witsocket::Action) -> &'static str {
    match action {
        witsocket::Action::Trace(_) => "trace",
        _ => "something new",
    }
}

fn options(setup: &DialSetup) -> Result<DialOptions, String> {
    let mut headers = Headers::default();
    for (name, value) in &setup.headers {
        headers.push(name.clone(), value.clone());
    }
    Ok(DialOptions {
        origin: setup.origin.clone(),
        headers,
        sensitive: setup.sensitive.clone(),
        credentials: setup.login.clone().map(|(user, password)| Credentials { user, password }),
        schemes: match &*setup.schemes {
            "any" => Schemes::Any,
            "basic" => Schemes::Basic,
            "digest" => Schemes::Digest,
            other => return Err(format!("there is no scheme {other}")),
        },
        proxy: match &setup.proxy {
            Some(url) => ProxyChoice::Proxy(Proxy::parse(url).map_err(named)?),
            None => ProxyChoice::Environment(Environment::new(setup.environment.clone())),
        },
        route: setup.route.as_ref().map(|route| match route.strip_prefix("unix:") {
            Some(path) => Route::Unix(path.into()),
            None => {
                let (host, port) = route.rsplit_once(':').expect("host:port");
                Route::Host(host.into(), port.parse().expect("a port"))
            }
        }),
        max_redirects: setup.max_redirects,
        reconnect: setup.reconnect.then(Backoff::default),
        gate: setup.gate,
        review: setup.review,
        server_name: setup.server_name.clone(),
        held: setup.held,
        by_name: setup.by_name,
    })
}

/// The error as words: the variants, and what they hold.
fn words(error: DialError) -> String {
    match error {
        DialError::Transport(phase, error) => format!("{} {}", named(phase), named(error)),
        DialError::Timeout(phase) => format!("timeout {}", named(phase)),
        DialError::Proxy(error) => format!("proxy {}", named(error)),
        DialError::InvalidProxy(error) => format!("invalid-proxy {}", named(error)),
        DialError::Rejected(rejection) => {
            let status = rejection.status.map_or("-".into(), |status| status.to_string());
            let error = named(rejection.error);
            let error = error.split_whitespace().next().unwrap_or_default();
            format!("rejected {status} {error}")
        }
        DialError::Redirect(error) => format!("redirect {}", named(error)),
        _ => "something new".into(),
    }
}

/// The name of a variant in kebab-case, and the values that it holds.
pub fn named(value: impl std::fmt::Debug) -> String {
    let text = format!("{value:?}").replace([')', '}', '{', '"'], "");
    let words: Vec<String> = text
        .split(['(', ' ', ','])
        .filter(|word| !word.is_empty())
        .map(|word| kebab(word.rsplit("::").next().unwrap_or(word)))
        .collect();
    words.join(" ")
}

fn instant(now: Duration) -> Instant {
    Instant::from_nanos(u64::try_from((ORIGIN + now).as_nanos()).expect("a script is short"))
}

/// Time does not begin at zero everywhere.
const ORIGIN: Duration = Duration::from_secs(7);
