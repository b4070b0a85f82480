// One message for many.

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
