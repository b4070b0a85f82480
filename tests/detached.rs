//! Messages that the driver sends by itself: on the wire and in the books they are those that
//! pass through the core.

use std::time::Duration;

use witsocket::{
    Compress, Config, Connection, Deflate, DeflateParameters, Detached, Event, Instant, Kind,
    Opened, Role, SendOptions, Timeouts, Transmit,
};

const NOW: Instant = Instant::from_nanos(0);

#[test]
fn it_is_the_same_message_on_the_wire_and_in_the_books() {
    for length in [0, 1, 125, 126, 65_535, 65_536, 200_000] {
        for (kind, byte) in [(Kind::Text, b'a'), (Kind::Binary, 0xff)] {
            let payload = vec![byte; length];
            let (mut whole, mut detached) = (server(Config::default()), server(Config::default()));
            let flow = match kind {
                Kind::Text => whole.send_utf8(payload.clone(), SendOptions::default(), NOW),
                Kind::Binary => whole.send(payload.clone(), NOW),
            };
            let _ = flow.unwrap();
            assert!(detached.detaches());
            let head = Connection::detached_head(kind, length as u64);
            let (data, heads) = (length as u64, head.len() as u64);
            detached.sent_detached(Detached { messages: 1, data, heads, last: NOW });
            assert!([head, payload].concat() == drain(&mut whole), "{length}");
            assert_eq!(detached.stats(), whole.stats());
            assert_eq!(detached.poll_timeout(), whole.poll_timeout());
        }
    }
}

#[test]
fn payloads_that_must_be_changed_or_shown_go_through_the_core() {
    let deflate = Opened {
        deflate: Some(DeflateParameters {
            server_max_window_bits: 15,
            client_max_window_bits: 15,
            server_no_context_takeover: false,
            client_no_context_takeover: false,
        }),
        ..Opened::default()
    };
    let compressing = Config { deflate: Some(Deflate::default()), ..Config::default() };
    for (what, connection) in [
        ("mask", attach(Role::Client, Config::default(), Opened::default())),
        ("deflate", attach(Role::Server, compressing, deflate)),
        ("cut", server(Config { max_fragment: Some(10), ..Config::default() })),
        ("trace", server(Config { trace: true, ..Config::default() })),
    ] {
        assert!(!connection.detaches(), "{what}");
    }
}

#[test]
fn nothing_is_sent_when_nothing_may_be() {
    let mut connection = server(Config::default());
    connection.begin(Kind::Text, NOW).unwrap();
    assert!(!connection.detaches());
    let _ = connection.finish(NOW).unwrap();
    assert!(connection.detaches());
    connection.close(witsocket::CloseCode::NORMAL, "", NOW).unwrap();
    assert!(!connection.detaches());
}

/// What is told late counts from when it was.
#[test]
fn a_connection_that_sent_is_not_idle() {
    let idle = Some(Duration::from_secs(60));
    let timeouts = Timeouts { idle, ping_interval: None, ..Timeouts::default() };
    let mut connection = server(Config { timeouts, ..Config::default() });
    assert_eq!(connection.poll_timeout(), Some(at(60)));
    connection.sent_detached(Detached { messages: 1, last: at(10), ..Detached::default() });
    assert_eq!(connection.poll_timeout(), Some(at(70)));
    let options = SendOptions { compress: Compress::Never };
    let _ = connection.send_with("later", options, at(30)).unwrap();
    connection.sent_detached(Detached { messages: 1, last: at(20), ..Detached::default() });
    assert_eq!(connection.poll_timeout(), Some(at(90)));
}

fn at(seconds: u64) -> Instant {
    Instant::from_nanos(seconds * 1_000_000_000)
}

fn server(config: Config) -> Connection {
    attach(Role::Server, config, Opened::default())
}

fn attach(role: Role, config: Config, opened: Opened) -> Connection {
    let mut connection = Connection::attach(role, config, opened, [1; 32], NOW);
    while let Some(event) = connection.poll_event() {
        assert!(matches!(event, Event::Open(_) | Event::Trace(_)), "{event:?}");
    }
    connection
}

fn drain(connection: &mut Connection) -> Vec<u8> {
    let mut wire = Vec::new();
    while let Some(Transmit::Data(data)) = connection.poll_transmit() {
        wire.extend_from_slice(&data);
    }
    wire
}
