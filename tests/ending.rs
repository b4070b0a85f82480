//! What comes in front of the end of a connection can be answered, also when the driver decodes
//! before the application asks.

use std::time::Duration;

use witsocket::{Config, Connection, Event, Instant, Opened, Role, State, Transmit};

const NOW: Instant = Instant::from_nanos(0);
const TEXT: &[u8] = b"\x81\x82\0\0\0\0hi";
const CLOSE: &[u8] = b"\x88\x82\0\0\0\0\x03\xe8";

fn server() -> Connection {
    Connection::attach(Role::Server, Config::default(), Opened::default(), [0; 32], NOW)
}

fn text() -> Option<Event> {
    Some(Event::Text("hi".into()))
}

#[test]
fn the_end_is_foreseen_and_what_is_sent_goes_out_before_it() {
    let mut server = server();
    server.handle_data([TEXT, CLOSE].concat(), NOW);
    assert!(!server.ends_next(), "a message comes first");
    assert_eq!(server.poll_event(), text());
    assert!(server.ends_next());
    assert!(!server.wants_read());
    let _ = server.send("answer", NOW).unwrap();
    assert_eq!(transmitted(&mut server), b"\x81\x06answer");
    assert!(matches!(server.poll_event(), Some(Event::Closed(closed)) if closed.clean));
    assert_eq!(transmitted(&mut server), b"\x88\x02\x03\xe8");
}

#[test]
fn errors_and_the_end_of_the_stream_are_ends_too() {
    for wrong in [&b"\x83\x80\0\0\0\0"[..], b"\x81\x81\0\0\0\0\xff", b"\x88\x81\0\0\0\0\x03"] {
        let mut server = server();
        server.handle_data([TEXT, wrong].concat(), NOW);
        assert_eq!(server.poll_event(), text());
        assert!(server.ends_next(), "{wrong:x?}");
    }
    let mut server = server();
    server.handle_data(TEXT.to_vec(), NOW);
    server.handle_eof(NOW);
    assert_eq!(server.poll_event(), text());
    assert!(server.ends_next());
}

#[test]
fn the_first_half_of_a_close_frame_is_no_end() {
    let mut server = server();
    server.handle_data(CLOSE[..5].to_vec(), NOW);
    assert!(!server.ends_next());
    assert!(server.wants_read());
    server.handle_data(CLOSE[5..].to_vec(), NOW);
    assert!(server.ends_next());
}

#[test]
fn an_application_that_closes_waits_for_nothing() {
    let mut server = server();
    server.handle_data(CLOSE.to_vec(), NOW);
    assert!(server.ends_next());
    server.close(witsocket::CloseCode::NORMAL, "", NOW).unwrap();
    assert!(!server.ends_next());
    assert!(matches!(server.poll_event(), Some(Event::Closed(closed)) if closed.clean));
}

#[test]
fn the_end_waits_for_a_second_at_most() {
    let mut server = server();
    server.handle_data(CLOSE.to_vec(), NOW);
    assert_eq!(server.poll_timeout(), keepalive());
    assert!(server.ends_next());
    let deadline = NOW + Duration::from_secs(1);
    assert_eq!(server.poll_timeout(), Some(deadline));
    server.handle_timeout(deadline);
    assert!(!server.ends_next());
    assert_eq!(server.state(), State::Open);
    assert!(matches!(server.poll_event(), Some(Event::Closed(_))));
}

/// The next deadline of a connection where nothing happens.
fn keepalive() -> Option<Instant> {
    server().poll_timeout()
}

fn transmitted(connection: &mut Connection) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(Transmit::Data(data)) = connection.poll_transmit() {
        bytes.extend_from_slice(&data);
    }
    bytes
}
