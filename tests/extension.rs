//! Extensions of the application: negotiated, in order, with reserved bits and faults.

use std::sync::Arc;

use bytes::Bytes;
use witsocket::{
    Acceptance, Cause, ClientRequest, CloseCode, Closed, Compress, Config, Connection, Deflate,
    EncodedFrame, Event, Extension, ExtensionCodec, ExtensionDecoder, ExtensionEncoder,
    ExtensionFault, ExtensionFrame, ExtensionParameter, HandshakeError, Instant, Kind, Limits,
    Misuse, Prepared, ProtocolError, Role, SendOptions, Transmit,
};

const NOW: Instant = Instant::from_nanos(0);
const RSV1: u8 = 4;
const RSV2: u8 = 2;
const RSV3: u8 = 1;

/// Adds a letter to the end of each frame and a bit to its header, and takes both away again.
/// The number of the frame must be right, so that no frame goes missing.
#[derive(Debug)]
struct Stamp {
    name: &'static str,
    rsv: u8,
}

struct Stamper {
    letter: u8,
    rsv: u8,
    frames: u8,
}

impl Stamper {
    fn stamp(&mut self) -> [u8; 2] {
        self.frames = self.frames.wrapping_add(1);
        [self.frames, self.letter]
    }
}

impl Extension for Stamp {
    fn name(&self) -> &str {
        self.name
    }

    fn rsv(&self) -> u8 {
        self.rsv
    }

    fn offers(&self) -> Vec<Vec<ExtensionParameter>> {
        vec![vec![parameter("letters", None)], vec![]]
    }

    fn accept(&self, offer: &[ExtensionParameter]) -> Option<Vec<ExtensionParameter>> {
        match offer {
            [] => Some(vec![parameter("letter", Some("d"))]),
            [one] if one.name == "letters" => Some(vec![parameter("letter", Some("l"))]),
            _ => None,
        }
    }

    fn start(&self, _: Role, agreed: &[ExtensionParameter]) -> Option<ExtensionCodec> {
        let letter = match agreed {
            [ExtensionParameter { name, value: Some(value) }] if name == "letter" => {
                *value.as_bytes().first()?
            }
            _ => return None,
        };
        let stamper = || Box::new(Stamper { letter, rsv: self.rsv, frames: 0 });
        Some(ExtensionCodec { encoder: stamper(), decoder: stamper() })
    }
}

impl ExtensionEncoder for Stamper {
    fn encode(&mut self, frame: ExtensionFrame) -> Result<EncodedFrame, ExtensionFault> {
        if frame.payload.starts_with(b"fail") {
            return Err(ExtensionFault::Data);
        }
        let payload = [&frame.payload[..], &self.stamp()].concat();
        // More bits than it may set: those of others must stay as they are.
        Ok(EncodedFrame { rsv: 7, payload: payload.into() })
    }
}

impl ExtensionDecoder for Stamper {
    fn decode(&mut self, frame: ExtensionFrame, max: u64) -> Result<Bytes, ExtensionFault> {
        if frame.rsv != self.rsv {
            return Err(ExtensionFault::Protocol);
        }
        let stamp = self.stamp();
        let payload = frame.payload.strip_suffix(&stamp).ok_or(ExtensionFault::Data)?;
        if payload == b"grow" {
            return Ok(vec![b'x'; max as usize + 1].into());
        }
        Ok(frame.payload.slice_ref(payload))
    }
}

fn parameter(name: &str, value: Option<&str>) -> ExtensionParameter {
    ExtensionParameter { name: name.into(), value: value.map(Into::into) }
}

fn stamps(stamps: &[(&'static str, u8)], deflate: bool) -> Config {
    let stamp = |&(name, rsv): &(_, _)| Arc::new(Stamp { name, rsv }) as Arc<dyn Extension>;
    Config {
        extensions: stamps.iter().map(stamp).collect(),
        deflate: deflate.then(Deflate::default),
        limits: Limits { max_message: Some(1000), ..Limits::default() },
        ..Config::default()
    }
}

fn request() -> ClientRequest {
    ClientRequest { host: "localhost".into(), target: "/".into(), ..ClientRequest::default() }
}

struct Pair {
    client: Connection,
    server: Connection,
    /// What the server answered in `Sec-WebSocket-Extensions`.
    answer: Option<String>,
}

impl Pair {
    fn open(client: Config, server: Config) -> Self {
        let request = request();
        let mut client = Connection::client(&request, client, [1; 32], NOW).unwrap();
        let mut server = Connection::server(server, [2; 32], NOW);
        server.handle_data(transmitted(&mut client), NOW);
        assert!(matches!(server.poll_event(), Some(Event::Request(_))));
        server.accept(&Acceptance::default(), NOW).unwrap();
        assert!(matches!(server.poll_event(), Some(Event::Open(_))));
        client.handle_data(transmitted(&mut server), NOW);
        let Some(Event::Open(opened)) = client.poll_event() else { panic!("not open") };
        let headers = opened.response.unwrap().headers;
        let answer = headers.get("Sec-WebSocket-Extensions");
        let answer = answer.map(|answer| String::from_utf8(answer.to_vec()).unwrap());
        assert_eq!(client.negotiated().extensions, server.negotiated().extensions);
        Self { client, server, answer }
    }

    /// What the server sends, and the client's next event.
    fn deliver(&mut self) -> (Vec<u8>, Option<Event>) {
        let bytes = transmitted(&mut self.server);
        self.client.handle_data(bytes.clone(), NOW);
        (bytes, self.client.poll_event())
    }
}

fn transmitted(connection: &mut Connection) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(Transmit::Data(data)) = connection.poll_transmit() {
        bytes.extend_from_slice(&data);
    }
    bytes
}

/// How a connection ends with the stream.
fn closed(connection: &mut Connection) -> Closed {
    connection.handle_eof(NOW);
    match connection.poll_event() {
        Some(Event::Closed(closed)) => closed,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_that_was_agreed_on_encodes_first() {
    let (a, b) = (("a", RSV2), ("b", RSV3));
    let mut pair = Pair::open(stamps(&[b, a], false), stamps(&[a, b, ("c", 0)], false));
    // The client's order counts.
    assert_eq!(pair.answer.as_deref(), Some("b; letter=l, a; letter=l"));
    let _ = pair.server.send("hi", NOW).unwrap();
    let (bytes, event) = pair.deliver();
    assert_eq!(bytes, b"\xb1\x06hi\x01l\x01l");
    assert_eq!(event, Some(Event::Text("hi".into())));
    let _ = pair.client.send("ho", NOW).unwrap();
    pair.server.handle_data(transmitted(&mut pair.client), NOW);
    assert_eq!(pair.server.poll_event(), Some(Event::Text("ho".into())));
}

#[test]
fn they_work_on_what_compression_made() {
    let config = || stamps(&[("a", RSV2)], true);
    let mut pair = Pair::open(config(), config());
    let answer = pair.answer.clone().unwrap();
    assert!(answer.starts_with("permessage-deflate; "), "{answer}");
    assert!(answer.ends_with(", a; letter=l"), "{answer}");
    let text = "again and ".repeat(50);
    for number in 1..=3 {
        let _ = pair.server.send(&*text, NOW).unwrap();
        let (bytes, event) = pair.deliver();
        assert_eq!((bytes[0], &bytes[bytes.len() - 2..]), (0xe1, &[number, b'l'][..]));
        assert_eq!(event, Some(Event::Text((&*text).into())));
    }
    let options = SendOptions { compress: Compress::Never };
    let mut prepared = Prepared::new(&*text, options);
    let _ = pair.server.send_prepared(&mut prepared, NOW).unwrap();
    let (bytes, event) = pair.deliver();
    assert_eq!(bytes[0], 0xa1);
    assert_eq!(event, Some(Event::Text((&*text).into())));
}

#[test]
fn each_frame_is_encoded_and_controls_are_not() {
    let mut pair = Pair::open(stamps(&[("a", RSV3)], false), stamps(&[("a", RSV3)], false));
    pair.server.begin(Kind::Binary, NOW).unwrap();
    let _ = pair.server.part(&b"one"[..], NOW).unwrap();
    let _ = pair.server.ping(Some(Bytes::from_static(b"p")), NOW).unwrap();
    let _ = pair.server.finish(NOW).unwrap();
    let (bytes, event) = pair.deliver();
    assert_eq!(bytes, b"\x12\x05one\x01l\x89\x01p\x90\x02\x02l");
    assert_eq!(event, Some(Event::Ping(Bytes::from_static(b"p"))));
    assert_eq!(pair.client.poll_event(), Some(Event::Binary(Bytes::from_static(b"one"))));
}

#[test]
fn one_byte_at_a_time_is_the_same() {
    let mut pair = Pair::open(stamps(&[("a", RSV3)], true), stamps(&[("a", RSV3)], true));
    let text = "byte by byte ".repeat(20);
    for _ in 0..2 {
        let _ = pair.server.send(&*text, NOW).unwrap();
        let bytes = transmitted(&mut pair.server);
        let mut events = Vec::new();
        for byte in bytes {
            pair.client.handle_data(vec![byte], NOW);
            events.extend(pair.client.poll_event());
        }
        assert_eq!(events, [Event::Text((&*text).into())]);
    }
}

#[test]
fn no_two_have_a_bit_in_common() {
    let all = [("a", RSV1), ("b", RSV2), ("c", RSV2 | RSV3), ("d", RSV3)];
    let pair = Pair::open(stamps(&all, true), stamps(&all, true));
    let answer = pair.answer.unwrap();
    let names: Vec<_> = answer.split(", ").map(|one| one.split(';').next().unwrap()).collect();
    assert_eq!(names, ["permessage-deflate", "b", "d"]);

    let pair = Pair::open(stamps(&all, false), stamps(&all, true));
    assert_eq!(pair.answer.as_deref(), Some("a; letter=l, b; letter=l, d; letter=l"));
}

#[test]
fn without_deflate_its_bit_is_free() {
    let mut pair = Pair::open(stamps(&[("a", RSV1)], false), stamps(&[("a", RSV1)], false));
    let _ = pair.server.send("hi", NOW).unwrap();
    let (bytes, event) = pair.deliver();
    assert_eq!(bytes, b"\xc1\x04hi\x01l");
    assert_eq!(event, Some(Event::Text("hi".into())));
}

#[test]
fn a_client_checks_the_answer() {
    for (answer, expected) in [
        ("a; letter=l", Ok(())),
        ("a; letter=l, permessage-deflate", Err(HandshakeError::ExtensionInvalid)),
        ("a", Err(HandshakeError::ExtensionInvalid)),
        ("a; letter=l, a; letter=l", Err(HandshakeError::ExtensionInvalid)),
        ("a; letter=l, b; letter=l", Err(HandshakeError::ExtensionInvalid)),
        ("z", Err(HandshakeError::ExtensionUnexpected)),
    ] {
        let config = stamps(&[("a", RSV2), ("b", RSV2)], true);
        let request = request();
        let mut client = Connection::client(&request, config, [1; 32], NOW).unwrap();
        // Any server's answer will do but for this header.
        let mut server =
            Connection::server(Config { deflate: None, ..Config::default() }, [2; 32], NOW);
        server.handle_data(transmitted(&mut client), NOW);
        let _ = server.poll_event();
        server.accept(&Acceptance::default(), NOW).unwrap();
        let mut head = transmitted(&mut server);
        head.truncate(head.len() - 2);
        head.extend_from_slice(format!("Sec-WebSocket-Extensions: {answer}\r\n\r\n").as_bytes());
        client.handle_data(head, NOW);
        let got = match client.poll_event() {
            Some(Event::Open(_)) => Ok(()),
            Some(Event::Rejected(rejection)) => Err(rejection.error),
            other => panic!("{other:?}"),
        };
        assert_eq!(got, expected, "{answer}");
    }
}

#[test]
fn a_bit_without_its_extension_is_refused() {
    for first in [0xa1, 0xd1, 0x99] {
        let mut pair = Pair::open(stamps(&[("a", RSV3)], false), stamps(&[("a", RSV3)], false));
        pair.client.handle_data(vec![first, 0], NOW);
        assert_eq!(pair.client.poll_event(), None);
        let closed = closed(&mut pair.client);
        assert_eq!(closed.cause, Some(Cause::Protocol(ProtocolError::ReservedBits)), "{first:x}");
    }
}

#[test]
fn faults_close_with_their_code() {
    let open = || Pair::open(stamps(&[("a", RSV3)], false), stamps(&[("a", RSV3)], false));
    for (bytes, error, code) in [
        (&b"\x81\x02hi"[..], ProtocolError::Extension(ExtensionFault::Protocol), 1002),
        (b"\x91\x04hi\x07l", ProtocolError::Extension(ExtensionFault::Data), 1007),
        (
            b"\x91\x06grow\x01l",
            ProtocolError::MessageTooBig { size: None, before: 0, limit: 1000 },
            1009,
        ),
    ] {
        let mut pair = open();
        pair.client.handle_data(bytes.to_vec(), NOW);
        assert_eq!(pair.client.poll_event(), None);
        let closed = closed(&mut pair.client);
        assert_eq!(closed.cause, Some(Cause::Protocol(error)));
        assert_eq!(closed.sent.map(|close| close.code), Some(CloseCode(code)));
    }
    // An encoder that fails sends nothing of the message.
    let mut pair = open();
    let _ = pair.server.send("fail", NOW).unwrap();
    assert_eq!(pair.server.send("more", NOW), Err(Misuse::NotOpen));
    let (bytes, event) = pair.deliver();
    assert_eq!(bytes[..4], [0x88, bytes[1], 0x03, 0xf3]);
    assert_eq!(event, None);
    assert_eq!(closed(&mut pair.client).code(), CloseCode::INTERNAL_ERROR);
}

#[test]
fn a_message_is_as_long_as_the_application_sees_it() {
    let mut pair = Pair::open(stamps(&[("a", RSV3)], false), stamps(&[("a", RSV3)], false));
    let _ = pair.server.send(vec![7; 1000], NOW).unwrap();
    assert_eq!(pair.deliver().1, Some(Event::Binary(vec![7; 1000].into())));
    let _ = pair.server.send(vec![7; 1001], NOW).unwrap();
    let error = ProtocolError::MessageTooBig { size: None, before: 0, limit: 1000 };
    assert_eq!(pair.deliver().1, None);
    assert_eq!(closed(&mut pair.client).cause, Some(Cause::Protocol(error)));
}

#[test]
fn a_name_that_cannot_be_written_is_misuse() {
    let config = stamps(&[("a b", 0)], false);
    let request = request();
    let client = Connection::client(&request, config, [1; 32], NOW);
    assert_eq!(client.err(), Some(Misuse::InvalidHeader));
}

#[test]
fn the_opcode_and_the_end_are_told() {
    #[derive(Debug)]
    struct Notes;
    struct Writer;
    impl Extension for Notes {
        fn name(&self) -> &str {
            "notes"
        }
        fn accept(&self, _: &[ExtensionParameter]) -> Option<Vec<ExtensionParameter>> {
            Some(vec![])
        }
        fn start(&self, _: Role, _: &[ExtensionParameter]) -> Option<ExtensionCodec> {
            Some(ExtensionCodec { encoder: Box::new(Writer), decoder: Box::new(Writer) })
        }
    }
    fn note(frame: &ExtensionFrame) -> Bytes {
        let payload = String::from_utf8_lossy(&frame.payload);
        format!("{payload}<{:?} {}>", frame.opcode, frame.fin).into()
    }
    impl ExtensionEncoder for Writer {
        fn encode(&mut self, frame: ExtensionFrame) -> Result<EncodedFrame, ExtensionFault> {
            Ok(EncodedFrame { rsv: 0, payload: note(&frame) })
        }
    }
    impl ExtensionDecoder for Writer {
        fn decode(&mut self, frame: ExtensionFrame, _: u64) -> Result<Bytes, ExtensionFault> {
            Ok(note(&frame))
        }
    }
    let config = || Config {
        extensions: [Arc::new(Notes) as Arc<dyn Extension>].into_iter().collect(),
        max_fragment: Some(2),
        ..Config::default()
    };
    let mut pair = Pair::open(config(), config());
    let _ = pair.server.send("abc", NOW).unwrap();
    let (_, event) = pair.deliver();
    let expected = "ab<Text false><Text false>c<Continuation true><Continuation true>";
    assert_eq!(event, Some(Event::Text(expected.into())));
}
