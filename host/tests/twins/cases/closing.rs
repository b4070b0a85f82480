// How connections and servers end.

case! {
    fn both_sides_know_how_it_ended() {
        let (report, reports) = mpsc::channel();
        let server = wait!(start(local(Config::default()), handler!(report; |ws| {
            assert_eq!(wait!(ws.receive()), None);
            report.send(ws.closed().unwrap()).unwrap();
        })));
        let ws = wait!(connect(&server));
        let ours = wait!(ws.close(3001, "enough")).unwrap();
        let theirs = reports.recv_timeout(crate::LONG).unwrap();
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
        let closed = reports.recv_timeout(crate::LONG).unwrap();
        assert_eq!((closed.code(), closed.clean), (1000, true));
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
