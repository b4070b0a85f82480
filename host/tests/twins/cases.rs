// The cases that both APIs are held to; see `main.rs` for the macros.

use std::sync::mpsc;

case! {
    fn messages_of_every_size_come_back() {
        let server = wait!(echo(Config::default()));
        let ws = wait!(connect(&server));
        for length in [0, 1, 125, 126, 65_535, 65_536, 500_000] {
            let text = "ä".repeat(length / 2);
            wait!(ws.send(&*text)).unwrap();
            assert_eq!(wait!(ws.receive()), Some(text.into()));
            wait!(ws.send_with(vec![7; length], Compress::Never)).unwrap();
            assert_eq!(wait!(ws.receive()), Some(vec![7; length].into()));
        }
        let stats = wait!(ws.stats());
        assert_eq!((stats.messages_sent, stats.messages_received), (14, 14));
    }
}

case! {
    fn both_sides_know_how_it_ended() {
        let (report, reports) = mpsc::channel();
        let server = wait!(start(local(Config::default()), handler!(report; |ws| {
            assert_eq!(wait!(ws.receive()), None);
            report.send(ws.closed().unwrap()).unwrap();
        })));
        let ws = wait!(connect(&server));
        let ours = wait!(ws.close(3001, "enough")).unwrap();
        let theirs = reports.recv_timeout(super::LONG).unwrap();
        let close = Some(Close { code: 3001, reason: "enough".into() });
        assert_eq!((&ours.sent, &ours.received), (&close, &close));
        assert_eq!((&theirs.sent, &theirs.received), (&close, &close));
        assert_eq!(ours.order, Some(CloseOrder::SentThenReceived));
        assert_eq!(theirs.order, Some(CloseOrder::ReceivedThenSent));
        assert!(ours.clean && theirs.clean && !ours.is_ok());
        // Once more changes nothing.
        assert_eq!(wait!(ws.close(1000, "")).unwrap(), ours);
        assert_eq!(wait!(ws.send("late")), Err(SendError::Closed));
        assert_eq!((wait!(ws.wait_closed()), ws.state()), (ours, State::Closed));
    }
}

case! {
    fn the_end_of_a_handler_is_the_connections() {
        let server = wait!(start(local(Config::default()), handler!(|ws| {
            match wait!(ws.receive()) {
                Some(Message::Text(text)) if text == "panic" => panic!("as asked"),
                Some(Message::Text(text)) if text == "fail" => Err("as asked"),
                _ => Ok(()),
            }
        })));
        for (what, code) in [("return", 1000), ("fail", 1011), ("panic", 1011)] {
            let ws = wait!(connect(&server));
            wait!(ws.send(what)).unwrap();
            assert_eq!(wait!(ws.receive()), None);
            assert_eq!(ws.closed().unwrap().code(), code, "{what}");
        }
        let stats = loop {
            let stats = wait!(server.stats());
            if stats.present == 0 {
                break stats;
            }
        };
        assert_eq!((stats.opened, stats.closed_clean, stats.handlers_failed), (3, 3, 2));
    }
}

case! {
    fn messages_end_with_what_ended_them() {
        let server = wait!(start(local(Config::default()), handler!(|ws| {
            wait!(ws.send("one")).unwrap();
            wait!(ws.send("two")).unwrap();
            let good = ws.request().unwrap().path() == "/good";
            if good { Ok(()) } else { Err("bad") }
        })));
        for (path, code) in [("good", None), ("bad", Some(1011))] {
            let url = format!("{}{path}", url(&server));
            let mut ws = wait!(client(Client::new()).connect(&url)).unwrap();
            let mut items = wait!(all(&mut ws));
            let end = if code.is_some() { items.pop() } else { None };
            assert_eq!(items, [Ok("one".into()), Ok("two".into())]);
            assert_eq!(end.map(|end| end.unwrap_err().code()), code);
        }
    }
}

case! {
    fn pings_tell_the_latency() {
        let server = wait!(echo(Config::default()));
        let ws = wait!(connect(&server));
        assert!(wait!(ws.ping(None)).unwrap() < super::LONG);
        assert!(wait!(ws.ping(Some(b"mine".to_vec()))).unwrap() < super::LONG);
        wait!(ws.pong("unasked")).unwrap();
        let too_long = wait!(ws.ping(Some(vec![0; 126]))).unwrap_err();
        assert_eq!(too_long, SendError::Misuse(Misuse::ControlTooLong));
        assert_eq!(wait!(ws.stats()).pongs, 2);
    }
}

case! {
    fn keepalive_goes_on_while_the_application_is_busy() {
        let quick = Some(Duration::from_millis(100));
        let timeouts = Timeouts { ping_interval: quick, ping_timeout: quick, ..Timeouts::default() };
        let config = Config { timeouts, ..Config::default() };
        let server = wait!(start(local(config.clone()), handler!(|ws| {
            wait!(pause(Duration::from_millis(700)));
            wait!(ws.send("done")).unwrap();
            wait!(ws.receive());
        })));
        let ws = wait!(client(Client::new().config(config)).connect(&url(&server))).unwrap();
        wait!(pause(Duration::from_millis(700)));
        assert_eq!(wait!(ws.receive()), Some("done".into()));
        assert!(wait!(ws.stats()).pongs >= 4);
        assert_eq!(ws.state(), State::Open);
    }
}

case! {
    fn a_message_goes_and_comes_in_parts() {
        let config = Config { delivery: Delivery::Chunk, ..Config::default() };
        let server = wait!(start(local(config), handler!(|ws| {
            let mut message = Vec::new();
            while let Some(event) = wait!(ws.event()) {
                if let Event::Chunk(chunk) = event {
                    message.extend_from_slice(&chunk.data);
                    if chunk.end_of_message {
                        wait!(ws.send(std::mem::take(&mut message))).unwrap();
                    }
                }
            }
        })));
        let ws = wait!(connect(&server));
        wait!(ws.begin(Kind::Text)).unwrap();
        assert_eq!(wait!(ws.send("other")), Err(SendError::Misuse(Misuse::MessageInProgress)));
        for part in ["gr", "ü", "n"] {
            wait!(ws.part(part)).unwrap();
        }
        wait!(ws.finish()).unwrap();
        assert_eq!(wait!(ws.receive()), Some("grün".as_bytes().to_vec().into()));
        let parts = [vec![1; 1000], vec![2; 100_000]];
        wait!(ws.send_parts(Kind::Binary, Compress::Always, parts.clone())).unwrap();
        assert_eq!(wait!(ws.receive()), Some(parts.concat().into()));
        assert_eq!(wait!(ws.finish()), Err(SendError::Misuse(Misuse::NoMessage)));
    }
}

case! {
    fn one_message_for_many() {
        let server = wait!(start(local(Config::default()), handler!(|ws| {
            assert!(ws.subscribe("news"));
            wait!(ws.send("there")).unwrap();
            while let Some(message) = wait!(ws.receive()) {
                let sent = wait!(ws.publish("news", message, BroadcastOptions::default())).sent;
                wait!(ws.send(sent.to_string())).unwrap();
            }
        })));
        let mut sockets = Vec::new();
        for _ in 0..3 {
            let ws = wait!(connect(&server));
            assert_eq!(wait!(ws.receive()), Some("there".into()));
            sockets.push(ws);
        }
        assert_eq!((server.subscribers("news"), server.connections().len()), (3, 3));
        wait!(sockets[0].send("hello")).unwrap();
        assert_eq!(wait!(sockets[0].receive()), Some("2".into()));
        wait!(server.publish("news", "from above", BroadcastOptions::default()));
        let theirs = server.connections();
        wait!(broadcast(&theirs, "to all", BroadcastOptions::default()));
        for (index, ws) in sockets.iter().enumerate() {
            if index > 0 {
                assert_eq!(wait!(ws.receive()), Some("hello".into()));
            }
            assert_eq!(wait!(ws.receive()), Some("from above".into()));
            assert_eq!(wait!(ws.receive()), Some("to all".into()));
        }
    }
}

case! {
    fn a_server_goes_down_in_good_order() {
        let (report, reports) = mpsc::channel();
        let server = wait!(start(local(Config::default()), handler!(report; |ws| {
            assert_eq!(wait!(ws.receive()), None);
            wait!(pause(Duration::from_millis(100)));
            report.send(()).unwrap();
        })));
        let (first, second) = (wait!(connect(&server)), wait!(connect(&server)));
        let url = url(&server);
        // Its handlers have ended when this has; and once more is no harm.
        wait!(server.shutdown(1012, "again soon"));
        assert_eq!(reports.try_iter().count(), 2);
        wait!(server.shutdown(1001, ""));
        wait!(server.wait());
        for ws in [first, second] {
            let close = wait!(ws.wait_closed()).received.unwrap();
            assert_eq!((close.code, &*close.reason), (1012, "again soon"));
        }
        let gone = wait!(client(Client::new()).connect(&url)).unwrap_err();
        assert!(matches!(gone, ConnectError::Io { .. }), "{gone:?}");
    }
}

case! {
    fn who_drops_a_connection_closes_it() {
        let (report, reports) = mpsc::channel();
        let server = wait!(start(local(Config::default()), handler!(report; |ws| {
            wait!(ws.receive());
            report.send(ws.closed().unwrap()).unwrap();
        })));
        let ws = wait!(connect(&server));
        let other = ws.clone();
        drop(ws);
        assert_eq!(other.state(), State::Open);
        drop(other);
        let closed = reports.recv_timeout(super::LONG).unwrap();
        assert_eq!((closed.code(), closed.clean), (1000, true));
    }
}

case! {
    fn connections_follow_each_other() {
        let server = wait!(start(local(Config::default()), handler!(|ws| {
            wait!(ws.send("next please")).unwrap();
        })));
        let short = Duration::from_millis(10);
        let backoff = Backoff { initial: short, min: short, factor: 1.0, max: short };
        let mut connections =
            client(Client::new().reconnect(backoff)).connections(url(&server));
        let mut ids = Vec::new();
        for _ in 0..3 {
            let ws = wait!(next(&mut connections)).unwrap();
            assert_eq!(wait!(ws.receive()), Some("next please".into()));
            ids.push(ws.id());
        }
        ids.dedup();
        assert_eq!(ids.len(), 3);
    }
}

case! {
    fn limits_and_misuse_are_errors() {
        let limits = Limits { max_message: Some(1000), ..Limits::default() };
        let server = wait!(echo(Config { limits, ..Config::default() }));
        let ws = wait!(connect(&server));
        let codes = [(999, Misuse::InvalidCloseCode), (1006, Misuse::InvalidCloseCode)];
        for (code, misuse) in codes {
            assert_eq!(wait!(ws.close(code, "")), Err(SendError::Misuse(misuse)));
        }
        let long = "x".repeat(124);
        let too_long = SendError::Misuse(Misuse::CloseReasonTooLong);
        assert_eq!(wait!(ws.close(1000, &long)), Err(too_long));
        wait!(ws.send_with(vec![0; 1001], Compress::Never)).unwrap();
        assert_eq!(wait!(ws.receive()), None);
        assert_eq!(ws.closed().unwrap().code(), 1009);
        let invalid = wait!(client(Client::new()).connect("http://localhost/")).unwrap_err();
        assert!(matches!(invalid, ConnectError::InvalidUrl(_)), "{invalid:?}");
    }
}

case! {
    fn what_the_request_carried_is_there() {
        let config = Config {
            subprotocols: vec!["chat".into()],
            authentication: Some(Authentication::new("here").basic("ann", "secret")),
            ..Config::default()
        };
        let server = wait!(start(local(config), handler!(|ws| {
            let request = ws.request().unwrap();
            let header = request.headers.get("X-Room").unwrap_or_default();
            let said = format!(
                "{} {} {} {:?}",
                request.target,
                header,
                ws.user().unwrap(),
                ws.subprotocol()
            );
            wait!(ws.send(said)).unwrap();
        })));
        let config = Config { subprotocols: vec!["x".into(), "chat".into()], ..Config::default() };
        let client = client(
            Client::new().config(config).header("X-Room", "blue").credentials("ann", "secret"),
        );
        let ws = wait!(client.connect(&format!("{}a?b", url(&server)))).unwrap();
        assert_eq!(wait!(ws.receive()), Some("/a?b blue ann Some(\"chat\")".into()));
        assert_eq!((ws.subprotocol(), ws.response().unwrap().status), (Some("chat"), 101));
        assert_eq!(ws.peer_addr(), Some(server.local_addrs()[0]));
    }
}

case! {
    fn who_sends_faster_than_is_read_waits() {
        let (go, gone) = mpsc::channel::<()>();
        let gone = std::sync::Arc::new(std::sync::Mutex::new(gone));
        let server = wait!(start(local(Config::default()), handler!(gone; |ws| {
            while gone.lock().unwrap().try_recv().is_err() {
                wait!(pause(Duration::from_millis(10)));
            }
            let mut count = 0;
            while let Some(message) = wait!(ws.receive()) {
                count += message.len();
                if count == 64 << 20 {
                    wait!(ws.send("all")).unwrap();
                }
            }
        })));
        let ws = wait!(connect(&server));
        let sender = ws.clone();
        let sent = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counter = sent.clone();
        // On a thread in both cases: whoever sends is to wait, and nobody else.
        let sending = std::thread::spawn(move || {
            for _ in 0..1024 {
                let message = vec![0; 64 << 10];
                witsocket_host::blocking::WebSocket::from(sender.as_async().clone())
                    .send_with(message, Compress::Never)
                    .unwrap();
                counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
        });
        wait!(pause(Duration::from_millis(500)));
        let before = sent.load(std::sync::atomic::Ordering::Relaxed);
        assert!(before < 512, "{before} messages of 64 KiB were taken");
        go.send(()).unwrap();
        assert_eq!(wait!(ws.receive()), Some("all".into()));
        sending.join().unwrap();
    }
}

wait_fn! {
    fn echo(config: Config) -> Server {
        wait!(start(local(config), handler!(|ws| {
            while let Some(message) = wait!(ws.receive()) {
                if wait!(ws.send(message)).is_err() {
                    break;
                }
            }
        })))
    }
}

wait_fn! {
    fn connect(server: &Server) -> WebSocket {
        wait!(client(Client::new()).connect(&url(server))).unwrap()
    }
}

fn local(config: Config) -> ServerBuilder {
    witsocket_host::Server::builder().config(config).listen("127.0.0.1:0")
}

fn url(server: &Server) -> String {
    format!("{}/", server.urls()[0])
}
