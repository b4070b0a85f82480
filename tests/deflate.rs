//! permessage-deflate between two ends, and what stands on the wire.

use std::time::Duration;

use tokens::inflate;
use witsocket::{
    ClientWindow, Compress, Config, Connection, Deflate, DeflateOffer, DeflateParameters,
    DeflatePool, Event, Instant, Kind, Limits, Message, Opened, Role, SendOptions, Transmit,
};

mod tokens;

const NOW: Instant = Instant::from_nanos(0);

/// Two ends of one connection.
struct Pair {
    client: Connection,
    server: Connection,
}

impl Pair {
    fn new(parameters: DeflateParameters, deflate: Deflate) -> Self {
        let end = |role| {
            let config = Config {
                deflate: Some(deflate.clone()),
                limits: Limits { max_message: None, max_buffered: 1 << 30, ..Limits::default() },
                ..Config::default()
            };
            let opened = Opened { deflate: Some(parameters), ..Opened::default() };
            Connection::attach(role, config, opened, [role as u8; 32], NOW)
        };
        Self { client: end(Role::Client), server: end(Role::Server) }
    }

    /// What the server's bytes are, and the messages that the client makes of them.
    fn deliver(&mut self) -> (Vec<u8>, Vec<Vec<u8>>) {
        let bytes = transmitted(&mut self.server);
        self.client.handle_data(bytes.clone(), NOW);
        (bytes, messages(&mut self.client))
    }
}

fn transmitted(connection: &mut Connection) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(Transmit::Data(data)) = connection.poll_transmit() {
        bytes.extend_from_slice(&data);
    }
    bytes
}

fn messages(connection: &mut Connection) -> Vec<Vec<u8>> {
    let mut messages = Vec::new();
    while let Some(event) = connection.poll_event() {
        match event {
            Event::Text(text) => messages.push(text.as_str().as_bytes().to_vec()),
            Event::Binary(data) => messages.push(data.to_vec()),
            Event::Writable => {}
            other => panic!("{other:?}"),
        }
    }
    messages
}

fn parameters(bits: u8) -> DeflateParameters {
    DeflateParameters {
        server_no_context_takeover: false,
        client_no_context_takeover: false,
        server_max_window_bits: bits,
        client_max_window_bits: bits,
    }
}

fn always() -> SendOptions {
    SendOptions { compress: Compress::Always }
}

/// Repetitions at all distances up to those of the largest window.
fn text(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let mut out: Vec<u8> = Vec::new();
    while out.len() < length {
        let distance = 1 + next() % 40_000;
        if next() % 3 == 0 || distance > out.len() {
            out.extend((0..8).map(|_| b'a' + (next() % 26) as u8));
        } else {
            let start = out.len() - distance;
            for i in start..start + 3 + next() % 60 {
                out.push(out[i]);
            }
        }
    }
    out.truncate(length);
    out
}

/// RFC 7692 §7.1.2: what the peer keeps is all that we may refer to, within a message and before.
#[test]
fn no_distance_leaves_the_negotiated_window() {
    for bits in 8..=15 {
        for level in [1, 6, 9] {
            let deflate = Deflate { level, ..Deflate::default() };
            let mut pair = Pair::new(parameters(bits), deflate);
            let (mut wire, mut said) = (Vec::new(), Vec::new());
            for (seed, length) in [(1, 200), (2, 3_000), (1, 70_000), (3, 500), (1, 20_000)] {
                let message = text(seed, length);
                let _ = pair.server.send_with(message.clone(), always(), NOW).unwrap();
                let (bytes, messages) = pair.deliver();
                assert_eq!(messages, [&message[..]]);
                wire.extend(payload(&bytes));
                wire.extend([0, 0, 0xff, 0xff]);
                said.extend(message);
            }
            let inflated = inflate(&wire).unwrap();
            assert_eq!(inflated.data, said, "the parser reads what we wrote");
            assert!(inflated.complete);
            let longest = inflated.longest;
            assert!(longest <= 1 << bits, "{longest} with {bits} bits at level {level}");
            assert!(longest > 1 << (bits - 1) || bits <= 9, "{longest}: the window is used");
        }
    }
}

/// The payload of the only frame in these bytes, which is a server's.
fn payload(frame: &[u8]) -> &[u8] {
    assert_eq!(frame[0] & 0xf0, 0xc0, "one compressed frame");
    match frame[1] {
        126 => &frame[4..],
        127 => &frame[10..],
        _ => &frame[2..],
    }
}

/// However few compressors there are for however many connections, all get what was sent, and
/// the context goes on.
#[test]
fn connections_share_compressors() {
    let pool = DeflatePool::new(400 << 10);
    let deflate = Deflate { pool: pool.clone(), ..Deflate::default() };
    let mut pairs: Vec<Pair> =
        (0..10).map(|_| Pair::new(parameters(12), deflate.clone())).collect();
    let mut lengths = Vec::new();
    for round in 0..20 {
        for (index, pair) in pairs.iter_mut().enumerate() {
            let message =
                format!("{{\"index\": {index}, \"words\": \"always the same, the same\"}}");
            let _ = pair.server.send(&*message, NOW).unwrap();
            let (bytes, messages) = pair.deliver();
            assert_eq!(messages, [message.as_bytes()], "round {round}");
            lengths.push(bytes.len());
        }
    }
    assert!(pool.memory() <= 400 << 10, "{} bytes", pool.memory());
    assert!(lengths[..10].iter().all(|length| *length > 40), "{lengths:?}");
    assert!(lengths[10..].iter().all(|length| *length < 20), "the context is kept: {lengths:?}");
    drop(pairs);
}

/// What a compressor takes depends on its settings: several small ones make room for a large one.
#[test]
fn small_compressors_make_room_for_a_large_one() {
    let pool = DeflatePool::new(500 << 10);
    let with = |bits| Deflate {
        pool: pool.clone(),
        mem_level: if bits == 15 { 9 } else { 1 },
        ..Deflate::default()
    };
    let message = "the same, ".repeat(20);
    for bits in [9, 10, 11, 15] {
        let mut pair = Pair::new(parameters(bits), with(bits));
        let _ = pair.server.send_with(&*message, always(), NOW).unwrap();
        let (bytes, messages) = pair.deliver();
        assert_eq!(bytes[0], 0xc1, "a window of {bits} bits: compressed");
        assert_eq!(messages, [message.as_bytes()]);
    }
    assert!(pool.memory() <= 500 << 10, "{} bytes", pool.memory());
}

#[test]
fn without_memory_messages_are_sent_as_they_are() {
    let deflate = Deflate { pool: DeflatePool::new(1_000), ..Deflate::default() };
    let mut pair = Pair::new(parameters(12), deflate);
    let message = "x".repeat(1_000);
    let _ = pair.server.send_with(&*message, always(), NOW).unwrap();
    let (bytes, messages) = pair.deliver();
    assert_eq!(bytes[0], 0x81);
    assert_eq!(messages, [message.as_bytes()]);
}

/// What does not shrink goes as it is, and what follows does not refer to it.
#[test]
fn what_does_not_shrink_is_sent_as_it_is() {
    let mut pair = Pair::new(parameters(12), Deflate::default());
    let mut noise: Vec<u8> = Vec::new();
    let mut state = 1_u64;
    noise.resize_with(600, || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    });
    for round in 0..60 {
        let message = if round % 2 == 0 { noise.clone() } else { text(round, 300) };
        let options = SendOptions {
            compress: if round % 2 == 0 { Compress::Auto } else { Compress::Always },
        };
        let _ = pair.server.send_with(message.clone(), options, NOW).unwrap();
        let (bytes, messages) = pair.deliver();
        assert_eq!(bytes[0], if round % 2 == 0 { 0x82 } else { 0xc2 });
        assert_eq!(messages, [message]);
    }
}

#[test]
fn all_ways_to_send_arrive() {
    for takeover in [true, false] {
        let agreed = DeflateParameters {
            server_no_context_takeover: !takeover,
            client_no_context_takeover: !takeover,
            ..parameters(10)
        };
        let mut pair = Pair::new(agreed, Deflate { threshold: 50, ..Deflate::default() });
        for round in 0..200_u64 {
            let message = text(round % 7, [0, 1, 49, 50, 1_024, 70_000][round as usize % 6]);
            let compress = [Compress::Auto, Compress::Always, Compress::Never][round as usize % 3];
            let options = SendOptions { compress };
            if round % 4 == 3 {
                pair.server.begin_with(Kind::Text, options, NOW).unwrap();
                for part in message.chunks(1 + (round as usize * 37) % 900) {
                    let _ = pair.server.part(part.to_vec(), NOW).unwrap();
                    if round % 8 == 3 {
                        let _ = pair.server.part(Vec::new(), NOW).unwrap();
                    }
                }
                let _ = pair.server.finish(NOW).unwrap();
            } else {
                let text = Message::from(String::from_utf8(message.clone()).unwrap());
                let _ = pair.server.send_with(text, options, NOW).unwrap();
            }
            let (_, messages) = pair.deliver();
            assert_eq!(messages, [message], "round {round}");
        }
    }
}

#[test]
fn long_messages_are_cut_into_frames() {
    let config = Config { max_fragment: Some(100), ..Config::default() };
    let mut server = Connection::attach(Role::Server, config, Opened::default(), [0; 32], NOW);
    let _ = server.send(vec![7; 250], NOW).unwrap();
    let bytes = transmitted(&mut server);
    let heads = [&bytes[..2], &bytes[102..104], &bytes[204..206]];
    assert_eq!(heads, [[0x02, 100], [0x00, 100], [0x80, 50]]);
    assert_eq!(bytes.len(), 256);
}

/// A whole handshake, with the offer and the answer that websockets makes by default.
#[test]
fn both_sides_agree() {
    let deflate = Deflate {
        offers: vec![
            DeflateOffer { server_max_window_bits: Some(9), ..DeflateOffer::default() },
            DeflateOffer { client_max_window_bits: ClientWindow::Any, ..DeflateOffer::default() },
        ],
        ..Deflate::default()
    };
    let request = witsocket::ClientRequest {
        host: "a".into(),
        target: "/".into(),
        ..witsocket::ClientRequest::default()
    };
    let config = Config { deflate: Some(deflate), ..Config::default() };
    let mut client = Connection::client(&request, config, [1; 32], NOW).unwrap();
    let mut server = Connection::server(Config::default(), [2; 32], NOW);
    server.handle_data(transmitted(&mut client), NOW);
    assert!(matches!(server.poll_event(), Some(Event::Request(_))));
    server.accept(&witsocket::Acceptance::default(), NOW).unwrap();
    let Some(Event::Open(opened)) = server.poll_event() else { panic!("not open") };
    let agreed = DeflateParameters {
        server_max_window_bits: 9,
        client_max_window_bits: 15,
        ..parameters(15)
    };
    assert_eq!(opened.deflate, Some(agreed));
    client.handle_data(transmitted(&mut server), NOW);
    assert!(
        matches!(client.poll_event(), Some(Event::Open(opened)) if opened.deflate == Some(agreed))
    );
}

/// 6 MB that inflate to more than a gigabyte would not fit into what the limit allows.
#[test]
fn a_bomb_is_refused_before_it_is_there() {
    let mut sender = Pair::new(parameters(15), Deflate::default());
    let _ = sender.server.send_with(vec![0; 64 << 20], always(), NOW).unwrap();
    let bomb = transmitted(&mut sender.server);
    assert!(bomb.len() < 100 << 10);

    let opened = Opened { deflate: Some(parameters(15)), ..Opened::default() };
    let mut client = Connection::attach(Role::Client, Config::default(), opened, [0; 32], NOW);
    client.handle_data(bomb, NOW);
    assert_eq!(client.poll_event(), None);
    let close = transmitted(&mut client);
    assert_eq!(close[0], 0x88);
    client.handle_timeout(NOW + Duration::from_secs(10));
    let Some(Event::Closed(closed)) = client.poll_event() else { panic!("not closed") };
    assert_eq!(closed.sent.unwrap().code.0, 1009);
}
