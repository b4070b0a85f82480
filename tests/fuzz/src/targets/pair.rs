//! Two sides that talk to each other: what one sends is what the other gets.

use witsocket::{
    Compress, Config, Connection, Deflate, DeflateParameters, Event, Instant, Kind, Opened, Role,
    SendOptions, Transmit,
};

use crate::choices::Choices;

/// The input decides what was agreed on and what is said.
pub fn run(input: &[u8]) {
    let now = Instant::from_nanos(0);
    let mut choices = Choices::new(input);
    let (windows, how) = (choices.byte(), choices.byte());
    let deflate = (how & 1 == 0).then_some(DeflateParameters {
        server_no_context_takeover: how & 2 == 2,
        client_no_context_takeover: how & 4 == 4,
        server_max_window_bits: 9 + (windows >> 4) % 7,
        client_max_window_bits: 9 + (windows & 15) % 7,
    });
    let config = Config {
        deflate: Some(Deflate { threshold: usize::from(how >> 4), ..Deflate::default() }),
        max_fragment: (how & 8 == 8).then_some(100),
        ..Config::default()
    };
    let attach = |role, seed| {
        let opened = Opened { deflate, ..Opened::default() };
        Connection::attach(role, config.clone(), opened, [seed; 32], now)
    };
    let mut sides = [attach(Role::Client, 1), attach(Role::Server, 2)];
    while !choices.is_empty() {
        let call = choices.byte();
        let [client, server] = &mut sides;
        let (from, to) = if call & 1 == 0 { (client, server) } else { (server, client) };
        let data = choices.bytes().repeat(1 + usize::from(call >> 5));
        let compress =
            [Compress::Auto, Compress::Always, Compress::Never][usize::from(call >> 1 & 3) % 3];
        send(from, &data, SendOptions { compress }, call & 8 == 8, now);
        while let Some(Transmit::Data(wire)) = from.poll_transmit() {
            to.handle_data(wire.to_vec(), now);
        }
        match to.poll_event() {
            Some(Event::Binary(received)) => assert_eq!(received, data),
            other => panic!("{other:?} in place of {} bytes", data.len()),
        }
        assert_eq!(to.poll_event(), None);
    }
}

fn send(from: &mut Connection, data: &[u8], options: SendOptions, in_parts: bool, now: Instant) {
    if !in_parts {
        let _ = from.send_with(data.to_vec(), options, now).expect("there is room");
        return;
    }
    from.begin_with(Kind::Binary, options, now).expect("nothing is under way");
    for part in data.chunks(data.len() / 3 + 1) {
        let _ = from.part(part.to_vec(), now).expect("there is room");
    }
    let _ = from.finish(now).expect("a message is under way");
}
