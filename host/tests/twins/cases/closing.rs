// How connections and servers end.

use crate::raw::Raw;

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
        let server = wait!(start(local(Config::default()).shards(2), handler!(report; |ws| {
            assert_eq!(wait!(ws.receive()), None);
            wait!(pause(Duration::from_millis(100)));
            report.send(()).unwrap();
        })));
        let mut sockets = Vec::new();
        for _ in 0..10 {
            sockets.push(wait!(connect(&server)));
        }
        let url = url(&server);
        // Its handlers have ended when this has; and once more is no harm.
        wait!(server.shutdown(1012, "again soon"));
        assert_eq!((reports.try_iter().count(), server.present()), (10, 0));
        wait!(server.shutdown(1001, ""));
        wait!(server.wait());
        for ws in sockets {
            let closed = wait!(ws.wait_closed());
            let said = (closed.code(), closed.reason(), closed.clean);
            assert_eq!(said, (1012, "again soon", true));
        }
        let gone = wait!(client(Client::new()).connect(&url)).unwrap_err();
        assert!(matches!(gone, ConnectError::Io { .. }), "{gone:?}");
    }
}

case! {
    fn a_close_that_cannot_be_sent_becomes_going_away() {
        let server = wait!(echo(Config::default()));
        let ws = wait!(connect(&server));
        wait!(server.shutdown(1, ""));
        assert_eq!(wait!(ws.receive()), None);
        assert_eq!(ws.closed().unwrap().code(), 1001);
    }
}

case! {
    fn a_dropped_server_goes_away() {
        let server = wait!(echo(Config::default()));
        let (ws, url) = (wait!(connect(&server)), url(&server));
        drop(server);
        assert_eq!(wait!(ws.receive()), None);
        assert_eq!(ws.closed().unwrap().code(), 1001);
        let refused = wait!(client(Client::new()).connect(&url)).unwrap_err();
        assert!(matches!(refused, ConnectError::Io { .. }), "{refused:?}");
    }
}

case! {
    fn openings_in_progress_are_refused() {
        let server = wait!(echo(Config::default()));
        let mut raw = Raw::silent(server.local_addrs()[0]);
        raw.write(&crate::raw::REQUEST[..20]);
        wait!(until(|| server.present() == 1));
        let told = std::thread::spawn(move || raw.head());
        wait!(server.shutdown(1001, ""));
        let head = told.join().unwrap();
        assert!(head.starts_with("HTTP/1.1 503 "), "{head}");
        let address = server.local_addrs()[0];
        assert!(std::net::TcpListener::bind(address).is_ok(), "the port is not free");
    }
}
