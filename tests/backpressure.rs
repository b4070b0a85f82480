//! What happens while the transport takes bytes slowly, which wire scripts cannot show: they
//! drain all or nothing.

use witsocket::{Allowance, Config, Connection, Event, Instant, Limits, Opened, Role, Transmit};

const NOW: Instant = Instant::from_nanos(0);

#[test]
fn a_queue_that_never_empties_does_not_hold_back_the_pong() {
    let limits = Limits { high_water: 4_000, low_water: 1_000, ..Limits::default() };
    let config = Config { limits, ..Config::default() };
    let mut server = Connection::attach(Role::Server, config, Opened::default(), [0; 32], NOW);
    let _ = server.send(vec![7; 10_000], NOW).unwrap();
    server.handle_data(b"\x89\x84\0\0\0\0ping".to_vec(), NOW);
    assert_eq!(server.poll_event(), Some(Event::Ping(b"ping"[..].into())));

    let pong = b"\x8a\x04ping";
    for _ in 0..10 {
        // The application fills the queue again as soon as it is told that it may.
        let _ = server.send(vec![7; 3_000], NOW);
        match server.poll_transmit() {
            Some(Transmit::Data(data)) if data.windows(6).any(|bytes| bytes == pong) => return,
            Some(Transmit::Data(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    panic!("no pong came");
}

#[test]
fn a_peer_is_not_to_blame_for_what_nobody_reads() {
    let at = |seconds: u64| Instant::from_nanos(seconds * 1_000_000_000);
    let mut server = open(Config::default());
    server.handle_timeout(at(20));
    assert!(is_ping(server.poll_transmit()));
    for seconds in [40, 60, 80] {
        server.hold();
        server.handle_timeout(at(seconds));
        // A peer that is gone would answer by a reset.
        assert!(is_ping(server.poll_transmit()));
        assert_eq!((server.poll_transmit(), server.poll_event()), (None, None));
    }
    // Something came, but not the pong: there may be more of it in the transport.
    server.handle_data(b"\x82\x80\0\0\0\0".to_vec(), at(85));
    assert_eq!(server.poll_event(), Some(Event::Binary(Default::default())));
    assert_eq!(server.poll_timeout(), Some(at(100)));
    server.handle_timeout(at(100));
    assert!(is_ping(server.poll_transmit()));
    assert_eq!((server.poll_transmit(), server.poll_event()), (None, None));
    // For as long as a pong may take it could be read: from here on it counts again.
    assert_eq!(server.poll_timeout(), Some(at(120)));
    server.handle_timeout(at(120));
    let Some(Transmit::Data(close)) = server.poll_transmit() else { panic!("nothing is said") };
    assert_eq!(close[2..], *b"\x03\xf3keepalive ping timeout");
}

#[test]
fn what_many_peers_keep_us_holding_fails_theirs() {
    let limits = Limits { together: Allowance::new(20 << 10), ..Limits::default() };
    let mut server = open(Config { limits: limits.clone(), ..Config::default() });
    let mut begin = b"\x02\xfe\xff\xff\0\0\0\0".to_vec();
    begin.resize(12 << 10, 7);
    server.handle_data(begin, NOW);
    assert_eq!((server.poll_event(), server.poll_transmit()), (None, None));
    server.handle_data(vec![7; 12 << 10], NOW);
    assert!(matches!(server.poll_event(), Some(Event::Closed(closed)) if !closed.clean));
    let Some(Transmit::Data(close)) = server.poll_transmit() else { panic!("nothing is said") };
    assert_eq!(close[2..4], [0x03, 0xf1]);

    // One that comes at once, or is short, goes through.
    let mut server = open(Config { limits: limits.clone(), ..Config::default() });
    let mut whole = b"\x82\xfe\xff\xff\0\0\0\0".to_vec();
    whole.resize(8 + 0xffff, 7);
    server.handle_data(whole, NOW);
    assert!(matches!(server.poll_event(), Some(Event::Binary(data)) if data.len() == 0xffff));

    let mut server = Connection::server(Config { limits, ..Config::default() }, [0; 32], NOW);
    server.handle_data(b"GET / HTTP/1.1\r\n".to_vec(), NOW);
    for _ in 0..5 {
        server.handle_data([b"X: ", &[b'x'; 4000][..], b"\r\n"].concat(), NOW);
    }
    assert!(matches!(server.poll_event(), Some(Event::Rejected(_))));
    let Some(Transmit::Data(answer)) = server.poll_transmit() else { panic!("nothing is said") };
    assert!(answer.starts_with(b"HTTP/1.1 431 "));
}

fn is_ping(transmit: Option<Transmit>) -> bool {
    matches!(transmit, Some(Transmit::Data(ping)) if ping[..2] == [0x89, 4])
}

fn open(config: Config) -> Connection {
    Connection::attach(Role::Server, config, Opened::default(), [0; 32], NOW)
}
