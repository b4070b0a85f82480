//! The laws of the core, as properties: whatever the application, the peer and the clock do, in
//! whatever order.

use std::time::Duration;

use proptest::prelude::*;
use witsocket::{
    Acceptance, ClientRequest, CloseCode, Config, Connection, DeflateParameters, Delivery, Event,
    Instant, Kind, Limits, Message, Opened, Response, Role, SendOptions, State, Transmit,
};

const SEED: [u8; 32] = [42; 32];

/// Anything that can be done to a connection.
#[derive(Clone, Debug)]
enum Call {
    Data(Vec<u8>),
    Eof,
    /// The clock goes by so many milliseconds, backwards if negative.
    Time(i64),
    Timeout,
    Accept,
    Reject(u16),
    Send(Vec<u8>),
    SendText(Vec<u8>),
    Begin(bool),
    Part(Vec<u8>),
    Finish,
    Ping(Option<Vec<u8>>),
    Pong(Vec<u8>),
    Close(u16, String),
    EndsNext,
    PollEvent,
    PollTransmit,
}

/// Bytes that look like frames often enough to come far.
fn wire() -> impl Strategy<Value = Vec<u8>> {
    let frame = (any::<u8>(), any::<bool>(), prop::collection::vec(any::<u8>(), 0..140)).prop_map(
        |(first, masked, payload)| {
            // Mostly opcodes and bits that are legal.
            let first = if first & 0x40 == 0 { first & 0x8f } else { first };
            let mut bytes = vec![first];
            let mask = if masked { 0x80 } else { 0 };
            match payload.len() {
                0..126 => bytes.push(mask | payload.len() as u8),
                length => {
                    bytes.push(mask | 126);
                    bytes.extend((length as u16).to_be_bytes());
                }
            }
            if masked {
                bytes.extend([0; 4]);
            }
            bytes.extend(payload);
            bytes
        },
    );
    let text = "[a-zäöü€𝄞]{0,40}".prop_map(|text| {
        let mut bytes = vec![0x81, 0x80 | text.len().min(125) as u8, 0, 0, 0, 0];
        bytes.extend(text.bytes().take(125));
        bytes
    });
    let close = (990_u16..1020, "[a-z]{0,9}").prop_map(|(code, reason)| {
        let mut bytes = vec![0x88, 0x80 | (2 + reason.len()) as u8, 0, 0, 0, 0];
        bytes.extend(code.to_be_bytes());
        bytes.extend(reason.bytes());
        bytes
    });
    let compressed = (prop::option::of(0_u8..255), any::<bool>()).prop_map(|(damage, text)| {
        let first = if text { 0xc1 } else { 0xc2 };
        let mut bytes = vec![first, 0x87, 0, 0, 0, 0, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
        if let Some(damage) = damage {
            bytes[6 + usize::from(damage) % 7] ^= damage;
        }
        bytes
    });
    let request = Just(REQUEST.to_vec());
    let noise = prop::collection::vec(any::<u8>(), 0..60);
    prop_oneof![6 => frame, 3 => text, 2 => compressed, 1 => close, 1 => request, 1 => noise]
}

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

fn call() -> impl Strategy<Value = Call> {
    let bytes = || prop::collection::vec(any::<u8>(), 0..200);
    prop_oneof![
        6 => wire().prop_map(Call::Data),
        1 => Just(Call::Eof),
        3 => (-5_000_i64..30_000).prop_map(Call::Time),
        3 => Just(Call::Timeout),
        2 => Just(Call::Accept),
        1 => (0_u16..700).prop_map(Call::Reject),
        2 => bytes().prop_map(Call::Send),
        1 => bytes().prop_map(Call::SendText),
        1 => any::<bool>().prop_map(Call::Begin),
        2 => bytes().prop_map(Call::Part),
        1 => Just(Call::Finish),
        1 => prop::option::of(bytes()).prop_map(Call::Ping),
        1 => bytes().prop_map(Call::Pong),
        1 => (0_u16..5_100, "[a-z]{0,130}").prop_map(|(code, reason)| Call::Close(code, reason)),
        2 => Just(Call::EndsNext),
        6 => Just(Call::PollEvent),
        4 => Just(Call::PollTransmit),
    ]
}

#[derive(Clone, Copy, Debug)]
enum Start {
    Server,
    Client,
    Attached(Role),
}

fn start() -> impl Strategy<Value = Start> {
    prop_oneof![
        Just(Start::Server),
        Just(Start::Client),
        Just(Start::Attached(Role::Server)),
        Just(Start::Attached(Role::Client)),
    ]
}

fn config() -> impl Strategy<Value = Config> {
    let delivery =
        prop_oneof![Just(Delivery::Message), Just(Delivery::Frame), Just(Delivery::Chunk)];
    (delivery, any::<bool>(), any::<bool>(), prop::option::of(0_u64..300)).prop_map(
        |(delivery, trace, auto_pong, max_message)| Config {
            delivery,
            trace,
            auto_pong,
            limits: Limits { max_message, max_buffered: 2_000, high_water: 500, ..small() },
            ..Config::default()
        },
    )
}

fn small() -> Limits {
    Limits { low_water: 100, max_fragments: Some(8), ..Limits::default() }
}

/// Compression, as both sides agree on it by default.
fn opened() -> Opened {
    let deflate = DeflateParameters {
        server_no_context_takeover: false,
        client_no_context_takeover: false,
        server_max_window_bits: 12,
        client_max_window_bits: 12,
    };
    Opened { deflate: Some(deflate), ..Opened::default() }
}

/// A connection, its clock, and all that it gave.
struct Run {
    connection: Connection,
    now: u64,
    events: Vec<Event>,
    output: Vec<u8>,
    eofs: usize,
}

impl Run {
    fn new(start: Start, config: Config) -> Self {
        let now = Instant::from_nanos(0);
        let request =
            ClientRequest { host: "a".into(), target: "/".into(), ..ClientRequest::default() };
        let connection = match start {
            Start::Server => Connection::server(config, SEED, now),
            Start::Client => Connection::client(&request, config, SEED, now).unwrap(),
            Start::Attached(role) => Connection::attach(role, config, opened(), SEED, now),
        };
        Self { connection, now: 0, events: Vec::new(), output: Vec::new(), eofs: 0 }
    }

    fn call(&mut self, call: &Call) {
        let now = Instant::from_nanos(self.now);
        let before = (self.connection.buffered(), self.connection.state());
        let connection = &mut self.connection;
        let result = match call.clone() {
            Call::Data(data) => {
                connection.handle_data(data, now);
                return;
            }
            Call::Eof => return connection.handle_eof(now),
            Call::Time(millis) => {
                self.now = self.now.saturating_add_signed(millis * 1_000_000);
                return;
            }
            Call::Timeout => return connection.handle_timeout(now),
            Call::EndsNext => return self.ends_next(),
            Call::PollEvent => return self.events.extend(connection.poll_event()),
            Call::PollTransmit => return self.poll_transmit(),
            Call::Accept => connection.accept(&Acceptance::default(), now),
            Call::Reject(status) => connection.reject(&Response::text(status, "no"), now),
            Call::Send(data) => connection.send(data, now).map(drop),
            Call::SendText(data) => {
                connection.send_utf8(data, SendOptions::default(), now).map(drop)
            }
            Call::Begin(text) => {
                connection.begin(if text { Kind::Text } else { Kind::Binary }, now)
            }
            Call::Part(data) => connection.part(data, now).map(drop),
            Call::Finish => connection.finish(now).map(drop),
            Call::Ping(payload) => connection.ping(payload.map(Into::into), now).map(drop),
            Call::Pong(payload) => connection.pong(payload, now).map(drop),
            Call::Close(code, reason) => connection.close(CloseCode(code), reason, now),
        };
        if result.is_err() {
            let after = (self.connection.buffered(), self.connection.state());
            assert_eq!(before, after, "a call that failed changed something: {call:?}");
        }
    }

    /// What is said to end the connection does.
    fn ends_next(&mut self) {
        if self.connection.ends_next() {
            assert_eq!(self.connection.state(), State::Open);
            self.events.extend(self.connection.poll_event());
            assert_ne!(self.connection.state(), State::Open);
        }
    }

    fn poll_transmit(&mut self) {
        match self.connection.poll_transmit() {
            Some(Transmit::Data(data)) => {
                assert_eq!(self.eofs, 0, "bytes behind the end of the stream");
                self.output.extend_from_slice(&data);
            }
            Some(Transmit::Eof) => self.eofs += 1,
            None => {}
        }
    }

    fn drain(&mut self) {
        loop {
            let before = (self.events.len(), self.output.len(), self.eofs);
            self.events.extend(self.connection.poll_event());
            self.poll_transmit();
            if before == (self.events.len(), self.output.len(), self.eofs) {
                return;
            }
        }
    }

    /// Lets all deadlines pass, until there are none.
    fn run_out(&mut self) {
        self.drain();
        self.connection.handle_eof(Instant::from_nanos(self.now));
        for _ in 0..50 {
            self.drain();
            let Some(deadline) = self.connection.poll_timeout() else { return };
            self.now = deadline.as_nanos();
            self.connection.handle_timeout(deadline);
        }
        panic!("the timers never stop");
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
    // A frame that never ended, or ended in a bad byte: how much of it was handed out before
    // depends on the cut.
    merged.retain(|event| !matches!(event, Event::Chunk(chunk) if !chunk.end_of_frame));
    merged
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_calls_is_legal_and_closed_comes_once_and_last(
        start in start(),
        config in config(),
        calls in prop::collection::vec(call(), 0..60),
    ) {
        let mut run = Run::new(start, config);
        for call in &calls {
            run.call(call);
        }
        run.run_out();
        let closed = run.events.iter().filter(|event| matches!(event, Event::Closed(_))).count();
        // A server whose request nobody answers has its opening timeout.
        prop_assert_eq!(closed, 1);
        prop_assert!(matches!(run.events.last(), Some(Event::Closed(_))));
        prop_assert_eq!(run.eofs, 1);
        prop_assert_eq!(run.connection.state(), State::Closed);
        prop_assert!(!run.connection.wants_read());
    }

    #[test]
    fn the_same_bytes_cut_elsewhere_give_the_same_events_and_output(
        start in start(),
        config in config(),
        pieces in prop::collection::vec(wire(), 0..12),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let bytes = match start {
            Start::Server => [REQUEST, &pieces.concat()].concat(),
            _ => pieces.concat(),
        };
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.sort_unstable();
        let feed = |cuts: &[usize]| {
            let mut run = Run::new(start, Config { trace: false, ..config.clone() });
            let mut from = 0;
            for cut in cuts.iter().copied().chain([bytes.len()]) {
                run.call(&Call::Data(bytes[from..cut].to_vec()));
                run.drain();
                // Not before the request is there, which is the same moment for all.
                if run.connection.state() == State::Connecting {
                    run.call(&Call::Accept);
                    run.drain();
                }
                from = cut;
            }
            run.run_out();
            (merged(run.events), run.output, run.eofs)
        };
        let every: Vec<usize> = (0..bytes.len()).collect();
        let whole = feed(&[]);
        prop_assert_eq!(&whole, &feed(&cuts));
        prop_assert_eq!(&whole, &feed(&every));
    }

    #[test]
    fn the_same_seed_and_calls_give_the_same_bytes(
        start in start(),
        config in config(),
        calls in prop::collection::vec(call(), 0..40),
    ) {
        let run = || {
            let mut run = Run::new(start, config.clone());
            calls.iter().for_each(|call| run.call(call));
            run.run_out();
            (run.events, run.output)
        };
        prop_assert_eq!(run(), run());
    }

    #[test]
    fn time_that_goes_backwards_stands_still(back in 1_u64..20_000) {
        let mut run = Run::new(Start::Attached(Role::Server), Config::default());
        let late = Instant::from_nanos(15_000_000_000);
        run.connection.handle_timeout(late);
        let deadline = run.connection.poll_timeout();
        run.connection.handle_timeout(Instant::from_nanos(late.as_nanos() - back * 500_000));
        prop_assert_eq!(run.connection.poll_timeout(), deadline);
    }

    #[test]
    fn two_ends_exchange_any_messages(
        messages in prop::collection::vec((any::<bool>(), any::<bool>(), "[ -~é€𝄞]{0,300}"), 1..20),
        parts in 1_usize..5,
    ) {
        let now = Instant::from_nanos(0);
        let attach = |role| {
            Connection::attach(role, Config::default(), Opened::default(), SEED, now)
        };
        let (mut client, mut server) = (attach(Role::Client), attach(Role::Server));
        for (from_client, text, content) in messages {
            let (from, to) = match from_client {
                true => (&mut client, &mut server),
                false => (&mut server, &mut client),
            };
            let data = content.as_bytes();
            if parts == 1 {
                let message: Message =
                    if text { content.as_str().into() } else { data.to_vec().into() };
                let _ = from.send(message, now).unwrap();
            } else {
                from.begin(if text { Kind::Text } else { Kind::Binary }, now).unwrap();
                for part in data.chunks(data.len() / parts + 1) {
                    let _ = from.part(part.to_vec(), now).unwrap();
                }
                let _ = from.finish(now).unwrap();
            }
            while let Some(Transmit::Data(wire)) = from.poll_transmit() {
                to.handle_data(wire.to_vec(), now);
            }
            let received = match to.poll_event() {
                Some(Event::Text(text)) => (true, text.into_bytes()),
                Some(Event::Binary(data)) => (false, data),
                other => panic!("{other:?}"),
            };
            prop_assert_eq!(received, (text, data.to_vec().into()));
        }
    }
}

#[test]
fn what_a_peer_sends_is_held_within_the_limits() {
    // A peer that sends for ever to an application that never asks is stopped by `wants_read`.
    let now = Instant::from_nanos(0);
    let attach =
        || Connection::attach(Role::Server, Config::default(), Opened::default(), SEED, now);
    let frame = [&[0x82, 0xfe, 0x10, 0x00, 0, 0, 0, 0][..], &[7; 4096]].concat();
    let mut connection = attach();
    let mut taken = 0;
    while connection.wants_read() && taken < 1_000 {
        connection.handle_data(frame.clone(), now);
        taken += 1;
    }
    assert_eq!(taken, 1, "chunks that were taken before the application asked");

    // Pings that are not drained leave one pong, however many they are.
    let mut connection = attach();
    for _ in 0..20_000 {
        connection.handle_data([&[0x89, 0x84, 0, 0, 0, 0][..], b"ping"].concat(), now);
        while connection.poll_event().is_some() {}
    }
    let limit = Limits::default().high_water + 6;
    assert!(connection.buffered() <= limit, "{} bytes of pongs wait", connection.buffered());

    // A sender is refused, and nothing of what it wanted to send is kept.
    let mut connection = attach();
    let mut sent = 0;
    while connection.send(vec![7; 4096], now).is_ok() {
        sent += 1;
        assert!(sent < 1_000, "the transmit queue has no end");
    }
    assert!(connection.buffered() <= Limits::default().max_buffered);
}

#[test]
fn a_late_or_spurious_timeout_is_harmless() {
    let mut run = Run::new(Start::Attached(Role::Client), Config::default());
    run.connection.handle_timeout(Instant::from_nanos(1));
    run.drain();
    assert!(run.events.is_empty() && run.output.is_empty());
    let day = Duration::from_secs(86_400);
    run.connection.handle_timeout(Instant::from_nanos(day.as_nanos() as u64));
    run.drain();
    assert_eq!(run.output.len(), 10, "one ping, however late");
}
