// Handlers by path.

use crate::raw::Raw;

case! {
    fn each_path_has_its_handler() {
        let router = Router::new()
            .route("/rooms/{room}", handler!(|ws, parameters| {
                wait!(say(&ws, "room", &parameters))
            }))
            .route("/rooms/lobby", handler!(|ws, parameters| {
                wait!(say(&ws, "lobby", &parameters))
            }))
            .route("/files/{*path}", handler!(|ws, parameters| {
                wait!(say(&ws, "file", &parameters))
            }))
            .route("/fails", handler!(|_ws, _parameters| { Err("no".to_owned()) }))
            .route("/panics", handler!(|_ws, parameters| { drop(parameters["none"].to_owned()) }))
            .answer("/health", |request, _| Response {
                status: 200,
                reason: "OK".into(),
                body: format!("well, {}\n", request.target).into(),
                ..Response::default()
            });
        let builder = local(Config::default()).on_request(|request| {
            match request.headers.get("X-Evil") {
                None => Decision::Accept(Acceptance::default()),
                Some(_) => Decision::Reject(Response { status: 403, ..Response::default() }),
            }
        });
        let server = wait!(start_routes(builder, router)).unwrap();
        let base = server.urls()[0].clone();
        let plain = client(Client::new());
        for (path, said) in [
            ("/rooms/blue?a=b", "room room=blue"),
            ("/rooms/gr%C3%BCn%2F", "room room=grün/"),
            ("/rooms/lobby", "lobby "),
            ("/files/a/b.txt", "file path=a/b.txt"),
        ] {
            let ws = wait!(plain.connect(&format!("{base}{path}"))).unwrap();
            assert_eq!(wait!(ws.receive()), Some(said.into()));
            assert_eq!(wait!(ws.receive()), None);
            assert_eq!(ws.closed().unwrap().code(), 1000);
        }
        for path in ["/fails", "/panics"] {
            let ws = wait!(plain.connect(&format!("{base}{path}"))).unwrap();
            assert_eq!(wait!(ws.receive()), None);
            assert_eq!(ws.closed().unwrap().code(), 1011, "{path}");
        }
        let evil = client(Client::new().header("X-Evil", "1"));
        assert_eq!(wait!(status(&plain, &format!("{base}/rooms"))), Some(404));
        assert_eq!(wait!(status(&plain, &format!("{base}/health"))), Some(200));
        assert_eq!(wait!(status(&evil, &format!("{base}/rooms/blue"))), Some(403));

        let mut raw = Raw::silent(server.local_addrs()[0]);
        raw.write("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
        let head = raw.head();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        let mut body = String::new();
        std::io::Read::read_to_string(&mut raw.socket, &mut body).unwrap();
        assert_eq!(body, "well, /health\n");
    }
}

case! {
    fn routes_that_cannot_be_are_named() {
        for (first, second) in [("/a/{b", "/x"), ("/a/{b}", "/a/{c}")] {
            let router = Router::new()
                .route(first, handler!(|_ws, _parameters| {}))
                .route(second, handler!(|_ws, _parameters| {}));
            let error = wait!(start_routes(local(Config::default()), router)).err().unwrap();
            assert!(error.to_string().starts_with("/a/{"), "{error}");
        }
    }
}

wait_fn! {
    fn say(ws: &WebSocket, what: &str, parameters: &Parameters) -> Result<(), SendError> {
        let values = parameters.iter().map(|(name, value)| format!("{name}={value}"));
        wait!(ws.send(format!("{what} {}", values.collect::<Vec<_>>().join(" "))))
    }
}
