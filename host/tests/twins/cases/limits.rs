// What is too much.

use crate::raw::{Raw, TEXT, masked};

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
    // Of these sizes the component could hold none, and all its connections would be lost.
    fn what_is_far_too_long_is_refused_and_nobody_is_lost() {
        let (report, reports) = mpsc::channel();
        let builder = local(Config::default()).shards(1).memory(16 << 20);
        let server = wait!(start(builder, handler!(report; |ws| {
            while let Some(message) = wait!(ws.receive()) {
                if message == "go".into() {
                    report.send(wait!(too_long(&ws))).unwrap();
                }
                wait!(ws.send(message)).unwrap();
            }
        })));
        let (neighbour, ws) = (wait!(connect(&server)), wait!(connect(&server)));
        // On both sides, and on the thread of the connection and on another.
        assert_eq!(wait!(too_long(&ws)), REFUSED);
        wait!(ws.send("go")).unwrap();
        assert_eq!(reports.recv_timeout(crate::LONG).unwrap(), REFUSED);
        assert_eq!(wait!(ws.receive()), Some("go".into()));
        let close = Close { code: 1000, reason: "x".repeat(64 << 20) };
        assert_eq!(close.check(), Err(SendError::Misuse(Misuse::CloseReasonTooLong)));
        wait!(assert_talks(&neighbour));
        assert_eq!(wait!(server.stats()).trapped, 0);
        // What cannot be said is not said.
        wait!(server.shutdown(1000, &"x".repeat(64 << 20)));
        for ws in [&neighbour, &ws] {
            assert_eq!(wait!(ws.wait_closed()).received, Some(Close { code: 1001, reason: "".into() }));
        }
    }
}

case! {
    // All clients of a process share what it would end.
    fn what_is_far_too_long_is_not_requested_and_nobody_is_lost() {
        let server = wait!(echo(Config::default()));
        let neighbour = wait!(connect(&server));
        let long = || "x".repeat(64 << 20);
        let subprotocols = vec![long()];
        for (what, settings) in [
            ("header", Client::new().header("X", long())),
            ("origin", Client::new().origin(long())),
            ("user", Client::new().credentials(long(), "")),
            ("subprotocol", Client::new().config(Config { subprotocols, ..Config::default() })),
            ("hook", Client::new().on_request(move |headers| headers.push("X", long()))),
        ] {
            let refused = wait!(client(settings).connect(&url(&server))).unwrap_err();
            let misuse = ConnectError::Misuse(Misuse::InvalidHeader);
            assert_eq!(refused.to_string(), misuse.to_string(), "{what}");
        }
        let to = format!("{}{}", url(&server), long());
        let refused = wait!(client(Client::new()).connect(&to)).unwrap_err();
        assert!(matches!(refused, ConnectError::Misuse(Misuse::InvalidTarget)), "{refused}");
        wait!(assert_talks(&neighbour));
    }
}

case! {
    fn a_long_answer_goes_in_pieces_and_nobody_is_lost() {
        let long = |count: usize| Response { status: 200, body: vec![7; count].into(), ..Response::default() };
        let review = |request: &Request, response: &mut Response| {
            response.headers.push("X-Body", response.body.len().to_string());
            if request.path() == "/reviewed" {
                response.status = 200;
                response.body = vec![7; 64 << 20].into();
            }
        };
        for reviews in [false, true] {
            let builder = local(Config::default()).shards(1).memory(16 << 20);
            let builder = builder.on_request(move |request| match request.path() {
                "/long" => Decision::Reject(long(64 << 20)),
                "/reviewed" => Decision::Reject(long(1)),
                "/reason" => Decision::Reject(Response { reason: "x".repeat(64 << 20), ..long(0) }),
                "/header" => Decision::Accept(Acceptance {
                    headers: Headers::from([("X", "x".repeat(64 << 20))]),
                    ..Acceptance::default()
                }),
                _ => Decision::Accept(Acceptance::default()),
            });
            let builder = if reviews { builder.on_response(review) } else { builder };
            let server = wait!(start(builder, echo!()));
            let neighbour = wait!(connect(&server));
            let expected = [("/long", 64 << 20), ("/reviewed", if reviews { 64 << 20 } else { 1 })];
            for (path, length) in expected {
                let mut raw = Raw::silent(server.local_addrs()[0]);
                raw.write(format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"));
                let head = raw.head();
                assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
                let announced = format!("\r\nContent-Length: {length}\r\n");
                assert!(head.contains(&announced), "{head}");
                // The hook sees what was to be sent.
                let seen = if path == "/long" { 64 << 20 } else { 1 };
                assert_eq!(head.contains(&format!("\r\nX-Body: {seen}\r\n")), reviews, "{head}");
                let mut body = Vec::new();
                raw.socket.read_to_end(&mut body).unwrap();
                assert!(body == vec![7; length], "{path}: {} bytes", body.len());
            }
            for path in ["/reason", "/header"] {
                let mut raw = Raw::silent(server.local_addrs()[0]);
                raw.write(crate::raw::REQUEST.replacen("/", path, 1));
                let head = raw.head();
                assert!(head.starts_with("HTTP/1.1 500 "), "{head}");
            }
            wait!(assert_talks(&neighbour));
            assert_eq!(wait!(server.stats()).trapped, 0);
        }
    }
}

case! {
    fn what_a_component_that_fails_took_down_stays_counted() {
        // More than the component has memory for: its connections are lost.
        let limits =
            Limits { high_water: u32::MAX, max_buffered: u32::MAX, ..Limits::default() };
        let config = Config { limits, deflate: None, ..Config::default() };
        let builder = local(config).shards(1).memory(8 << 20);
        let server = wait!(start(builder, handler!(|ws| {
            while let Some(message) = wait!(ws.receive()) {
                if message == "fail".into() {
                    while wait!(ws.send_with(vec![7; 900_000], Compress::Never)).is_ok() {}
                }
                if wait!(ws.send(message)).is_err() {
                    break;
                }
            }
        })));
        let ws = wait!(connect(&server));
        for _ in 0..10 {
            wait!(assert_talks(&ws));
        }
        let theirs = server.connections().remove(0);
        let before = wait!(server.stats());
        assert_eq!((before.messages_received, before.messages_sent), (20, 20));
        let mut failing = Raw::open(server.local_addrs()[0]);
        let mut last = wait!(server.stats());
        failing.write(masked(TEXT, b"fail"));
        // It reads nothing, and all of it waits in the component.
        loop {
            let now = wait!(server.stats());
            assert_never_less(&now, &last);
            last = now;
            if last.trapped == 2 && last.present == 0 {
                break;
            }
            wait!(pause(Duration::from_millis(1)));
        }
        assert_eq!(wait!(ws.wait_closed()).code(), 1006);
        assert_eq!(wait!(theirs.wait_closed()).cause, Some(Cause::Trap));
        assert_eq!(wait!(theirs.stats()).messages_received, 20);
        let again = wait!(connect(&server));
        wait!(assert_talks(&again));
        let after = wait!(server.stats());
        assert_never_less(&after, &last);
        assert!(after.messages_received >= before.messages_received + 2, "{after:?}");
    }
}

/// But for what is there now.
#[track_caller]
fn assert_never_less(now: &ServerStats, before: &ServerStats) {
    let counters = |stats: &ServerStats| {
        [
            stats.accepted,
            stats.opened,
            stats.trapped,
            stats.bytes_received,
            stats.bytes_sent,
            stats.frames_received,
            stats.frames_sent,
            stats.messages_received,
            stats.messages_sent,
            stats.data_received,
            stats.data_sent,
            stats.payload_received,
            stats.payload_sent,
        ]
    };
    let (now, before) = (counters(now), counters(before));
    assert!(now.iter().zip(&before).all(|(now, before)| now >= before), "{now:?} {before:?}");
}

const REFUSED: [Result<(), SendError>; 4] = [
    Err(SendError::Misuse(Misuse::CloseReasonTooLong)),
    Err(SendError::Misuse(Misuse::ControlTooLong)),
    Err(SendError::Misuse(Misuse::ControlTooLong)),
    Err(SendError::Misuse(Misuse::ControlTooLong)),
];

wait_fn! {
    fn too_long(ws: &WebSocket) -> [Result<(), SendError>; 4] {
        [
            wait!(ws.close(1000, &"x".repeat(64 << 20))).map(drop),
            wait!(ws.ping(Some(vec![0; 64 << 20]))).map(drop),
            wait!(ws.pong(vec![0; 64 << 20])),
            // And what is not so far beyond, of which the component says so.
            wait!(ws.pong(vec![0; 64 << 10])),
        ]
    }
}
