//! What happens while the transport takes bytes slowly, which wire scripts cannot show: they
//! drain all or nothing.

use witsocket::{Config, Connection, Event, Instant, Limits, Opened, Role, Transmit};

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
