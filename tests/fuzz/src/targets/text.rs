//! What people type and servers send, as text.

use witsocket::{
    Acceptance, Authentication, Config, Connection, Credentials, Environment, Event, Instant,
    Proxy, Target, Transmit,
};

/// The first byte decides what the rest is.
pub fn run(input: &[u8]) {
    let (kind, rest) = input.split_first().map_or((0, input), |(kind, rest)| (*kind, rest));
    let text = String::from_utf8_lossy(rest);
    match kind % 4 {
        0 | 1 => url(&text),
        2 => proxy(&text),
        _ => authorization(rest),
    }
}

/// What was read is written so that it is read the same, and nothing in it can end a line.
fn url(text: &str) {
    let Ok(target) = Target::parse(text) else { return };
    let again = target.to_string();
    let same = Target::parse(&again).expect("what we write is a URL");
    assert_eq!(same.to_string(), again);
    assert_eq!((same.host(), same.port()), (target.host(), target.port()));
    assert_eq!(same.resource(), target.resource());
    assert_eq!(same.host_header(), target.host_header());
    let visible = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic());
    assert!(visible(target.host_header()) && visible(target.resource()), "{target}");
    assert!(target.resource().starts_with('/') && !target.resource().contains('#'), "{target}");
    is_understood(&target);
}

/// What we ask for is what a server understands.
fn is_understood(target: &Target) {
    let now = Instant::from_nanos(0);
    let head =
        format!("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", target.resource(), target.host_header());
    let mut server = Connection::server(Config::default(), [1; 32], now);
    let fits = target.resource().len() < 8_000;
    server.handle_data(head.into_bytes(), now);
    match server.poll_event() {
        Some(Event::Request(request)) => {
            assert_eq!(request.target, target.resource().as_bytes());
            let _ = server.accept(&Acceptance::default(), now);
            // Whatever is missing, it is not the host.
            let Some(Transmit::Data(answer)) = server.poll_transmit() else { panic!("no answer") };
            assert!(answer.starts_with(b"HTTP/1.1 426 "), "{target}: {answer:?}");
        }
        other => assert!(!fits, "{target}: {other:?}"),
    }
}

fn proxy(text: &str) {
    if let Ok(proxy) = Proxy::parse(text) {
        let again = proxy.to_string();
        let same = Proxy::parse(&again).expect("what we write is a URL");
        assert_eq!(same.to_string(), again);
    }
    let (first, second) = text.split_at(text.floor_char_boundary(text.len() / 2));
    let variables = [("all_proxy", first), ("no_proxy", second)];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let environment = Environment::new(variables);
    for url in ["ws://a.example/", "wss://127.0.0.1/", "ws://[::1]:81/"] {
        let _ = environment.proxy(&Target::parse(url).expect("they are URLs"));
    }
}

/// Whatever somebody says who they are, they are not let in.
fn authorization(value: &[u8]) {
    let now = Instant::from_nanos(0);
    let mut authentication = Authentication::new("realm", [9; 32]);
    let ann = Credentials { user: "ann".into(), password: "not to be guessed".into() };
    authentication.basic.push(ann.clone());
    authentication.digest.push(ann);
    let config = Config { authentication: Some(authentication.into()), ..Config::default() };
    let mut server = Connection::server(config, [1; 32], now);
    let value: Vec<u8> = value.iter().copied().filter(|byte| !b"\r\n".contains(byte)).collect();
    let head = [b"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: ", &value[..], b"\r\n\r\n"].concat();
    server.handle_data(head, now);
    while let Some(event) = server.poll_event() {
        if let Event::Request(request) = &event {
            let _ = request.claimant();
            let _ = server.accept(&Acceptance::default(), now);
        }
        assert!(!matches!(event, Event::Claim(_) | Event::Open(_)), "{event:?}");
    }
    if let Some(Transmit::Data(answer)) = server.poll_transmit() {
        let refused = [&b"HTTP/1.1 401 "[..], b"HTTP/1.1 431 "];
        assert!(refused.iter().any(|status| answer.starts_with(status)), "{answer:?}");
    }
}
