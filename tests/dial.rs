//! Laws of `Dial`, whatever a driver and those at the other end do.

use std::collections::HashSet;

use proptest::prelude::*;
use witsocket::{
    Action, Backoff, Config, Credentials, Dial, DialOptions, Environment, Instant, Proxy,
    ProxyChoice, Target, TransportError,
};

/// What a driver may tell, in any order.
#[derive(Clone, Debug)]
enum Call {
    Acquired(u32),
    Resolved(Vec<u8>),
    Unresolved,
    Connected(u32),
    Secured,
    Data(Vec<u8>),
    Eof,
    Failed(u32),
    Timeout,
    GiveUp,
    Retry,
}

fn call() -> impl Strategy<Value = Call> {
    let answers: [&[u8]; 12] = [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.0 407 x\r\nProxy-Authenticate: Basic realm=a\r\n\r\n",
        b"HTTP/1.1 407 x\r\nProxy-Authenticate: Digest realm=a, nonce=b, qop=auth\r\n\r\n",
        b"HTTP/1.1 302 x\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 308 x\r\nLocation: wss://b.example/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 401 x\r\nWWW-Authenticate: Digest realm=a, nonce=b\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\n",
        b"\x05\x00",
        b"\x05\x02",
        b"\x01\x00",
        b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00",
        b"\x00\x5a\x00\x00\x00\x00\x00\x00",
    ];
    let number = 0..12u32;
    prop_oneof![
        4 => number.clone().prop_map(Call::Acquired),
        2 => prop::collection::vec(0..4u8, 0..4).prop_map(Call::Resolved),
        1 => Just(Call::Unresolved),
        4 => number.clone().prop_map(Call::Connected),
        2 => Just(Call::Secured),
        6 => prop::sample::select(answers.to_vec()).prop_map(|data| Call::Data(data.to_vec())),
        1 => prop::collection::vec(any::<u8>(), 0..20).prop_map(Call::Data),
        1 => Just(Call::Eof),
        2 => number.prop_map(Call::Failed),
        2 => Just(Call::Timeout),
        1 => Just(Call::GiveUp),
        1 => Just(Call::Retry),
    ]
}

fn options() -> impl Strategy<Value = DialOptions> {
    let proxies = prop::sample::select(vec![
        "http://p",
        "https://u:w@p",
        "socks4://p",
        "socks4a://u@p",
        "socks5://u:w@p",
        "socks5h://p",
    ]);
    let proxy = prop_oneof![
        Just(ProxyChoice::Direct),
        proxies.prop_map(|url| ProxyChoice::Proxy(Proxy::parse(url).unwrap())),
        Just(ProxyChoice::Environment(Environment::new([("all_proxy".into(), "p:1".into())]))),
    ];
    let names = any::<bool>();
    (proxy, any::<bool>(), any::<bool>(), any::<bool>(), names).prop_map(
        |(proxy, again, gate, user, by_name)| {
            let credentials = user.then(|| Credentials { user: "a".into(), password: "b".into() });
            let reconnect = again.then(Backoff::default);
            DialOptions { proxy, reconnect, gate, credentials, by_name, ..DialOptions::default() }
        },
    )
}

/// What a driver has begun and not let go.
#[derive(Default)]
struct Driver {
    permits: HashSet<u32>,
    transports: HashSet<u32>,
    /// Those that failed, and were dropped.
    failed: HashSet<u32>,
    /// The dial has said that it is over.
    over: bool,
    opened: bool,
}

impl Driver {
    fn obey(&mut self, dial: &mut Dial) {
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
                Action::Secure { .. } | Action::Transmit(_) => {
                    assert_eq!(self.transports.len(), 1, "which transport?");
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    /// Any order of calls is legal, and what is begun is let go.
    #[test]
    fn nothing_is_left_behind(
        options in options(),
        url in prop::sample::select(vec!["ws://a.example/", "wss://[::1]/x", "ws://u:w@1.2.3.4:9/"]),
        calls in prop::collection::vec(call(), 0..60),
    ) {
        let mut now = Instant::from_nanos(0);
        let target = Target::parse(url).unwrap();
        let mut dial = Dial::new(target, options, Config::default(), [5; 32], now).unwrap();
        let mut driver = Driver::default();
        driver.obey(&mut dial);
        for call in calls {
            match call {
                Call::Acquired(number) => dial.handle_acquired(number, now),
                Call::Resolved(hosts) => {
                    let address = |host: &u8| match host % 2 {
                        0 => ([192, 0, 2, *host], 1).into(),
                        _ => ([0x2001, 0xdb8, 0, 0, 0, 0, 0, u16::from(*host)], 1).into(),
                    };
                    let addresses: Vec<_> = hosts.iter().map(address).collect();
                    dial.handle_resolved(Ok(&addresses), now);
                }
                Call::Unresolved => dial.handle_resolved(Err(TransportError::NotFound), now),
                Call::Connected(number) => dial.handle_connected(number, now),
                Call::Secured => dial.handle_secured(now),
                Call::Data(data) => dial.handle_data(data, now),
                Call::Eof => dial.handle_eof(now),
                Call::Failed(number) => {
                    if driver.transports.remove(&number) {
                        driver.failed.insert(number);
                    }
                    dial.handle_failed(number, TransportError::Reset, now);
                }
                Call::Timeout => {
                    now = dial.poll_timeout().unwrap_or(now).max(now);
                    dial.handle_timeout(now);
                }
                Call::GiveUp => {
                    dial.give_up();
                    driver.over = !driver.opened;
                }
                Call::Retry => driver.over &= dial.retry(now).is_err(),
            }
            driver.obey(&mut dial);
        }
        if !driver.opened {
            dial.give_up();
            driver.obey(&mut dial);
            prop_assert_eq!((driver.permits.len(), driver.transports.len()), (0, 0));
        }
    }
}
