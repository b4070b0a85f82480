//! The scripts, against the Rust crate.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use witsocket::{
    Acceptance, Authentication, Cause, ClientRequest, ClientWindow, CloseCode, CloseOrder, Config,
    Connection, Credentials, DeflateOffer, DeflateParameters, Extensions, Headers, Instant, Limits,
    Message, Opened, Origins, Response, Selection, SendOptions, Timeouts, Transmit,
};
use witsocket_conformance::{
    Agreed, Closed, Command, Compress, Delivery, Event, Header, Kind, Misuse, Order, Output,
    Parameters, Role, Setup, Strategy, Subject, Suite, Target, Window, kebab,
};

#[test]
fn every_script_holds_for_the_crate() {
    Suite::load().run(&start).assert_passed("the crate");
}

/// Time does not begin at zero everywhere.
const ORIGIN: Duration = Duration::from_secs(7);

fn start(setup: &Setup, now: Duration) -> Result<Box<dyn Subject>, Misuse> {
    let config = config(setup);
    let seed = *b"the same seed gives the same out";
    let now = instant(now);
    let connection = match (setup.role, setup.open) {
        (Role::Client, true) => {
            Connection::attach(witsocket::Role::Client, config, opened(setup), seed, now)
        }
        (Role::Server, true) => {
            Connection::attach(witsocket::Role::Server, config, opened(setup), seed, now)
        }
        (Role::Server, false) => Connection::server(config, seed, now),
        (Role::Client, false) => {
            let target = Target::parse(&setup.target).ok_or(Misuse("invalid-target".into()))?;
            let request = ClientRequest {
                host: target.host,
                target: target.resource,
                origin: setup.origins.first().cloned(),
                headers: headers(&setup.headers),
                ..ClientRequest::default()
            };
            Connection::client(&request, config, seed, now).map_err(misuse)?
        }
    };
    Ok(Box::new(Crate(connection, None)))
}

/// A connection, and the response that it showed.
struct Crate(Connection, Option<Response>);

impl Subject for Crate {
    fn receive(&mut self, data: &[u8], now: Duration) {
        self.0.handle_data(data.to_vec(), instant(now));
    }

    fn receive_eof(&mut self, now: Duration) {
        self.0.handle_eof(instant(now));
    }

    fn timeout(&mut self, now: Duration) {
        self.0.handle_timeout(instant(now));
    }

    fn apply(&mut self, command: &Command, now: Duration) -> Result<(), Misuse> {
        let now = instant(now);
        let connection = &mut self.0;
        match command.clone() {
            Command::Accept { protocol, user, headers: more } => {
                let subprotocol = match protocol {
                    None => Selection::Configured,
                    Some(name) if name.is_empty() => Selection::Nothing,
                    Some(name) => Selection::Named(name),
                };
                let headers = headers(&more);
                let acceptance = Acceptance { subprotocol, headers, user, ..Acceptance::default() };
                connection.accept(&acceptance, now)
            }
            Command::Claimed(fresh) => connection.claimed(fresh, now),
            Command::Respond { status, headers: more } => {
                let mut response = self.1.clone().unwrap_or(Response::text(500, ""));
                response.status = status.unwrap_or(response.status);
                response.headers.0.extend(headers(&more).0);
                connection.respond(&response, now)
            }
            Command::Reject { status, headers: more, body } => {
                let mut response = Response::text(status, body);
                response.headers.0.extend(headers(&more).0);
                connection.reject(&response, now)
            }
            Command::Send(Kind::Text, compress, data) => {
                connection.send_utf8(data, options(compress), now).map(drop)
            }
            Command::Send(Kind::Binary, compress, data) => {
                let message = Message::Binary(data.into());
                connection.send_with(message, options(compress), now).map(drop)
            }
            Command::Begin(Kind::Text, compress) => {
                connection.begin_with(witsocket::Kind::Text, options(compress), now)
            }
            Command::Begin(Kind::Binary, compress) => {
                connection.begin_with(witsocket::Kind::Binary, options(compress), now)
            }
            Command::Part(data) => connection.part(data, now).map(drop),
            Command::Finish => connection.finish(now).map(drop),
            Command::Ping(payload) => connection.ping(payload.map(Bytes::from), now).map(drop),
            Command::Pong(payload) => connection.pong(payload, now).map(drop),
            Command::Close { code, reason } => {
                connection.close(code.map_or(CloseCode::NO_STATUS, CloseCode), reason, now)
            }
        }
        .map_err(misuse)
    }

    fn poll_event(&mut self) -> Option<Event> {
        let event = self.0.poll_event()?;
        if let witsocket::Event::Response(response) = &event {
            self.1 = Some(response.clone());
        }
        Some(self::event(event))
    }

    fn poll_transmit(&mut self) -> Option<Output> {
        self.0.poll_transmit().map(|transmit| match transmit {
            Transmit::Data(data) => Output::Data(data.to_vec()),
            Transmit::Eof => Output::Eof,
        })
    }

    fn deadline(&self) -> Option<Duration> {
        let deadline = self.0.poll_timeout()?;
        Some(Duration::from_nanos(deadline.as_nanos()).saturating_sub(ORIGIN))
    }

    fn wants_read(&self) -> bool {
        self.0.wants_read()
    }
}

fn options(compress: Compress) -> SendOptions {
    SendOptions {
        compress: match compress {
            Compress::Auto => witsocket::Compress::Auto,
            Compress::Always => witsocket::Compress::Always,
            Compress::Never => witsocket::Compress::Never,
        },
    }
}

fn event(event: witsocket::Event) -> Event {
    match event {
        witsocket::Event::Request(request) => Event::Request {
            method: String::from_utf8_lossy(&request.method).into_owned(),
            target: String::from_utf8_lossy(&request.target).into_owned(),
        },
        witsocket::Event::Claim(_) => Event::Claim,
        witsocket::Event::Response(response) => Event::Response(response.status),
        witsocket::Event::Open(opened) => Event::Open {
            user: opened.user,
            protocol: opened.subprotocol,
            deflate: opened.deflate.map(|agreed| Agreed {
                server_no_context_takeover: agreed.server_no_context_takeover,
                client_no_context_takeover: agreed.client_no_context_takeover,
                server_max_window_bits: agreed.server_max_window_bits,
                client_max_window_bits: agreed.client_max_window_bits,
            }),
        },
        witsocket::Event::Rejected(rejection) => Event::Rejected {
            status: rejection.status,
            error: kebab(&format!("{:?}", rejection.error)),
        },
        witsocket::Event::Text(text) => Event::Text(text.into_bytes().to_vec()),
        witsocket::Event::Binary(data) => Event::Binary(data.to_vec()),
        witsocket::Event::Chunk(chunk) => Event::Chunk {
            kind: match chunk.kind {
                witsocket::Kind::Text => Kind::Text,
                witsocket::Kind::Binary => Kind::Binary,
            },
            last: chunk.end_of_message,
            data: chunk.data.to_vec(),
        },
        witsocket::Event::Ping(payload) => Event::Ping(payload.to_vec()),
        witsocket::Event::Pong(pong) => {
            Event::Pong { payload: pong.payload.to_vec(), latency: pong.latency }
        }
        witsocket::Event::Writable => Event::Writable,
        witsocket::Event::Closing(close) => Event::Closing(close.code.0),
        witsocket::Event::Closed(end) => Event::Closed(Closed {
            code: end.code().0,
            reason: end.received.as_ref().map_or(Vec::new(), |close| close.reason.to_vec()),
            sent: end.sent.map(|close| close.code.0),
            clean: end.clean,
            order: end.order.map(|order| match order {
                CloseOrder::ReceivedThenSent => Order::ReceivedThenSent,
                CloseOrder::SentThenReceived => Order::SentThenReceived,
            }),
            cause: end.cause.map(|cause| match cause {
                Cause::Protocol(error) => kebab(&format!("{error:?}")),
                Cause::Handshake(error) => kebab(&format!("{error:?}")),
                other => kebab(&format!("{other:?}")),
            }),
        }),
        other => panic!("there is no word for {other:?}"),
    }
}

fn config(setup: &Setup) -> Config {
    let defaults = Limits::default();
    let size = |size: u64| usize::try_from(size).expect("a size fits into memory");
    let list = |list: &[String]| (!list.is_empty()).then(|| list.to_vec());
    let product = match setup.role {
        Role::Client => &setup.user_agent,
        Role::Server => &setup.server_header,
    };
    Config {
        limits: Limits {
            max_message: setup.max_message,
            max_frame: setup.max_frame,
            max_fragments: setup.max_fragments.map(|limit| limit as u32),
            max_ratio: setup.max_ratio.map(|ratio| ratio as u32),
            max_line: size(setup.max_line),
            max_headers: size(setup.max_headers),
            max_head: size(setup.max_head),
            max_body: size(setup.max_body),
            high_water: setup.high_water.map_or(defaults.high_water, size),
            low_water: setup.low_water.map_or(defaults.low_water, size),
            max_buffered: setup.max_buffered.map_or(defaults.max_buffered, size),
            together: defaults.together,
        },
        timeouts: Timeouts {
            open: setup.open_timeout,
            close: setup.close_timeout,
            ping_interval: setup.ping_interval,
            ping_timeout: setup.ping_timeout,
            idle: setup.idle_timeout,
            lifetime: setup.lifetime,
            message: setup.message_timeout,
        },
        delivery: match setup.delivery {
            Delivery::Message => witsocket::Delivery::Message,
            Delivery::Frame => witsocket::Delivery::Frame,
            Delivery::Chunk => witsocket::Delivery::Chunk,
        },
        max_fragment: setup.max_fragment.map(size),
        deflate: deflate(setup),
        extensions: Extensions::default(),
        auto_pong: setup.auto_pong,
        auto_close: setup.auto_close,
        check_utf8: setup.check_utf8,
        accept_unmasked: setup.accept_unmasked,
        trace: false,
        subprotocols: setup.subprotocols.clone(),
        origins: match &setup.origins[..] {
            _ if setup.same_host => Origins::SameHost,
            [] => Origins::Any,
            origins => Origins::Only(origins.to_vec()),
        },
        authentication: (!setup.basic.is_empty() || !setup.digest.is_empty()).then(|| {
            let users = |list: &[String]| list.iter().map(|one| credentials(one)).collect();
            Arc::new(Authentication {
                basic: users(&setup.basic),
                digest: users(&setup.digest),
                ..Authentication::new("realm", [7; 32])
            })
        }),
        review: setup.review,
        hosts: list(&setup.hosts),
        product: product.clone().map(|text| String::from_utf8(text).expect("UTF-8")),
        unix_time: None,
    }
}

fn credentials(pair: &str) -> Credentials {
    let (user, password) = pair.split_once(':').expect("user:password");
    Credentials { user: user.into(), password: password.into() }
}

fn deflate(setup: &Setup) -> Option<witsocket::Deflate> {
    let deflate = setup.deflate.as_ref()?;
    let mut config = witsocket::Deflate {
        require_client_max_window_bits: deflate.require_client_max_window_bits,
        ..witsocket::Deflate::default()
    };
    let mut offers = deflate.parameters.iter().map(offer);
    match setup.role {
        Role::Client if !deflate.parameters.is_empty() => config.offers = offers.collect(),
        Role::Client => {}
        Role::Server => config.terms = offers.next().unwrap_or(config.terms),
    }
    config.level = deflate.level.unwrap_or(config.level);
    config.mem_level = deflate.mem_level.unwrap_or(config.mem_level);
    config.threshold = deflate.threshold.map_or(config.threshold, |threshold| threshold as usize);
    config.strategy = deflate.strategy.map_or(config.strategy, |strategy| match strategy {
        Strategy::Default => witsocket::Strategy::Default,
        Strategy::Filtered => witsocket::Strategy::Filtered,
        Strategy::HuffmanOnly => witsocket::Strategy::HuffmanOnly,
        Strategy::Rle => witsocket::Strategy::Rle,
        Strategy::Fixed => witsocket::Strategy::Fixed,
    });
    Some(config)
}

fn offer(parameters: &Parameters) -> DeflateOffer {
    DeflateOffer {
        server_no_context_takeover: parameters.server_no_context_takeover,
        client_no_context_takeover: parameters.client_no_context_takeover,
        server_max_window_bits: parameters.server_max_window_bits,
        client_max_window_bits: match parameters.client_max_window_bits {
            Window::Unsaid => ClientWindow::Unsaid,
            Window::Any => ClientWindow::Any,
            Window::Bits(bits) => ClientWindow::Bits(bits),
        },
    }
}

/// What was agreed on before a connection that is open from the start.
fn opened(setup: &Setup) -> Opened {
    let deflate = setup.deflate.as_ref().map(|deflate| {
        let agreed = deflate.agreed();
        DeflateParameters {
            server_no_context_takeover: agreed.server_no_context_takeover,
            client_no_context_takeover: agreed.client_no_context_takeover,
            server_max_window_bits: agreed.server_max_window_bits,
            client_max_window_bits: agreed.client_max_window_bits,
        }
    });
    Opened { deflate, ..Opened::default() }
}

fn headers(list: &[Header]) -> Headers {
    let mut headers = Headers::default();
    for header in list {
        headers.push(header.name.clone(), header.value.clone());
    }
    headers
}

fn misuse(misuse: witsocket::Misuse) -> Misuse {
    Misuse(kebab(&format!("{misuse:?}")))
}

fn instant(now: Duration) -> Instant {
    Instant::from_nanos(u64::try_from((ORIGIN + now).as_nanos()).expect("a script is short"))
}
