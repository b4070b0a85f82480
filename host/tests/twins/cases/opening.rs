// Opening handshakes, and who says what in them.

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
    fn both_sides_see_what_the_other_said() {
        let builder = local(Config { origins: Origins::Any, ..Config::default() });
        let builder = builder.on_request(|request| {
            assert_eq!((&*request.method, request.path()), ("GET", "/path"));
            assert_eq!(request.headers.get("x-in"), Some("1"));
            Decision::Accept(Acceptance {
                headers: Headers::from([("X-Out", "2")]),
                ..Acceptance::default()
            })
        });
        let server = wait!(start(builder, handler!(|ws| {
            let request = ws.request().unwrap();
            assert_eq!(request.headers.get("Authorization"), Some("Basic eDp5"));
            assert_eq!(request.headers.get("Origin"), Some("https://example.com"));
            assert_eq!(request.headers.get("User-Agent"), Some("witsocket/0.1.0"));
            let (target, local) = (request.target.clone(), ws.local_addr());
            wait!(ws.send(format!("{target} {local:?} {:?}", ws.peer_addr()))).unwrap();
        })));
        let client = client(
            Client::new()
                .header("X-In", "1")
                .authorization("Basic eDp5")
                .origin("https://example.com"),
        );
        let ws = wait!(client.connect(&format!("{}path?query", url(&server)))).unwrap();
        let response = ws.response().unwrap();
        assert_eq!((response.status, response.headers.get("x-out")), (101, Some("2")));
        // Each knows both ends.
        let (peer, local) = (ws.peer_addr(), ws.local_addr());
        assert_eq!(peer, Some(server.local_addrs()[0]));
        let said = format!("/path?query {peer:?} {local:?}");
        assert_eq!(wait!(ws.receive()), Some(said.into()));
    }
}

case! {
    fn a_refusal_reaches_the_client() {
        let builder = local(Config::default()).on_request(|request| match request.path() {
            "/panic" => panic!("a hook panics in a test"),
            "/broken" => Decision::Reject(Response { status: 101, ..Response::default() }),
            _ => Decision::Reject(Response {
                status: 404,
                reason: "Not Here".into(),
                headers: Headers::from([("X-Why", "because")]),
                body: "nothing".into(),
                file: None,
            }),
        });
        let server = wait!(start(builder, echo!()));
        let client = client(Client::new());
        let refused = wait!(client.connect(&url(&server)));
        let Err(ConnectError::Rejected { error, status: code, response: Some(response), reason }) =
            refused
        else {
            panic!("{refused:?}")
        };
        assert_eq!((error, code), (HandshakeError::Status, Some(404)));
        assert_eq!(reason, "server rejected WebSocket connection: HTTP 404");
        assert_eq!(&*response.reason, "Not Here");
        assert_eq!(response.headers.get("x-why"), Some("because"));
        assert_eq!(&response.body[..], b"nothing");
        for path in ["panic", "broken"] {
            let url = format!("{}{path}", url(&server));
            assert_eq!(wait!(status(&client, &url)), Some(500), "{path}");
        }
        wait!(server.shutdown(1001, ""));
    }
}

case! {
    fn what_cannot_be_requested_is_said_at_once() {
        let nowhere = "ws://127.0.0.1:1/";
        let refused = wait!(client(Client::new().header("X Y", "1")).connect(nowhere));
        assert!(matches!(refused, Err(ConnectError::Misuse(Misuse::InvalidHeader))), "{refused:?}");
        let refused = wait!(client(Client::new()).connect("http://127.0.0.1:1/"));
        let scheme = InvalidUrl::Target(InvalidTarget::Scheme);
        assert!(matches!(refused, Err(ConnectError::InvalidUrl(e)) if e == scheme), "{refused:?}");
        let refused = wait!(client(Client::new()).connect(nowhere));
        assert!(matches!(refused, Err(ConnectError::Io { .. })), "{refused:?}");
        let refused = wait!(client(Client::new().to("nowhere")).connect("ws://127.0.0.1/"));
        let to = InvalidUrl::Override;
        assert!(matches!(refused, Err(ConnectError::InvalidUrl(e)) if e == to), "{refused:?}");
    }
}

case! {
    fn a_server_that_cannot_be_does_not_start() {
        let subprotocols = vec!["a b".into()];
        let builder = local(Config { subprotocols, ..Config::default() });
        let error = wait!(try_start(builder, echo!())).err().unwrap();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        let builder = local(Config::default()).header("Upgrade", "no");
        assert!(wait!(try_start(builder, echo!())).is_err());
        let builder = local(Config::default()).memory(64 << 10);
        assert!(wait!(try_start(builder, echo!())).is_err());
    }
}

case! {
    fn a_hook_decides_whether_to_try_again() {
        let (report, reports) = mpsc::channel();
        let short = Duration::from_millis(1);
        let backoff = Backoff { initial: short, min: short, factor: 1.0, max: short };
        let builder = local(Config::default()).on_request(|_| {
            Decision::Reject(Response { status: 503, ..Response::default() })
        });
        let server = wait!(start(builder, echo!()));
        let report = std::sync::Mutex::new(report);
        let attempts = std::sync::atomic::AtomicU32::new(0);
        let client = client(Client::new().reconnect(backoff).on_failure(move |error| {
            report.lock().unwrap().send(error.to_string()).unwrap();
            match attempts.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
                0 | 1 => Verdict::Default,
                _ => Verdict::GiveUp,
            }
        }));
        let gone = wait!(client.connect(&url(&server))).unwrap_err();
        assert!(matches!(gone, ConnectError::Rejected { status: Some(503), .. }), "{gone:?}");
        assert_eq!(reports.try_iter().count(), 3);
    }
}
