//! Responses whose body the driver has: the head announces it, and the end of the stream waits.

use bytes::Bytes;
use witsocket::{
    Acceptance, Config, Connection, Event, Headers, Instant, Misuse, Outlet, Response, Steps,
    Transmit,
};

const NOW: Instant = Instant::from_nanos(0);

fn at(millis: u64) -> Instant {
    Instant::from_nanos(millis * 1_000_000)
}

/// A server that was asked for a page, and has the application look at what it answers or not.
fn asked(method: &str, review: bool) -> Connection {
    let config = Config { review, product: None, ..Config::default() };
    let mut server = Connection::server(config, [1; 32], NOW);
    server.handle_data(format!("{method} /a HTTP/1.1\r\nHost: a\r\n\r\n").into(), NOW);
    assert!(matches!(server.poll_event(), Some(Event::Request(_))));
    if review {
        server.accept(&Acceptance::default(), NOW).unwrap();
        assert!(matches!(server.poll_event(), Some(Event::Response(_))));
    }
    server
}

/// The connection stays, so this is what the application makes of a refusal.
fn page(status: u16) -> Response {
    let mut headers = Headers::default();
    headers.push("X-A", "b");
    headers.push("Connection", "close");
    Response {
        status,
        reason: Bytes::from_static(b"Fine"),
        headers,
        body: Bytes::from_static(b"not this"),
    }
}

#[derive(Default)]
struct Got {
    text: String,
    ended: bool,
}

impl Outlet for Got {
    fn event(&mut self, event: Event) {
        self.ended |= matches!(event, Event::Closed(_));
    }

    fn transmit(&mut self, data: Bytes) {
        self.text.push_str(std::str::from_utf8(&data).unwrap());
    }
}

#[test]
fn the_head_says_the_length_and_the_end_waits_for_the_body() {
    let mut server = asked("GET", true);
    server.announce(Some(1 << 40));
    server.respond(&page(200), NOW).unwrap();
    assert_eq!(server.body(), 1 << 40);
    let mut head = Vec::new();
    while server.buffered() > 0 {
        let Some(Transmit::Data(data)) = server.poll_transmit() else { panic!("no data") };
        head.extend_from_slice(&data);
    }
    let head = String::from_utf8(head).unwrap();
    let expected = "HTTP/1.1 200 Fine\r\nX-A: b\r\nConnection: close\r\n\
        Content-Length: 1099511627776\r\n\r\n";
    assert_eq!(head, expected);
    // However long that takes, the client is listened to, and the driver asked for nothing.
    assert_eq!((server.poll_timeout(), server.wants_read()), (None, true));
    server.handle_timeout(at(3_600_000));
    assert!(server.wants_read());
    assert_eq!(server.poll_transmit(), Some(Transmit::Eof));
    assert_eq!(server.poll_timeout(), Some(at(3_601_000)));
    server.handle_timeout(at(3_601_000));
    assert!(!server.wants_read());
}

#[test]
fn a_refusal_has_a_body_that_follows_too() {
    let mut response = page(404);
    response.headers.0.pop();
    let mut server = asked("GET", false);
    server.announce(Some(3));
    server.reject(&response, NOW).unwrap();
    assert_eq!(server.body(), 3);
    let Some(Transmit::Data(head)) = server.poll_transmit() else { panic!("no head") };
    assert!(head.starts_with(b"HTTP/1.1 404 Fine\r\nConnection: close\r\nContent-Length: 3\r\n"));
}

#[test]
fn where_there_is_no_room_for_a_body_none_follows() {
    for (method, status, length) in [
        ("HEAD", 200, Some("\r\nContent-Length: 7\r\n")),
        ("GET", 204, None),
        ("GET", 304, None),
        ("HEAD", 304, None),
    ] {
        let mut steps = Steps::new(asked(method, true));
        let mut got = Got::default();
        steps.connection().announce(Some(7));
        steps.connection().respond(&page(status), NOW).unwrap();
        let step = steps.step(&mut got);
        assert_eq!(
            (steps.as_connection().body(), step.shutdown, got.ended),
            (0, true, true),
            "{method} {status}"
        );
        assert_eq!(got.text.contains("Content-Length"), length.is_some(), "{}", got.text);
        assert!(got.text.contains(length.unwrap_or("\r\n\r\n")), "{}", got.text);
        assert!(got.text.ends_with("\r\n\r\n"), "{}", got.text);
    }
}

#[test]
fn a_step_with_an_announcement_is_followed_by_the_body_and_then_by_the_end() {
    let mut steps = Steps::new(asked("GET", true));
    let mut got = Got::default();
    steps.connection().announce(Some(7));
    steps.connection().respond(&page(206), NOW).unwrap();
    let step = steps.step(&mut got);
    assert_eq!((steps.as_connection().body(), step.shutdown, step.wants_read), (7, false, true));
    assert!(got.text.ends_with("Content-Length: 7\r\n\r\n"), "{}", got.text);
    assert!(got.ended);
    // Whatever the client says meanwhile.
    steps.connection().handle_data(b"more".to_vec(), NOW);
    assert!(!steps.step(&mut got).shutdown);
    let step = steps.unblock(&mut got, at(5));
    assert_eq!((step.shutdown, step.timeout), (true, Some(at(1005))));
    assert!(got.text.ends_with("Content-Length: 7\r\n\r\n"), "{}", got.text);
}

#[test]
fn what_is_announced_is_announced_until_it_is_taken_back_or_sent() {
    let mut server = asked("GET", true);
    server.announce(Some(9));
    assert_eq!(server.respond(&page(101), NOW), Err(Misuse::InvalidStatus));
    assert_eq!(server.body(), 0);
    server.announce(None);
    server.respond(&page(200), NOW).unwrap();
    assert_eq!(server.body(), 0);
    let Some(Transmit::Data(answer)) = server.poll_transmit() else { panic!("no answer") };
    assert!(answer.ends_with(b"Content-Length: 8\r\n\r\nnot this"));
}

#[test]
fn a_response_that_opens_has_no_body() {
    let config = Config { product: None, ..Config::default() };
    let mut server = Connection::server(config, [1; 32], NOW);
    let request = b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    server.handle_data(request.to_vec(), NOW);
    assert!(matches!(server.poll_event(), Some(Event::Request(_))));
    server.announce(Some(9));
    server.accept(&Acceptance::default(), NOW).unwrap();
    assert_eq!(server.body(), 0);
    let Some(Transmit::Data(answer)) = server.poll_transmit() else { panic!("no answer") };
    assert!(answer.starts_with(b"HTTP/1.1 101 ") && answer.ends_with(b"\r\n\r\n"));
    assert!(!answer.windows(14).any(|name| name == b"Content-Length"));
}
