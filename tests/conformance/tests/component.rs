//! The scripts, against the component in wasmtime.
//!
//! `cargo xtask build` makes the component; the environment variable `WITSOCKET_COMPONENT` names
//! another one.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Duration;

use wasmtime::component::{Component, Linker, ResourceAny};
use wasmtime::{Engine, Store};
use witsocket_conformance::{
    Agreed, Closed, Command, Compress, Delivery, Event, Header, Kind, Misuse, Order, Output,
    Parameters, Role, Setup, Strategy, Subject, Suite, Target, Window, kebab,
};

use generated::Websocket;
use generated::exports::witsocket::protocol::types as wit;

#[allow(missing_docs, reason = "generated from witsocket.wit, where the documentation is")]
mod generated {
    wasmtime::component::bindgen!({ world: "websocket", path: "../../wit" });
}

#[test]
fn every_script_holds_for_the_component() {
    let path = std::env::var_os("WITSOCKET_COMPONENT").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/witsocket.wasm")),
        PathBuf::from,
    );
    let engine = Engine::default();
    let component = Component::from_file(&engine, &path).unwrap_or_else(|error| {
        panic!("{}: {error:#}; `cargo xtask build` makes the component", path.display())
    });
    let start = |setup: &Setup, now| Ok(Box::new(Plugin::start(&component, setup, now)?) as _);
    Suite::load().run(&start).assert_passed("the component");
}

/// Time does not begin at zero everywhere.
const ORIGIN: Duration = Duration::from_secs(7);

/// One connection in an instance of its own.
struct Plugin {
    store: Store<()>,
    instance: Websocket,
    connection: ResourceAny,
    events: VecDeque<Event>,
    /// The response that it showed.
    shown: Option<wit::Response>,
    output: VecDeque<Output>,
    deadline: Option<Duration>,
    wants_read: bool,
    /// There are more events than were taken, and this is when they were announced.
    more: Option<u64>,
}

/// Calls a method of the resource.
macro_rules! call {
    ($plugin:ident.$method:ident($($argument:expr),*)) => {
        $plugin
            .instance
            .witsocket_protocol_connection()
            .connection()
            .$method(&mut $plugin.store, $plugin.connection, $($argument),*)
            .expect("the component does not trap")
    };
}

impl Plugin {
    fn start(component: &Component, setup: &Setup, now: Duration) -> Result<Self, Misuse> {
        let mut store = Store::new(component.engine(), ());
        let linker = Linker::new(component.engine());
        let instance = Websocket::instantiate(&mut store, component, &linker)
            .expect("the component imports nothing");
        let interface = instance.witsocket_protocol_connection();
        let guest = interface.connection();
        let settings = interface.settings().call_constructor(&mut store, &config(setup));
        let settings = settings.expect("the component does not trap").map_err(misuse)?;
        let seed = (1, 2, 3, 4);
        let now = instant(now);
        let connection = match (setup.role, setup.open) {
            (Role::Client, true) => guest.call_attach(
                &mut store,
                wit::Role::Client,
                settings,
                agreed(setup),
                &[],
                seed,
                now,
            ),
            (Role::Server, true) => guest.call_attach(
                &mut store,
                wit::Role::Server,
                settings,
                agreed(setup),
                &[],
                seed,
                now,
            ),
            (Role::Server, false) => guest.call_server(&mut store, settings, seed, now),
            (Role::Client, false) => {
                let target = Target::parse(&setup.target);
                let target = target.ok_or_else(|| Misuse("invalid-target".into()))?;
                let request = wit::ClientRequest {
                    host: target.host.into_bytes(),
                    target: target.resource.into_bytes(),
                    authorization: None,
                    origin: setup.origins.first().map(|origin| origin.clone().into_bytes()),
                    headers: headers(&setup.headers),
                };
                guest
                    .call_client(&mut store, &request, settings, seed, now)
                    .map(|connection| connection.map_err(misuse))
                    .expect("the component does not trap")
                    .map(Ok)?
            }
        }
        .expect("the component does not trap");
        let mut plugin = Self {
            store,
            instance,
            connection,
            events: VecDeque::new(),
            shown: None,
            output: VecDeque::new(),
            deadline: None,
            wants_read: true,
            more: None,
        };
        let step = call!(plugin.call_resume(now));
        plugin.take(step, now);
        Ok(plugin)
    }

    fn take(&mut self, step: wit::Step, now: u64) {
        if !step.transmit.is_empty() {
            self.output.push_back(Output::Data(step.transmit));
        }
        if step.shutdown {
            self.output.push_back(Output::Eof);
        }
        for event in step.events {
            if let wit::Event::Response(response) = &event {
                self.shown = Some(response.clone());
            }
            self.events.push_back(self::event(event));
        }
        self.deadline =
            step.timeout.map(|deadline| Duration::from_nanos(deadline).saturating_sub(ORIGIN));
        self.wants_read = step.wants_read;
        assert!(step.more || !step.ending, "the end comes next, and there is nothing more");
        self.more = step.more.then_some(now);
    }

    fn try_take(&mut self, step: Result<wit::Step, wit::Misuse>, now: u64) -> Result<(), Misuse> {
        self.take(step.map_err(misuse)?, now);
        Ok(())
    }

    /// Carries out a command that has no call of its own.
    fn batch(&mut self, command: wit::Command, now: u64) -> Result<(), Misuse> {
        let applied = call!(self.call_apply(&[command], now));
        self.take(applied.step, now);
        match applied.failed {
            Some((_, error)) => Err(misuse(error)),
            None => Ok(()),
        }
    }
}

impl Subject for Plugin {
    fn receive(&mut self, data: &[u8], now: Duration) {
        let now = instant(now);
        let step = call!(self.call_receive(data, now));
        self.take(step, now);
    }

    fn receive_eof(&mut self, now: Duration) {
        let now = instant(now);
        let step = call!(self.call_eof(now));
        self.take(step, now);
    }

    fn timeout(&mut self, now: Duration) {
        let now = instant(now);
        let step = call!(self.call_tick(now));
        self.take(step, now);
    }

    fn apply(&mut self, command: &Command, now: Duration) -> Result<(), Misuse> {
        let now = instant(now);
        match command.clone() {
            Command::Accept { protocol, user, headers: more } => {
                let subprotocol = match protocol {
                    None => wit::Selection::Configured,
                    Some(name) if name.is_empty() => wit::Selection::Nothing,
                    Some(name) => wit::Selection::Named(name.into_bytes()),
                };
                let acceptance = wit::Acceptance {
                    subprotocol,
                    headers: headers(&more),
                    request_headers: None,
                    user: user.map(String::into_bytes),
                };
                let step = call!(self.call_answer(&wit::Answer::Accept(acceptance), now));
                self.try_take(step, now)
            }
            Command::Claimed(fresh) => {
                let step = call!(self.call_answer(&wit::Answer::Claimed(fresh), now));
                self.try_take(step, now)
            }
            Command::Respond { status, headers: more } => {
                let mut response = self.shown.clone().unwrap_or_else(|| wit::Response {
                    status: 500,
                    reason: Vec::new(),
                    headers: Vec::new(),
                    body: Vec::new(),
                });
                response.status = status.unwrap_or(response.status);
                response.headers.extend(headers(&more));
                let step = call!(self.call_answer(&wit::Answer::Respond(response), now));
                self.try_take(step, now)
            }
            Command::Reject { status, headers: more, body } => {
                let text = Header {
                    name: b"Content-Type".to_vec(),
                    value: b"text/plain; charset=utf-8".to_vec(),
                };
                let headers = headers(&[&[text], &*more].concat());
                let response = wit::Response { status, reason: Vec::new(), headers, body };
                let step = call!(self.call_answer(&wit::Answer::Reject(response), now));
                self.try_take(step, now)
            }
            Command::Send(Kind::Text, how, data) => {
                let step = call!(self.call_send_text(&data, compress(how), now));
                self.try_take(step, now)
            }
            Command::Send(Kind::Binary, how, data) => {
                let step = call!(self.call_send_binary(&data, compress(how), now));
                self.try_take(step, now)
            }
            Command::Ping(payload) => {
                let step = call!(self.call_ping(payload.as_deref(), now));
                self.try_take(step, now)
            }
            Command::Close { code, reason } => {
                let close = wit::Close { code: code.unwrap_or(1005), reason };
                let step = call!(self.call_close(&close, now));
                self.try_take(step, now)
            }
            Command::Begin(Kind::Text, how) => self.batch(begin(wit::Kind::Text, how), now),
            Command::Begin(Kind::Binary, how) => self.batch(begin(wit::Kind::Binary, how), now),
            Command::Part(data) => self.batch(wit::Command::Part(data), now),
            Command::Finish => self.batch(wit::Command::Finish, now),
            Command::Pong(payload) => self.batch(wit::Command::Pong(payload), now),
        }
    }

    fn block(&mut self) {
        call!(self.call_block());
    }

    fn unblock(&mut self, now: Duration) {
        let now = instant(now);
        let step = call!(self.call_unblock(now));
        self.take(step, now);
    }

    fn poll_event(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Some(event);
            }
            let now = self.more?;
            let step = call!(self.call_resume(now));
            self.take(step, now);
        }
    }

    fn poll_transmit(&mut self) -> Option<Output> {
        self.output.pop_front()
    }

    fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    fn wants_read(&self) -> bool {
        self.wants_read
    }
}

fn begin(kind: wit::Kind, how: Compress) -> wit::Command {
    wit::Command::Begin(wit::Beginning { kind, compress: compress(how) })
}

fn compress(how: Compress) -> wit::Compress {
    match how {
        Compress::Auto => wit::Compress::Auto,
        Compress::Always => wit::Compress::Always,
        Compress::Never => wit::Compress::Never,
    }
}

fn event(event: wit::Event) -> Event {
    let name = |name: &dyn std::fmt::Debug| kebab(&format!("{name:?}"));
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    match event {
        wit::Event::Request(request) => {
            Event::Request { method: text(request.method), target: text(request.target) }
        }
        wit::Event::Claim(_) => Event::Claim,
        wit::Event::Response(response) => Event::Response(response.status),
        wit::Event::Open(opened) => Event::Open {
            protocol: opened.subprotocol.map(text),
            user: opened.user.map(text),
            deflate: opened.deflate.map(|agreed| Agreed {
                server_no_context_takeover: agreed.server_no_context_takeover,
                client_no_context_takeover: agreed.client_no_context_takeover,
                server_max_window_bits: agreed.server_max_window_bits,
                client_max_window_bits: agreed.client_max_window_bits,
            }),
        },
        wit::Event::Rejected(rejection) => {
            Event::Rejected { status: rejection.status, error: name(&rejection.error) }
        }
        wit::Event::Text(data) => Event::Text(data),
        wit::Event::Binary(data) => Event::Binary(data),
        wit::Event::Chunk(chunk) => Event::Chunk {
            kind: match chunk.kind {
                wit::Kind::Text => Kind::Text,
                wit::Kind::Binary => Kind::Binary,
            },
            last: chunk.end_of_message,
            data: chunk.data,
        },
        wit::Event::Ping(payload) => Event::Ping(payload),
        wit::Event::Pong(pong) => {
            Event::Pong { payload: pong.payload, latency: pong.latency.map(Duration::from_nanos) }
        }
        wit::Event::Writable => Event::Writable,
        wit::Event::Closing(close) => Event::Closing(close.code),
        wit::Event::Trace(trace) => panic!("nobody asked for {trace:?}"),
        wit::Event::Closed(end) => Event::Closed(Closed {
            code: end.received.as_ref().map_or(1006, |close| close.code),
            reason: end.received.map_or(Vec::new(), |close| close.reason),
            sent: end.sent.map(|close| close.code),
            clean: end.clean,
            order: end.order.map(|order| match order {
                wit::CloseOrder::ReceivedThenSent => Order::ReceivedThenSent,
                wit::CloseOrder::SentThenReceived => Order::SentThenReceived,
            }),
            cause: end.cause.map(|cause| match cause {
                wit::Cause::Protocol(error) => name(&error),
                wit::Cause::Handshake(error) => name(&error),
                other => name(&other),
            }),
        }),
    }
}

fn config(setup: &Setup) -> wit::Config {
    let nanos = |time: Option<Duration>| {
        time.map(|time| u64::try_from(time.as_nanos()).expect("a timeout is short"))
    };
    let size = |size: u64| u32::try_from(size).expect("a size fits into memory");
    let list = |list: &[String]| list.iter().map(|item| item.clone().into_bytes()).collect();
    let optional = |items: &[String]| (!items.is_empty()).then(|| list(items));
    let product = match setup.role {
        Role::Client => &setup.user_agent,
        Role::Server => &setup.server_header,
    };
    wit::Config {
        limits: wit::Limits {
            max_message: setup.max_message,
            max_frame: setup.max_frame,
            max_fragments: setup.max_fragments.map(size),
            max_ratio: setup.max_ratio.map(size),
            max_line: size(setup.max_line),
            max_headers: size(setup.max_headers),
            max_head: size(setup.max_head),
            max_body: size(setup.max_body),
            high_water: setup.high_water.map_or(32 << 10, size),
            low_water: setup.low_water.map_or(8 << 10, size),
            max_buffered: setup.max_buffered.map_or(1 << 20, size),
            max_together: None,
        },
        timeouts: wit::Timeouts {
            open: nanos(setup.open_timeout),
            close: nanos(setup.close_timeout),
            ping_interval: nanos(setup.ping_interval),
            ping_timeout: nanos(setup.ping_timeout),
            idle: nanos(setup.idle_timeout),
            lifetime: nanos(setup.lifetime),
            message: nanos(setup.message_timeout),
        },
        delivery: match setup.delivery {
            Delivery::Message => wit::Delivery::Message,
            Delivery::Frame => wit::Delivery::Frame,
            Delivery::Chunk => wit::Delivery::Chunk,
        },
        max_fragment: setup.max_fragment.map(size),
        deflate: deflate(setup),
        auto_pong: setup.auto_pong,
        auto_close: setup.auto_close,
        check_utf8: setup.check_utf8,
        accept_unmasked: setup.accept_unmasked,
        trace: false,
        subprotocols: list(&setup.subprotocols),
        origins: match &setup.origins[..] {
            _ if setup.same_host => wit::Origins::SameHost,
            [] => wit::Origins::Any,
            origins => wit::Origins::Only(list(origins)),
        },
        authentication: (!setup.basic.is_empty() || !setup.digest.is_empty()).then(|| {
            let users = |pairs: &[String]| pairs.iter().map(|one| credentials(one)).collect();
            wit::Authentication {
                realm: b"realm".to_vec(),
                basic: users(&setup.basic),
                digest: users(&setup.digest),
                secret: (7, 7, 7, 7),
                nonce_lifetime: 300_000_000_000,
            }
        }),
        review: setup.review,
        hosts: optional(&setup.hosts),
        product: product.clone(),
        unix_time: None,
    }
}

fn credentials(pair: &str) -> wit::Credentials {
    let (user, password) = pair.split_once(':').expect("user:password");
    wit::Credentials { user: user.into(), password: password.into() }
}

/// The component has no defaults of its own for this, so these are those of the crate.
fn deflate(setup: &Setup) -> Option<wit::Deflate> {
    let deflate = setup.deflate.as_ref()?;
    let offer = |client_max_window_bits, server_max_window_bits| wit::DeflateOffer {
        server_no_context_takeover: false,
        client_no_context_takeover: false,
        server_max_window_bits,
        client_max_window_bits,
    };
    let mut offers: Vec<_> = deflate.parameters.iter().map(self::offer).collect();
    if offers.is_empty() {
        offers.push(match setup.role {
            Role::Client => offer(wit::ClientWindow::Any, None),
            Role::Server => offer(wit::ClientWindow::Bits(12), Some(12)),
        });
    }
    Some(wit::Deflate {
        terms: offers[0],
        offers,
        require_client_max_window_bits: deflate.require_client_max_window_bits,
        level: deflate.level.unwrap_or(6),
        mem_level: deflate.mem_level.unwrap_or(5),
        strategy: match deflate.strategy.unwrap_or(Strategy::Default) {
            Strategy::Default => wit::Strategy::Default,
            Strategy::Filtered => wit::Strategy::Filtered,
            Strategy::HuffmanOnly => wit::Strategy::HuffmanOnly,
            Strategy::Rle => wit::Strategy::Rle,
            Strategy::Fixed => wit::Strategy::Fixed,
        },
        threshold: deflate.threshold.map_or(0, |threshold| threshold as u32),
    })
}

fn offer(parameters: &Parameters) -> wit::DeflateOffer {
    wit::DeflateOffer {
        server_no_context_takeover: parameters.server_no_context_takeover,
        client_no_context_takeover: parameters.client_no_context_takeover,
        server_max_window_bits: parameters.server_max_window_bits,
        client_max_window_bits: match parameters.client_max_window_bits {
            Window::Unsaid => wit::ClientWindow::Unsaid,
            Window::Any => wit::ClientWindow::Any,
            Window::Bits(bits) => wit::ClientWindow::Bits(bits),
        },
    }
}

/// What was agreed on before a connection that is open from the start.
fn agreed(setup: &Setup) -> Option<wit::DeflateParameters> {
    let agreed = setup.deflate.as_ref()?.agreed();
    Some(wit::DeflateParameters {
        server_no_context_takeover: agreed.server_no_context_takeover,
        client_no_context_takeover: agreed.client_no_context_takeover,
        server_max_window_bits: agreed.server_max_window_bits,
        client_max_window_bits: agreed.client_max_window_bits,
    })
}

fn headers(list: &[Header]) -> Vec<wit::Header> {
    list.iter()
        .map(|header| wit::Header { name: header.name.clone(), value: header.value.clone() })
        .collect()
}

fn misuse(misuse: wit::Misuse) -> Misuse {
    Misuse(misuse.name().into())
}

fn instant(now: Duration) -> u64 {
    u64::try_from((ORIGIN + now).as_nanos()).expect("a script is short")
}
