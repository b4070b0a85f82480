//! A connection and whatever a peer may send to it.

use std::sync::Arc;

use witsocket::{
    Acceptance, Authentication, ClientRequest, Compress, Config, Connection, Credentials,
    DeflateParameters, Delivery, Event, Instant, Limits, Message, Opened, Origins, Role,
    SendOptions, Transmit,
};

use crate::choices::Choices;

/// A server that is asked.
pub fn server(input: &[u8]) {
    let mut choices = Choices::new(input);
    let config = Arc::new(config(&mut choices));
    hold(choices, |now| Connection::server(config.clone(), SEED, now));
}

/// A client that is answered.
pub fn client(input: &[u8]) {
    let mut choices = Choices::new(input);
    let config = Arc::new(config(&mut choices));
    hold(choices, |now| asking(&config, now));
}

/// Either side, past the handshake.
pub fn frames(input: &[u8]) {
    let mut choices = Choices::new(input);
    let role = if choices.byte() & 1 == 0 { Role::Server } else { Role::Client };
    let mut rest = Choices::new(input);
    let config = Arc::new(config(&mut rest));
    let bits = 9 + choices.byte() % 7;
    let deflate = config.deflate.is_some().then_some(DeflateParameters {
        server_no_context_takeover: bits & 1 == 1,
        client_no_context_takeover: bits & 2 == 2,
        server_max_window_bits: bits,
        client_max_window_bits: bits,
    });
    let opened = Opened { deflate, ..Opened::default() };
    hold(rest, |now| Connection::attach(role, config.clone(), opened.clone(), SEED, now));
}

/// The head of the request that the client makes, which has the key that is to be answered.
pub fn client_key() -> Vec<u8> {
    let config = Arc::new(config(&mut Choices::new(&[])));
    match asking(&config, Instant::from_nanos(0)).poll_transmit() {
        Some(Transmit::Data(head)) => head.to_vec(),
        _ => Vec::new(),
    }
}

fn asking(config: &Arc<Config>, now: Instant) -> Connection {
    let request = ClientRequest {
        host: "example.com".into(),
        target: "/chat".into(),
        ..ClientRequest::default()
    };
    let connection = Connection::client(&request, config.clone(), SEED, now);
    connection.expect("such a request can be sent")
}

/// The first two bytes decide.
fn config(choices: &mut Choices<'_>) -> Config {
    let (first, second) = (choices.byte() >> 1, choices.byte());
    let mut config = Config { trace: false, ..Config::default() };
    config.limits = Limits {
        max_message: Some(if first & 1 == 0 { 1 << 16 } else { 200 }),
        max_fragments: Some(40),
        max_ratio: (first & 2 == 2).then_some(20),
        max_body: 2_000,
        ..Limits::default()
    };
    if first & 4 == 4 {
        config.deflate = None;
    }
    config.delivery =
        [Delivery::Message, Delivery::Frame, Delivery::Chunk][usize::from(first >> 3 & 3) % 3];
    config.check_utf8 = first & 32 == 0;
    config.auto_close = first & 64 == 0;
    if second & 1 == 1 {
        config.subprotocols = vec!["chat".into(), "superchat".into()];
    }
    config.origins = match second >> 1 & 3 {
        0 => Origins::SameHost,
        1 => Origins::Any,
        _ => Origins::Only(vec!["http*://*.example.com".into(), String::new()]),
    };
    if second & 8 == 8 {
        let mut authentication = Authentication::new("realm", [9; 32]);
        let ann = Credentials { user: "ann".into(), password: "secret".into() };
        authentication.basic.push(ann.clone());
        authentication.digest.push(ann);
        config.authentication = Some(authentication.into());
    }
    config.auto_pong = second & 16 == 0;
    config.accept_unmasked = second & 32 == 32;
    config.review = second & 64 == 64;
    config
}

/// The laws: nothing panics, whatever comes; `Closed` comes once and last; and the same bytes give
/// the same, however they are cut.
fn hold(mut choices: Choices<'_>, make: impl Fn(Instant) -> Connection) {
    let cut = usize::from(choices.byte()).max(1);
    let data = choices.rest();
    let whole = Life::new(&make).live(data, data.len().max(1));
    let pieces = Life::new(&make).live(data, cut);
    assert_eq!(whole.0, pieces.0, "the events depend on how the bytes are cut");
    assert_eq!(whole.1, pieces.1, "the output depends on how the bytes are cut");
}

/// A connection, and all that it gave.
struct Life {
    connection: Connection,
    now: Instant,
    events: Vec<Event>,
    output: Vec<u8>,
    ends: usize,
}

impl Life {
    fn new(make: &impl Fn(Instant) -> Connection) -> Self {
        let now = Instant::from_nanos(0);
        let connection = make(now);
        Self { connection, now, events: Vec::new(), output: Vec::new(), ends: 0 }
    }

    fn live(mut self, data: &[u8], cut: usize) -> (Vec<Event>, Vec<u8>) {
        self.drain();
        for piece in data.chunks(cut) {
            self.connection.handle_data(piece.to_vec(), self.now);
            self.drain();
        }
        self.connection.handle_eof(self.now);
        self.drain();
        for _ in 0..20 {
            let Some(deadline) = self.connection.poll_timeout() else { break };
            self.now = deadline;
            self.connection.handle_timeout(deadline);
            self.drain();
        }
        let closed = |event: &&Event| matches!(event, Event::Closed(_));
        assert_eq!(self.events.iter().filter(closed).count(), 1, "{:?}", self.events);
        assert!(self.events.last().as_ref().is_some_and(closed), "{:?}", self.events);
        assert_eq!(self.ends, 1, "the stream ends once");
        assert!(!self.connection.wants_read() && self.connection.poll_timeout().is_none());
        (merged(self.events), self.output)
    }

    /// Writes all that there is before it asks for the next event: so nothing depends on how many
    /// of them there are at once.
    fn drain(&mut self) {
        loop {
            while let Some(transmit) = self.connection.poll_transmit() {
                self.write(&transmit);
            }
            match self.connection.poll_event() {
                Some(event) => {
                    self.answer(&event);
                    self.events.push(event);
                }
                // What was decoded may have been answered without an event.
                None => match self.connection.poll_transmit() {
                    Some(transmit) => self.write(&transmit),
                    None => return,
                },
            }
        }
    }

    fn write(&mut self, transmit: &Transmit) {
        match transmit {
            Transmit::Data(data) => {
                assert_eq!(self.ends, 0, "bytes behind the end of the stream");
                self.output.extend_from_slice(data);
            }
            Transmit::Eof => self.ends += 1,
        }
    }

    /// The application lets in whom it can, and sends back what it gets.
    fn answer(&mut self, event: &Event) {
        let (connection, now) = (&mut self.connection, self.now);
        let options = SendOptions { compress: Compress::Auto };
        let result = match event {
            Event::Request(request) => {
                let _ = (request.claimant(), request.extensions());
                connection.accept(&Acceptance::default(), now)
            }
            Event::Claim(_) => connection.claimed(true, now),
            Event::Response(response) => connection.respond(response, now),
            Event::Text(text) => {
                connection.send_with(Message::Text(text.clone()), options, now).map(drop)
            }
            Event::Binary(data) => connection.send_with(data.clone(), options, now).map(drop),
            Event::Closing(close) => connection.close(close.code, close.reason.clone(), now),
            _ => Ok(()),
        };
        // An answer may come too late, and nothing more.
        let _ = result;
    }
}

/// Chunks that lie side by side are one: only these depend on how the bytes are cut.
fn merged(events: Vec<Event>) -> Vec<Event> {
    let mut merged: Vec<Event> = Vec::new();
    for event in events {
        match (merged.last_mut(), event) {
            (Some(Event::Chunk(last)), Event::Chunk(next)) if !last.end_of_frame => {
                last.data = [&last.data[..], &next.data[..]].concat().into();
                last.end_of_frame = next.end_of_frame;
                last.end_of_message = next.end_of_message;
            }
            (_, event) => merged.push(event),
        }
    }
    // How much of a frame that never ended was handed out depends on the cut.
    merged.retain(|event| !matches!(event, Event::Chunk(chunk) if !chunk.end_of_frame));
    merged
}

const SEED: [u8; 32] = [42; 32];
