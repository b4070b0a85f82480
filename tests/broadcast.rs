//! One message for many connections, among messages of their own.

use bytes::Bytes;
use witsocket::{
    Compress, Config, Connection, Deflate, DeflateParameters, DeflatePool, Event, Instant, Misuse,
    Opened, Prepared, Role, SendOptions, Transmit,
};

const NOW: Instant = Instant::from_nanos(0);

/// A connection that sends, and its peer.
struct Pair {
    sender: Connection,
    peer: Connection,
}

impl Pair {
    fn new(role: Role, deflate: Option<(&Deflate, DeflateParameters)>, fragment: usize) -> Self {
        let end = |role, max_fragment| {
            let config = Config {
                deflate: deflate.map(|(deflate, _)| deflate.clone()),
                max_fragment,
                ..Config::default()
            };
            let opened = Opened { deflate: deflate.map(|(_, agreed)| agreed), ..Opened::default() };
            Connection::attach(role, config, opened, [role as u8; 32], NOW)
        };
        let other = if role == Role::Server { Role::Client } else { Role::Server };
        Self { sender: end(role, (fragment > 0).then_some(fragment)), peer: end(other, None) }
    }

    /// What the peer gets of what was sent.
    fn deliver(&mut self) -> Vec<String> {
        while let Some(Transmit::Data(data)) = self.sender.poll_transmit() {
            self.peer.handle_data(data.into(), NOW);
        }
        let mut texts = Vec::new();
        while let Some(event) = self.peer.poll_event() {
            match event {
                Event::Text(text) => texts.push(text.as_str().to_owned()),
                other => panic!("{other:?}"),
            }
        }
        texts
    }
}

fn agreed(bits: u8, no_context_takeover: bool) -> DeflateParameters {
    DeflateParameters {
        server_no_context_takeover: no_context_takeover,
        client_no_context_takeover: no_context_takeover,
        server_max_window_bits: bits,
        client_max_window_bits: bits,
    }
}

/// Text that goes on where the last one stopped, so that context matters.
fn verse(number: usize) -> String {
    format!("verse {number} of the song that verse {} began; ", number / 2).repeat(1 + number % 7)
}

fn shared(connection: &mut Connection) -> Bytes {
    match connection.poll_transmit() {
        Some(Transmit::Data(data)) => data,
        other => panic!("{other:?}"),
    }
}

#[test]
fn all_get_it_whatever_was_agreed_on() {
    let roomy = Deflate::default();
    let tight = Deflate { pool: DeflatePool::new(200 << 10), ..Deflate::default() };
    let mut pairs = [
        Pair::new(Role::Server, None, 0),
        Pair::new(Role::Client, None, 50),
        Pair::new(Role::Server, Some((&roomy, agreed(12, false))), 0),
        Pair::new(Role::Server, Some((&roomy, agreed(12, false))), 20),
        Pair::new(Role::Server, Some((&roomy, agreed(12, true))), 0),
        Pair::new(Role::Server, Some((&roomy, agreed(15, false))), 0),
        Pair::new(Role::Server, Some((&roomy, agreed(8, false))), 0),
        Pair::new(Role::Client, Some((&roomy, agreed(9, false))), 30),
        Pair::new(Role::Server, Some((&tight, agreed(15, false))), 0),
        Pair::new(Role::Client, Some((&tight, agreed(15, false))), 0),
    ];
    for number in 0..200 {
        let compress = [Compress::Auto, Compress::Always, Compress::Auto, Compress::Never];
        let options = SendOptions { compress: compress[number % 4] };
        let mut song = Prepared::new(verse(number), options);
        for (index, pair) in pairs.iter_mut().enumerate() {
            let mut expected = vec![verse(number)];
            // Some say something of their own in front, and others behind.
            if (number + index) % 3 == 0 {
                let _ = pair.sender.send(verse(number + index), NOW).unwrap();
                expected.insert(0, verse(number + index));
            }
            let _ = pair.sender.send_prepared(&mut song, NOW).unwrap();
            if (number + index) % 5 == 0 {
                let _ = pair.sender.send(verse(index), NOW).unwrap();
                expected.push(verse(index));
            }
            assert_eq!(pair.deliver(), expected, "message {number} to {index}");
        }
    }
}

#[test]
fn it_is_encoded_once_for_equal_parameters() {
    let deflate = Deflate::default();
    let pair = |bits, no_takeover, fragment| {
        Pair::new(Role::Server, Some((&deflate, agreed(bits, no_takeover))), fragment).sender
    };
    // Takeover or not is nothing to a message that refers to none.
    let mut equal = [pair(12, false, 0), pair(12, true, 0), pair(12, false, 0)];
    let mut others = [pair(12, false, 9), pair(10, false, 0)];
    let _ = equal[2].send(verse(1), NOW).unwrap();
    let _ = shared(&mut equal[2]);

    let mut song = Prepared::new(verse(6), SendOptions::default());
    for connection in equal.iter_mut().chain(&mut others) {
        let _ = connection.send_prepared(&mut song, NOW).unwrap();
    }
    let bytes = equal.each_mut().map(shared);
    assert!(bytes.iter().all(|other| other.as_ptr() == bytes[0].as_ptr()));
    assert!(bytes.iter().all(|one| song.encoding_of(one) == Some(0)));
    assert!(bytes[0].len() < verse(6).len() / 2, "{} bytes", bytes[0].len());
    assert_eq!(others.each_mut().map(|one| song.encoding_of(&shared(one))), [Some(1), Some(2)]);
}

#[test]
fn a_masked_frame_is_nobody_elses() {
    let mut song = Prepared::new(verse(3), SendOptions::default());
    let clients = [1, 2].map(|seed| {
        let mut client =
            Connection::attach(Role::Client, Config::default(), Opened::default(), [seed; 32], NOW);
        let _ = client.send_prepared(&mut song, NOW).unwrap();
        shared(&mut client)
    });
    assert_ne!(clients[0], clients[1]);
    assert_eq!(song.encoding_of(&clients[0]), None);
}

#[test]
fn it_does_not_go_between_fragments() {
    let mut pair = Pair::new(Role::Server, None, 0);
    pair.sender.begin(witsocket::Kind::Text, NOW).unwrap();
    let mut song = Prepared::new("no", SendOptions::default());
    assert_eq!(pair.sender.send_prepared(&mut song, NOW), Err(Misuse::MessageInProgress));
    let _ = pair.sender.finish(NOW).unwrap();
    assert_eq!(pair.deliver(), [""]);
}

#[test]
fn it_counts_like_any_other() {
    let mut one = Pair::new(Role::Server, None, 10);
    let mut other = Pair::new(Role::Server, None, 10);
    let _ = one.sender.send(verse(2), NOW).unwrap();
    let mut song = Prepared::new(verse(2), SendOptions::default());
    let _ = other.sender.send_prepared(&mut song, NOW).unwrap();
    assert_eq!(one.sender.stats(), other.sender.stats());
    assert!(one.sender.stats().frames_sent > 5);
}
