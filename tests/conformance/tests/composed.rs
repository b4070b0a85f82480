//! The protocol component, composed with another one that provides an extension.
//!
//! `cargo xtask test --only composition` composes them and runs this.

use std::path::PathBuf;
use std::sync::LazyLock;

use wasmtime::component::{Component, Linker, ResourceAny};
use wasmtime::{Engine, Store};

use plugin::{Websocket, config, wit};

mod plugin;

static COMPONENT: LazyLock<Component> = LazyLock::new(|| {
    let path = std::env::var_os("WITSOCKET_COMPOSED").expect("`cargo xtask test` sets it");
    Component::from_file(&Engine::default(), PathBuf::from(path)).expect("a component")
});

/// Two connections that have the component to themselves.
struct Pair {
    store: Store<()>,
    instance: Websocket,
    client: ResourceAny,
    server: ResourceAny,
}

/// Calls a method of a connection.
macro_rules! call {
    ($pair:ident.$end:ident.$method:ident($($argument:expr),*)) => {
        $pair
            .instance
            .witsocket_protocol_connection()
            .connection()
            .$method(&mut $pair.store, $pair.$end, $($argument,)* 0)
            .expect("the component does not trap")
    };
}

impl Pair {
    /// Two ends in the middle of the opening handshake: the request, and what the server answers.
    fn new(deflate: bool) -> (Self, Vec<u8>) {
        let component = &*COMPONENT;
        let engine = component.engine();
        let mut store = Store::new(engine, ());
        let instance = Websocket::instantiate(&mut store, component, &Linker::new(engine))
            .expect("nothing is imported any more");
        let interface = instance.witsocket_protocol_connection();
        let guest = interface.connection();
        let request = wit::ClientRequest {
            host: b"localhost".to_vec(),
            target: b"/".to_vec(),
            authorization: None,
            origin: None,
            headers: vec![],
        };
        let defaults =
            interface.call_default_config(&mut store).expect("the component does not trap");
        let config = config(defaults, deflate);
        let settings = interface.settings().call_constructor(&mut store, &config);
        let settings =
            settings.expect("the component does not trap").expect("there is only ASCII in it");
        let client = guest
            .call_client(&mut store, &request, settings, (1, 2, 3, 4), 0)
            .expect("the component does not trap")
            .expect("a proper request");
        let server = guest
            .call_server(&mut store, settings, (5, 6, 7, 8), 0)
            .expect("the component does not trap");
        let mut pair = Self { store, instance, client, server };
        let request = call!(pair.client.call_resume()).transmit;
        (pair, request)
    }

    /// Two ends of an open connection, and the server's answer.
    fn open(deflate: bool) -> (Self, String) {
        let (mut pair, request) = Self::new(deflate);
        let step = call!(pair.server.call_receive(&request));
        assert!(matches!(step.events[..], [wit::Event::Request(_)]));
        let acceptance = wit::Acceptance {
            subprotocol: wit::Selection::Configured,
            headers: vec![],
            request_headers: None,
            user: None,
        };
        let step = call!(pair.server.call_answer(&wit::Answer::Accept(acceptance)))
            .expect("a proper request");
        let answer = String::from_utf8(step.transmit.clone()).expect("HTTP");
        let step = call!(pair.client.call_receive(&step.transmit));
        let [wit::Event::Open(opened)] = &step.events[..] else { panic!("{:?}", step.events) };
        let agreed = &opened.extensions[0];
        assert_eq!(agreed.name, "frame-checksum");
        assert_eq!(agreed.parameters, [("bytes".into(), Some("4".into()))]);
        assert_eq!(opened.deflate.is_some(), deflate);
        (pair, answer)
    }
}

#[test]
#[ignore = "needs the composed component, see above"]
fn it_is_offered_and_agreed_on() {
    let (_, request) = Pair::new(true);
    let request = String::from_utf8(request).unwrap();
    assert!(request.contains(
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, \
         frame-checksum; bytes=4, frame-checksum; bytes=2\r\n"
    ));
    let (_, answer) = Pair::open(false);
    assert!(answer.contains("Sec-WebSocket-Extensions: frame-checksum; bytes=4\r\n"), "{answer}");
    let (_, answer) = Pair::open(true);
    assert!(answer.contains("client_max_window_bits=12, frame-checksum; bytes=4\r\n"), "{answer}");
}

#[test]
#[ignore = "needs the composed component, see above"]
fn every_frame_has_its_checksum() {
    let (mut pair, _) = Pair::open(false);
    // The example of RFC 1950's checksum that everybody knows.
    let step = call!(pair.server.call_send_text(b"Wikipedia", wit::Compress::Auto)).unwrap();
    assert_eq!(step.transmit, b"\xa1\x0dWikipedia\x11\xe6\x03\x98");
    let step = call!(pair.client.call_receive(&step.transmit));
    assert!(matches!(&step.events[..], [wit::Event::Text(text)] if text == b"Wikipedia"));

    let part = |data: &[u8]| wit::Command::Part(data.to_vec());
    let begin = wit::Beginning { kind: wit::Kind::Binary, compress: wit::Compress::Auto };
    let commands =
        [wit::Command::Begin(begin), part(b"Wiki"), part(b"pedia"), wit::Command::Finish];
    let applied = call!(pair.server.call_apply(&commands));
    assert!(applied.failed.is_none());
    assert!(
        applied.step.transmit.ends_with(b"\x20\x09pedia\x11\xe6\x03\x98\xa0\x04\x11\xe6\x03\x98")
    );
    let step = call!(pair.client.call_receive(&applied.step.transmit));
    assert!(matches!(&step.events[..], [wit::Event::Binary(data)] if data == b"Wikipedia"));
}

#[test]
#[ignore = "needs the composed component, see above"]
fn it_works_together_with_compression_byte_by_byte() {
    let (mut pair, _) = Pair::open(true);
    let text = "compressed first, summed up then; ".repeat(100);
    for _ in 0..3 {
        let step = call!(pair.client.call_send_text(text.as_bytes(), wit::Compress::Auto)).unwrap();
        assert!(step.transmit.len() < 200, "{} bytes", step.transmit.len());
        assert_eq!(step.transmit[0], 0xe1);
        let mut events = Vec::new();
        for byte in step.transmit {
            events.extend(call!(pair.server.call_receive(&[byte])).events);
        }
        assert!(matches!(&events[..], [wit::Event::Text(data)] if *data == text.as_bytes()));
    }
}

#[test]
#[ignore = "needs the composed component, see above"]
fn a_changed_frame_closes_the_connection() {
    for (frame, code) in [
        (&b"\xa1\x0dWikipedic\x11\xe6\x03\x98"[..], 1007u16),
        (b"\x81\x0dWikipedia\x11\xe6\x03\x98", 1002),
        (b"\xa1\x02Wi", 1002),
        (b"\xb1\x0dWikipedia\x11\xe6\x03\x98", 1002),
    ] {
        let (mut pair, _) = Pair::open(false);
        let mut events = call!(pair.client.call_receive(frame)).events;
        events.extend(call!(pair.client.call_resume()).events);
        events.extend(call!(pair.client.call_eof()).events);
        let [wit::Event::Closed(closed)] = &events[..] else { panic!("{events:?}") };
        assert_eq!(closed.sent.as_ref().map(|close| close.code), Some(code));
        assert!(matches!(closed.cause, Some(wit::Cause::Protocol(_))));
    }
}
