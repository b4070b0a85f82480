// Messages, whole and in parts.

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
    fn pings_tell_the_latency() {
        let server = wait!(echo(Config::default()));
        let ws = wait!(connect(&server));
        assert!(wait!(ws.ping(None)).unwrap() < crate::LONG);
        assert!(wait!(ws.ping(Some(b"mine".to_vec()))).unwrap() < crate::LONG);
        wait!(ws.pong("unasked")).unwrap();
        let too_long = wait!(ws.ping(Some(vec![0; 126]))).unwrap_err();
        assert_eq!(too_long, SendError::Misuse(Misuse::ControlTooLong));
        assert_eq!(wait!(ws.stats()).pongs, 2);
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
