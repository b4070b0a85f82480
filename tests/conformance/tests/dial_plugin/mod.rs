//! The dial of the component in wasmtime.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use wasmtime::component::{Component, Linker, ResourceAny};
use wasmtime::{Engine, Store};
use witsocket_conformance::{Action, DialSetup, Dialler, Happening, kebab};

use generated::Websocket;
use generated::exports::witsocket::protocol::{dial as wit, types};

#[allow(missing_docs, reason = "generated from wit/, where the documentation is")]
mod generated {
    wasmtime::component::bindgen!({ world: "websocket", path: "../../wit" });
}

pub fn component() -> Component {
    let built = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/witsocket.wasm"));
    Component::from_file(&Engine::default(), built)
        .unwrap_or_else(|error| panic!("{error:#}; `cargo xtask build` makes the component"))
}

pub fn start(component: &Component, setup: &DialSetup) -> Result<Box<dyn Dialler>, String> {
    let mut store = Store::new(component.engine(), ());
    let linker = Linker::new(component.engine());
    let instance =
        Websocket::instantiate(&mut store, component, &linker).expect("it imports nothing");
    let config = instance.witsocket_protocol_connection().call_default_config(&mut store);
    let mut config = config.expect("it does not trap");
    config.deflate = None;
    config.product = setup.user_agent.clone().map(String::into_bytes);
    let interface = instance.witsocket_protocol_connection();
    let settings = interface.settings().call_constructor(&mut store, &config);
    let settings = settings.expect("it does not trap").map_err(|misuse| misuse.name())?;
    let guest = instance.witsocket_protocol_dial();
    let started = guest.dial().call_start(
        &mut store,
        setup.url.as_bytes(),
        &options(setup),
        settings,
        (4, 4, 4, 4),
        instant(Duration::ZERO),
    );
    let dial = started.expect("it does not trap").map_err(|invalid| match invalid {
        wit::Invalid::Target(error) => named(error),
        wit::Invalid::Proxy(error) => invalid_proxy(error),
        wit::Invalid::Misuse(misuse) => misuse.name().into(),
    })?;
    let actions = VecDeque::new();
    let mut plugin = Plugin { store, instance, dial, actions, deadline: None, request: None };
    plugin.tell(&wit::Happening::Nothing, Duration::ZERO)?;
    Ok(Box::new(plugin))
}

struct Plugin {
    store: Store<()>,
    instance: Websocket,
    dial: ResourceAny,
    actions: VecDeque<Action>,
    deadline: Option<Duration>,
    request: Option<types::ClientRequest>,
}

impl Plugin {
    fn tell(&mut self, happening: &wit::Happening, now: Duration) -> Result<(), String> {
        let guest = self.instance.witsocket_protocol_dial();
        let told = guest.dial().call_handle(&mut self.store, self.dial, happening, instant(now));
        let step = told.expect("it does not trap");
        let step = step.map_err(|misuse| misuse.name().to_owned())?;
        let deadline = step.timeout.map(Duration::from_nanos);
        self.deadline = deadline.map(|deadline| deadline.saturating_sub(ORIGIN));
        for action in step.actions {
            if let wit::Action::Request(request) = &action {
                self.request = Some(request.clone());
            }
            self.actions.push_back(action_of(action));
        }
        Ok(())
    }
}

impl Dialler for Plugin {
    fn handle(&mut self, happening: &Happening, now: Duration) -> Result<(), String> {
        let happening = match happening {
            Happening::Acquired(permit) => wit::Happening::Acquired(*permit),
            Happening::Resolved(addresses) => {
                wit::Happening::Resolved(Ok(addresses.iter().map(address).collect()))
            }
            Happening::Unresolved => wit::Happening::Resolved(Err(wit::TransportError::NotFound)),
            Happening::Connected(transport) => wit::Happening::Connected(*transport),
            Happening::Secured => wit::Happening::Secured,
            Happening::Received(data) => wit::Happening::Received(data.clone()),
            Happening::Eof => wit::Happening::Eof,
            Happening::Failed(transport) => {
                wit::Happening::Failed((*transport, wit::TransportError::Refused))
            }
            Happening::Timeout => wit::Happening::Timeout,
            Happening::Request(name, value) => {
                let mut request = self.request.take().ok_or("there is no request")?;
                request.headers.push(types::Header { name: name.clone(), value: value.clone() });
                wit::Happening::Request(request)
            }
            Happening::GiveUp => wit::Happening::GiveUp,
            Happening::Retry => wit::Happening::Retry,
        };
        self.tell(&happening, now)
    }

    fn action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    fn deadline(&self) -> Option<Duration> {
        self.deadline
    }
}

fn action_of(action: wit::Action) -> Action {
    match action {
        wit::Action::Acquire(wit::Permit { number, key, limit }) => {
            Action::Acquire { number, key, limit }
        }
        wit::Action::Release(number) => Action::Release(number),
        wit::Action::Resolve((host, port)) => Action::Resolve(format!("{host}:{port}")),
        wit::Action::Connect((number, wit::Endpoint::Tcp(to))) => {
            let to = match to.address {
                wit::IpAddress::Ipv4((a, b, c, d)) => SocketAddr::from(([a, b, c, d], to.port)),
                wit::IpAddress::Ipv6((a, b, c, d, e, f, g, h)) => {
                    SocketAddr::from(([a, b, c, d, e, f, g, h], to.port))
                }
            };
            Action::Connect(number, to.to_string())
        }
        wit::Action::Connect((number, wit::Endpoint::Name((host, port)))) => {
            Action::Connect(number, format!("{host}:{port}"))
        }
        wit::Action::Connect((number, wit::Endpoint::Unix(path))) => {
            Action::Connect(number, format!("unix:{}", text(path)))
        }
        wit::Action::Disconnect(number) => Action::Disconnect(number),
        wit::Action::Secure((name, received)) => Action::Secure(name, received),
        wit::Action::Transmit(data) => Action::Transmit(data),
        wit::Action::Request(_) => Action::Request,
        wit::Action::Open(_) => Action::Open,
        wit::Action::Failed(failure) => {
            Action::Failed(words(failure.error), failure.retry.map(Duration::from_nanos))
        }
        wit::Action::Trace(_) => panic!("nobody asked for it"),
    }
}

fn words(error: wit::DialError) -> String {
    match error {
        wit::DialError::Transport((phase, error)) => format!("{} {}", named(phase), named(error)),
        wit::DialError::Timeout(phase) => format!("timeout {}", named(phase)),
        wit::DialError::Proxy(wit::ProxyError::Status(status)) => format!("proxy status {status}"),
        wit::DialError::Proxy(wit::ProxyError::Refused(code)) => format!("proxy refused {code}"),
        wit::DialError::Proxy(error) => format!("proxy {}", named(error)),
        wit::DialError::InvalidProxy(error) => format!("invalid-proxy {}", invalid_proxy(error)),
        wit::DialError::Rejected(rejection) => {
            let status = rejection.status.map_or("-".into(), |status| status.to_string());
            format!("rejected {status} {}", named(rejection.error))
        }
        wit::DialError::Redirect(wit::RedirectError::Location(error)) => {
            format!("redirect location {}", named(error))
        }
        wit::DialError::Redirect(error) => format!("redirect {}", named(error)),
    }
}

fn invalid_proxy(error: wit::InvalidProxy) -> String {
    match error {
        wit::InvalidProxy::Url(error) => format!("url {}", named(error)),
        other => named(other),
    }
}

/// The name of a variant in kebab-case.
fn named(value: impl std::fmt::Debug) -> String {
    let text = format!("{value:?}");
    kebab(text.rsplit("::").next().unwrap_or(&text))
}

fn options(setup: &DialSetup) -> wit::DialOptions {
    let bytes = |text: &String| text.clone().into_bytes();
    wit::DialOptions {
        origin: setup.origin.as_ref().map(bytes),
        headers: (setup.headers.iter())
            .map(|(name, value)| types::Header { name: bytes(name), value: bytes(value) })
            .collect(),
        sensitive: setup.sensitive.iter().map(bytes).collect(),
        credentials: setup.login.as_ref().map(|(user, password)| types::Credentials {
            user: bytes(user),
            password: bytes(password),
        }),
        schemes: match &*setup.schemes {
            "basic" => wit::Schemes::Basic,
            "digest" => wit::Schemes::Digest,
            _ => wit::Schemes::Any,
        },
        proxy: match &setup.proxy {
            Some(url) => wit::ProxyChoice::Proxy(bytes(url)),
            None => wit::ProxyChoice::Environment(
                setup.environment.iter().map(|(name, value)| (bytes(name), bytes(value))).collect(),
            ),
        },
        route: setup.route.as_ref().map(|route| match route.strip_prefix("unix:") {
            Some(path) => wit::Route::Unix(path.into()),
            None => {
                let (host, port) = route.rsplit_once(':').expect("host:port");
                wit::Route::Host((host.into(), port.parse().expect("a port")))
            }
        }),
        max_redirects: setup.max_redirects,
        reconnect: setup.reconnect.then_some(wit::Backoff {
            initial: 5_000_000_000,
            min: 3_100_000_000,
            factor: 1_618,
            max: 90_000_000_000,
        }),
        gate: setup.gate,
        review: setup.review,
        server_name: setup.server_name.as_ref().map(|name| name.clone().into()),
        held: setup.held.map(|held| held.as_nanos() as u64),
        by_name: setup.by_name,
    }
}

fn address(from: &SocketAddr) -> wit::SocketAddress {
    let address = match from {
        SocketAddr::V4(address) => {
            let [a, b, c, d] = address.ip().octets();
            wit::IpAddress::Ipv4((a, b, c, d))
        }
        SocketAddr::V6(address) => {
            let [a, b, c, d, e, f, g, h] = address.ip().segments();
            wit::IpAddress::Ipv6((a, b, c, d, e, f, g, h))
        }
    };
    wit::SocketAddress { address, port: from.port(), scope: 0 }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

fn instant(now: Duration) -> u64 {
    u64::try_from((ORIGIN + now).as_nanos()).expect("a script is short")
}

/// Time does not begin at zero everywhere.
const ORIGIN: Duration = Duration::from_secs(7);
