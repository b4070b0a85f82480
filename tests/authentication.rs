//! Digest between our client and our server, and against those who repeat what they heard.

use bytes::Bytes;
use witsocket::{
    Acceptance, Action, Authentication, Claim, Config, Connection, Credentials, Dial, DialError,
    DialOptions, Event, Instant, Replays, Role, Schemes, Target, Transmit,
};

const NOW: Instant = Instant::from_nanos(1_000_000_000);

fn at(seconds: u64) -> Instant {
    Instant::from_nanos((1 + seconds) * 1_000_000_000)
}

fn credentials(user: &str, password: &str) -> Credentials {
    Credentials { user: user.into(), password: password.into() }
}

/// A server with these users, and what it knows of earlier proofs.
struct Site {
    config: std::sync::Arc<Config>,
    replays: Replays,
    connections: u8,
}

/// What a server did with a request.
#[derive(Debug, PartialEq)]
enum Seen {
    Open(Option<String>),
    Status(u16),
}

impl Site {
    fn new(users: &[(&str, &str)]) -> Self {
        let mut authentication = Authentication::new("a \"realm\"", [9; 32]);
        authentication.digest = users.iter().map(|(u, p)| credentials(u, p)).collect();
        let config = Config { authentication: Some(authentication.into()), ..Config::default() };
        Self { config: config.into(), replays: Replays::default(), connections: 0 }
    }

    /// A connection of its own for a request. Returns the answer and what became of it.
    fn answer(&mut self, request: &[u8], now: Instant) -> (Vec<u8>, Seen) {
        self.connections += 1;
        let mut server = Connection::server(self.config.clone(), [self.connections; 32], now);
        server.handle_data(request.to_vec(), now);
        let mut seen = None;
        while let Some(event) = server.poll_event() {
            match event {
                Event::Request(_) => server.accept(&Acceptance::default(), now).unwrap(),
                Event::Claim(claim) => {
                    let fresh = self.replays.claim(claim, now);
                    server.claimed(fresh, now).unwrap();
                }
                Event::Open(opened) => seen = Some(Seen::Open(opened.user)),
                Event::Rejected(rejection) => {
                    seen = rejection.status.map(Seen::Status);
                }
                _ => {}
            }
        }
        let mut answer = Vec::new();
        while let Some(Transmit::Data(data)) = server.poll_transmit() {
            answer.extend_from_slice(&data);
        }
        (answer, seen.expect("an answer"))
    }
}

/// Dials a site. Returns the requests that it took, and how it ended.
fn dial(site: &mut Site, url: &str, options: DialOptions, now: Instant) -> (Vec<Vec<u8>>, bool) {
    let target = Target::parse(url).unwrap();
    let config = Config { deflate: None, ..Config::default() };
    let mut dial = Dial::new(target, options, config, [3; 32], now).unwrap();
    let mut requests = Vec::new();
    while let Some(action) = dial.poll_action() {
        match action {
            Action::Acquire { permit, .. } => dial.handle_acquired(permit, now),
            Action::Connect { transport, .. } => dial.handle_connected(transport, now),
            Action::Transmit(data) => {
                let (answer, _) = site.answer(&data, now);
                requests.push(data.to_vec());
                dial.handle_data(answer, now);
            }
            Action::Open(connection) => {
                assert_eq!(connection.role(), Role::Client);
                return (requests, true);
            }
            Action::Failed { error, .. } => {
                assert!(matches!(&error, DialError::Rejected(it) if it.status == Some(401)));
                return (requests, false);
            }
            _ => {}
        }
    }
    panic!("the dial has no end");
}

fn digest(user: &str, password: &str) -> DialOptions {
    let credentials = Some(credentials(user, password));
    DialOptions { credentials, schemes: Schemes::Digest, ..DialOptions::default() }
}

fn authorization(request: &[u8]) -> String {
    let text = String::from_utf8(request.to_vec()).unwrap();
    let line = text.lines().find(|line| line.starts_with("Authorization: "));
    line.unwrap_or_default().to_owned()
}

#[test]
fn client_and_server_agree_on_who_it_is() {
    for (user, password) in
        [("ann", "secret"), ("J\u{e4}s\u{f8}n Doe", "Secret, or not?"), ("a\"\\:b", ""), ("", "x")]
    {
        let mut site = Site::new(&[("eve", "secret"), (user, password)]);
        let (requests, open) =
            dial(&mut site, "ws://127.0.0.1/a?b=%20", digest(user, password), NOW);
        assert!(open, "{user}");
        assert_eq!(requests.len(), 2);
        assert_eq!(authorization(&requests[0]), "");
        // The strongest of those that are offered.
        let said = authorization(&requests[1]);
        assert!(said.contains("algorithm=SHA-512-256") && said.contains("userhash=true"), "{said}");
        assert!(!password.is_empty() || !said.contains("secret"));
    }
}

#[test]
fn a_wrong_password_ends_after_one_proof() {
    let mut site = Site::new(&[("ann", "secret")]);
    for (user, password) in [("ann", "wrong"), ("eve", "secret")] {
        let (requests, open) = dial(&mut site, "ws://127.0.0.1/", digest(user, password), NOW);
        assert_eq!((requests.len(), open), (2, false), "{user}");
    }
}

#[test]
fn what_was_heard_is_of_no_use() {
    let mut site = Site::new(&[("ann", "secret")]);
    let (requests, open) = dial(&mut site, "ws://127.0.0.1/chat", digest("ann", "secret"), NOW);
    assert!(open);
    let heard = String::from_utf8(requests[1].clone()).unwrap();

    // The same once more: stale, with a nonce that is new.
    let (answer, seen) = site.answer(heard.as_bytes(), at(1));
    assert_eq!(seen, Seen::Status(401));
    assert!(String::from_utf8(answer).unwrap().contains(", stale=true\r\n"));
    // For something else.
    for (from, to) in [
        ("GET /chat ", "GET /other "),
        ("uri=\"/chat\"", "uri=\"/other\""),
        ("nc=00000001", "nc=00000002"),
        ("GET ", "POST "),
        ("qop=auth", "qop=auth-int"),
        ("algorithm=SHA-512-256", "algorithm=SHA-256"),
    ] {
        assert!(heard.contains(from), "{from}");
        let changed = heard.replace(from, to);
        let (answer, seen) = site.answer(changed.as_bytes(), at(1));
        assert_eq!(seen, Seen::Status(401), "{from}");
        // Who does not know the password does not get to know that a nonce was good.
        assert!(!String::from_utf8(answer).unwrap().contains("stale"), "{from}");
    }
}

#[test]
fn a_nonce_ends_with_its_time_and_the_client_gets_a_new_one() {
    let mut site = Site::new(&[("ann", "secret")]);
    let (requests, _) = dial(&mut site, "ws://127.0.0.1/", digest("ann", "secret"), NOW);
    let (answer, seen) = site.answer(&requests[1], at(301));
    assert_eq!(seen, Seen::Status(401));
    assert!(String::from_utf8(answer).unwrap().contains("stale=true"));
    // Of another server, which does not know it.
    let mut other = Site::new(&[("ann", "secret")]);
    let mut authentication = Authentication::new("a \"realm\"", [8; 32]);
    authentication.digest.push(credentials("ann", "secret"));
    other.config =
        Config { authentication: Some(authentication.into()), ..Config::default() }.into();
    assert_eq!(other.answer(&requests[1], NOW).1, Seen::Status(401));
}

#[test]
fn the_opaque_comes_back_as_it_was() {
    let mut site = Site::new(&[("ann", "secret")]);
    let mut requests = dial(&mut site, "ws://127.0.0.1/", digest("ann", "secret"), NOW).0;
    let said = String::from_utf8(requests.pop().unwrap()).unwrap();
    let (before, rest) = said.split_once("opaque=\"").unwrap();
    let (opaque, after) = rest.split_once('"').unwrap();
    for wrong in ["", "0", &opaque.to_uppercase(), &format!("{opaque}0"), &opaque[1..]] {
        site.replays = Replays::default();
        let said = format!("{before}opaque=\"{wrong}\"{after}");
        let (answer, seen) = site.answer(said.as_bytes(), NOW);
        let refused = wrong != opaque;
        assert_eq!(seen == Seen::Status(401), refused, "{wrong}");
        // As for a nonce that is not ours: there is a new one to prove it with.
        assert_eq!(String::from_utf8(answer).unwrap().contains("stale=true"), refused, "{wrong}");
    }
    // RFC 7616 §3.3 says "should", and there are clients that leave it out.
    for said in [said.replace("opaque=", "other="), said.clone()] {
        site.replays = Replays::default();
        assert_eq!(site.answer(said.as_bytes(), NOW).1, Seen::Open(Some("ann".into())));
    }
}

#[test]
fn a_server_names_the_user() {
    let mut site = Site::new(&[("ann", "secret")]);
    let mut requests = dial(&mut site, "ws://127.0.0.1/", digest("ann", "secret"), NOW).0;
    site.replays = Replays::default();
    let request = requests.pop().unwrap();
    assert_eq!(site.answer(&request, NOW).1, Seen::Open(Some("ann".into())));
}

#[test]
fn basic_is_not_sent_where_only_digest_is_wanted() {
    let mut site = Site::new(&[("ann", "secret")]);
    let basic = DialOptions {
        credentials: Some(credentials("ann", "secret")),
        schemes: Schemes::Basic,
        ..DialOptions::default()
    };
    let (requests, open) = dial(&mut site, "ws://127.0.0.1/", basic, NOW);
    assert_eq!((requests.len(), open), (1, false));
    // From the URL it is Basic first, and then what is asked for.
    let url = "ws://ann:secret@127.0.0.1/";
    let (requests, open) = dial(&mut site, url, DialOptions::default(), NOW);
    assert_eq!((requests.len(), open), (2, true));
    assert!(authorization(&requests[0]).starts_with("Authorization: Basic "));
    assert!(authorization(&requests[1]).starts_with("Authorization: Digest "));
}

#[test]
fn claims_have_tokens_that_differ_only_where_they_should() {
    let claim =
        |token: &'static str| Claim { token: Bytes::from_static(token.as_bytes()), until: NOW };
    let mut replays = Replays::default();
    assert!(replays.claim(claim("n/00000001"), NOW));
    assert!(replays.claim(claim("n/00000002"), NOW));
    assert!(!replays.claim(claim("n/00000001"), NOW));
}
