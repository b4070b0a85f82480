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
