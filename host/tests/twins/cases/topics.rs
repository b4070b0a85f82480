// One message for many.

use crate::raw::{CLOSE, Raw};

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
    fn subscriptions_end_on_demand_and_with_the_connection() {
        let server = wait!(start(local(Config::default()), handler!(|ws| {
            assert!(ws.subscribe("news") && ws.subscribe("sports") && !ws.subscribe("news"));
            assert_eq!(ws.subscriptions(), ["news", "sports"]);
            wait!(ws.send("there")).unwrap();
            while let Some(message) = wait!(ws.receive()) {
                assert_eq!(message, "leave".into());
                assert!(ws.unsubscribe("news") && !ws.unsubscribe("news"));
                wait!(ws.send("left")).unwrap();
            }
        })));
        let (first, second) = (wait!(connect(&server)), wait!(connect(&server)));
        for ws in [&first, &second] {
            assert_eq!(wait!(ws.receive()), Some("there".into()));
        }
        wait!(first.send("leave")).unwrap();
        assert_eq!(wait!(first.receive()), Some("left".into()));
        assert_eq!((server.subscribers("news"), server.subscribers("sports")), (1, 2));
        let options = BroadcastOptions { compress: Compress::Never, ..Default::default() };
        assert_eq!(wait!(server.publish("news", "to one", options)).sent, 1);
        assert_eq!(wait!(second.receive()), Some("to one".into()));
        assert!(wait!(second.close(1000, "")).unwrap().clean);
        wait!(until(|| server.subscribers("sports") == 1));
        assert_eq!(wait!(server.publish("sports", "still there", options)).sent, 1);
        assert_eq!(wait!(first.receive()), Some("still there".into()));
        assert_eq!(wait!(server.publish("news", "to nobody", options)), Delivered::default());
    }
}

case! {
    fn who_is_slow_is_closed_and_the_others_hear_all() {
        let limits = Limits { max_message: None, ..Limits::default() };
        let config = Config { deflate: None, limits, ..Config::default() };
        let server = wait!(start(local(config.clone()), handler!(|ws| {
            ws.subscribe("news");
            wait!(ws.receive());
        })));
        let fast = wait!(client(Client::new().config(config)).connect(&url(&server))).unwrap();
        let mut slow = Raw::open(server.local_addrs()[0]);
        wait!(until(|| server.subscribers("news") == 2));
        let options = BroadcastOptions { slow: Slow::Close, ..BroadcastOptions::default() };
        let mut sent = 0_u32;
        loop {
            let mut message = vec![0; 256 << 10];
            message[..4].copy_from_slice(&sent.to_be_bytes());
            let delivered = wait!(server.publish("news", message, options));
            let got = wait!(fast.receive()).unwrap().into_bytes();
            assert_eq!(got[..4], sent.to_be_bytes());
            if delivered.sent < 2 {
                assert_eq!((delivered.sent, delivered.closed), (1, 1));
                break;
            }
            sent += 1;
            assert!(sent < 1000, "the slow one took all");
        }
        for expected in 0..sent {
            assert_eq!(slow.frame().1[..4], expected.to_be_bytes());
        }
        assert_eq!(slow.frame(), (CLOSE, b"\x03\xf5too slow".to_vec()));
    }
}
