//! A dial, and a driver that tells it anything.

use std::collections::{BTreeSet, HashSet};

use witsocket::{
    Action, Backoff, Config, Credentials, Dial, DialOptions, Environment, Instant, Proxy,
    ProxyChoice, Schemes, Target, TransportError,
};

use crate::choices::Choices;

const URLS: [&str; 4] = [
    "ws://a.example/",
    "wss://[2001:db8::1]/x",
    "ws://u:w@192.0.2.4:9/?y",
    "wss://a.example:8443/",
];

const PROXIES: [&str; 7] = [
    "http://p",
    "https://u:w@p",
    "socks4://p",
    "socks4a://u@p",
    "socks5://u:w@p",
    "socks5h://p",
    "http://u:w@192.0.2.9:3128",
];

/// The laws: nothing panics, in whatever order things happen, and all that was begun is let go.
pub fn run(input: &[u8]) {
    let mut choices = Choices::new(input);
    let mut now = Instant::from_nanos(0);
    let target = Target::parse(choices.pick::<&str>(&URLS)).expect("they are URLs");
    let options = options(&mut choices);
    let config = Config { deflate: None, ..Config::default() };
    let dial = Dial::new(target, options, config, [42; 32], now);
    let mut dial = dial.expect("all of it can be said");
    let mut driver = Driver::default();
    driver.obey(&mut dial, now);
    while !choices.is_empty() && !driver.opened {
        match choices.byte() % 11 {
            0 => {
                let permit = which(choices.byte(), driver.permits.last());
                dial.handle_acquired(permit, now);
            }
            1 => dial.handle_resolved(Ok(&addresses(choices.byte())), now),
            2 => dial.handle_resolved(Err(TransportError::NotFound), now),
            3 => {
                let transport = which(choices.byte(), driver.transports.last());
                dial.handle_connected(transport, now);
            }
            4 => dial.handle_secured(now),
            5 => dial.handle_data(choices.bytes().to_vec(), now),
            6 => dial.handle_eof(now),
            7 => {
                let transport = which(choices.byte(), driver.transports.last());
                if driver.transports.remove(&transport) {
                    driver.failed.insert(transport);
                }
                dial.handle_failed(transport, TransportError::Reset, now);
            }
            8 => {
                now = dial.poll_timeout().unwrap_or(now).max(now);
                dial.handle_timeout(now);
            }
            9 => {
                dial.give_up();
                driver.over = true;
            }
            _ => driver.over &= dial.retry(now).is_err(),
        }
        driver.obey(&mut dial, now);
    }
    if !driver.opened {
        dial.give_up();
        driver.obey(&mut dial, now);
        assert!(driver.permits.is_empty(), "{:?}", driver.permits);
        assert!(driver.transports.is_empty(), "{:?}", driver.transports);
    }
}

fn options(choices: &mut Choices<'_>) -> DialOptions {
    let how = choices.byte();
    let proxy = PROXIES[usize::from(how) % PROXIES.len()];
    let proxy = match how >> 6 {
        0 => ProxyChoice::Direct,
        1 => ProxyChoice::Environment(Environment::new([("all_proxy".into(), proxy.into())])),
        _ => ProxyChoice::Proxy(Proxy::parse(proxy).expect("they are proxies")),
    };
    let credentials = Credentials { user: "a".into(), password: "b".into() };
    DialOptions {
        proxy,
        reconnect: (how & 8 == 8).then(Backoff::default),
        gate: how & 16 == 16,
        review: how & 4 == 4,
        by_name: how & 1 == 1,
        credentials: (how & 32 == 32).then_some(credentials),
        schemes: if how & 2 == 2 { Schemes::Digest } else { Schemes::Any },
        ..DialOptions::default()
    }
}

/// The latest one, or any.
fn which(choice: u8, latest: Option<&u32>) -> u32 {
    match (choice, latest) {
        (0..200, Some(latest)) => *latest,
        _ => u32::from(choice % 20),
    }
}

fn addresses(choice: u8) -> Vec<std::net::SocketAddr> {
    let address = |bit: u8| match choice >> bit & 1 {
        0 => ([192, 0, 2, bit], 1).into(),
        _ => ([0x2001, 0xdb8, 0, 0, 0, 0, 0, u16::from(bit)], 1).into(),
    };
    (0..choice % 5).map(address).collect()
}

/// What a driver has begun and not let go.
#[derive(Default)]
struct Driver {
    permits: BTreeSet<u32>,
    transports: BTreeSet<u32>,
    /// Those that failed, and were dropped.
    failed: HashSet<u32>,
    /// The dial has said that it is over.
    over: bool,
    opened: bool,
}

impl Driver {
    fn obey(&mut self, dial: &mut Dial, now: Instant) {
        while let Some(action) = dial.poll_action() {
            assert!(!self.opened, "there is an action behind `Open`");
            match action {
                Action::Acquire { permit, limit, .. } => {
                    assert!(limit > 0 && self.permits.insert(permit));
                }
                Action::Release { permit } => assert!(self.permits.remove(&permit)),
                Action::Connect { transport, .. } => assert!(self.transports.insert(transport)),
                Action::Disconnect { transport } => {
                    let begun = self.transports.remove(&transport);
                    assert!(begun || self.failed.contains(&transport));
                }
                Action::Secure { .. } => assert_eq!(self.transports.len(), 1, "which transport?"),
                Action::Transmit(data) => {
                    assert_eq!(self.transports.len(), 1, "which transport?");
                    is_proper(&data);
                }
                Action::Request(request) => {
                    dial.handle_request(&request, now).expect("it is our own");
                }
                Action::Open(_) => {
                    self.opened = true;
                    assert_eq!((self.permits.len(), self.transports.len()), (0, 1));
                }
                Action::Failed { retry, .. } => {
                    assert_eq!((self.permits.len(), self.transports.len()), (0, 0));
                    self.over = retry.is_none();
                }
                _ => {}
            }
        }
        if self.over || self.opened {
            assert_eq!(dial.poll_timeout(), None);
            assert!(!dial.wants_read());
        }
    }
}

/// A head that we write has no line that somebody else put there.
fn is_proper(data: &[u8]) {
    if data.starts_with(b"GET ") || data.starts_with(b"CONNECT ") {
        let head = std::str::from_utf8(data).expect("all that is said here is text");
        let lines = head.strip_suffix("\r\n\r\n").expect("it is whole").split("\r\n");
        for line in lines.skip(1) {
            let (name, value) = line.split_once(": ").expect("a name and a value");
            let known = name.starts_with("Sec-WebSocket-") || KNOWN.contains(&name);
            assert!(known && !value.contains(char::is_control), "{line:?}");
        }
    }
}

const KNOWN: [&str; 6] =
    ["Host", "Authorization", "Proxy-Authorization", "Upgrade", "Connection", "User-Agent"];
