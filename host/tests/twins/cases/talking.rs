// Messages, whole and in parts.

use crate::raw::{Raw, TEXT, masked};

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

case! {
    fn the_two_directions_are_for_two_threads() {
        let server = wait!(echo(Config::default()));
        let (sender, mut receiver) = wait!(connect(&server)).split();
        assert_eq!(sender.websocket().id(), receiver.websocket().id());
        let sending = sender.websocket().as_async().clone();
        // More than sockets and queues hold: who sends has to wait for who receives.
        let sending = std::thread::spawn(move || {
            let (sender, _) = witsocket_host::blocking::WebSocket::from(sending).split();
            for number in 0..300_u32 {
                sender.send_with(vec![number as u8; 100_000], Compress::Never).unwrap();
            }
        });
        for number in 0..300_u32 {
            let message = wait!(receiver.receive()).unwrap();
            assert!(message == vec![number as u8; 100_000].into());
        }
        sending.join().unwrap();
        wait!(sender.send("last")).unwrap();
        assert_eq!(wait!(receiver.receive()), Some("last".into()));
        let closed = wait!(sender.close(4000, "enough")).unwrap();
        assert!(closed.clean);
        // An end that is none in order is the last item.
        assert_eq!(wait!(rest(receiver)), [Err(closed)]);
        assert_eq!(wait!(sender.send("late")), Err(SendError::Closed));
    }
}

case! {
    fn a_message_is_taken_while_it_comes() {
        let text = "grün und ".repeat(50_000);
        for delivery in [Delivery::Message, Delivery::Frame, Delivery::Chunk] {
            let (report, reports) = mpsc::channel();
            let config = Config { delivery, ..Config::default() };
            let server = wait!(start(local(config), handler!(report; |ws| {
                let (_, mut receiver) = ws.split();
                while let Some(mut parts) = wait!(receiver.receive_parts()) {
                    let mut all = Vec::new();
                    while let Some(part) = wait!(parts.next()) {
                        let part = part.unwrap();
                        assert_eq!(part.as_text().is_some(), parts.kind() == Kind::Text);
                        all.push(part);
                    }
                    report.send((parts.kind(), all)).unwrap();
                }
            })));
            let ws = wait!(connect(&server));
            // In frames that end within characters.
            let cut = |bytes: &[u8]| bytes.chunks(70_001).map(<[u8]>::to_vec).collect::<Vec<_>>();
            let frames = cut(text.as_bytes());
            wait!(ws.send_parts(Kind::Text, Compress::Never, frames.clone())).unwrap();
            wait!(ws.send_parts(Kind::Binary, Compress::Never, frames.clone())).unwrap();
            wait!(ws.send("")).unwrap();
            for kind in [Kind::Text, Kind::Binary] {
                let (of, parts) = reports.recv_timeout(crate::LONG).unwrap();
                assert_eq!(of, kind);
                let count = parts.len();
                match delivery {
                    Delivery::Message => assert_eq!(count, 1),
                    Delivery::Frame => assert_eq!(count, frames.len()),
                    Delivery::Chunk => assert!(count >= frames.len(), "{count}"),
                }
                let whole: Vec<u8> = parts.into_iter().flat_map(Message::into_bytes).collect();
                assert!(whole == text.as_bytes(), "{} bytes", whole.len());
            }
            // One of nothing has no parts.
            assert_eq!(reports.recv_timeout(crate::LONG).unwrap(), (Kind::Text, vec![]));
        }
    }
}

case! {
    fn what_is_not_taken_of_a_message_is_passed_over() {
        let config = Config { delivery: Delivery::Chunk, ..Config::default() };
        let server = wait!(start(local(config), handler!(|ws| {
            let (sender, mut ws) = (ws.clone(), ws);
            let mut parts = wait!(ws.receive_parts()).unwrap();
            assert!(!wait!(parts.next()).unwrap().unwrap().is_empty());
            drop(parts);
            // Not even looked at.
            drop(wait!(ws.receive_parts()).unwrap());
            let mut parts = wait!(ws.receive_parts()).unwrap();
            let last = wait!(parts.next()).unwrap().unwrap();
            // Others can send meanwhile.
            wait!(sender.send(last)).unwrap();
        })));
        let ws = wait!(connect(&server));
        // More than is kept for the application: what is left of it must not stop the rest.
        wait!(ws.send_with(vec![1; 900_000], Compress::Never)).unwrap();
        wait!(ws.send_with(vec![2; 900_000], Compress::Never)).unwrap();
        wait!(ws.send("three")).unwrap();
        assert_eq!(wait!(ws.receive()), Some("three".into()));
    }
}

case! {
    fn a_message_whose_end_is_missing_says_so() {
        let (report, reports) = mpsc::channel();
        let config = Config { delivery: Delivery::Frame, ..Config::default() };
        let server = wait!(start(local(config), handler!(report; |ws| {
            let mut ws = ws;
            let mut parts = wait!(ws.receive_parts()).unwrap();
            let (first, end) = (wait!(parts.next()), wait!(parts.next()));
            assert!(wait!(parts.next()).is_none());
            drop(parts);
            assert!(wait!(ws.receive_parts()).is_none());
            report.send((first, end)).unwrap();
        })));
        let mut raw = Raw::open(server.local_addrs()[0]);
        raw.write(masked(TEXT & 0x7f, b"half"));
        drop(raw);
        let (first, end) = reports.recv_timeout(crate::LONG).unwrap();
        assert_eq!(first, Some(Ok("half".into())));
        assert_eq!(end.unwrap().unwrap_err().cause, Some(Cause::Eof));
    }
}

case! {
    fn parts_that_cannot_be_had_fail_the_connection() {
        let server = wait!(echo(Config::default()));
        let ws = wait!(connect(&server));
        let whole = [Ok::<_, &str>("one "), Ok("message")];
        wait!(send_stream(&ws, whole.to_vec())).unwrap();
        assert_eq!(wait!(ws.receive()), Some("one message".into()));
        let sent = wait!(send_stream(&ws, vec![Ok("half"), Err("no more")]));
        assert_eq!(sent, Err(StreamError::Source("no more")));
        // Half a message cannot be taken back.
        let closed = wait!(ws.close(1000, "")).unwrap();
        assert_eq!(closed.sent.map(|close| close.code), Some(1011));
    }
}

case! {
    fn a_message_is_passed_on_while_it_comes() {
        let config = Config { delivery: Delivery::Chunk, ..Config::default() };
        let server = wait!(start(local(config), handler!(|ws| {
            let (sender, mut ws) = (ws.clone(), ws);
            while let Some(mut parts) = wait!(ws.receive_parts()) {
                wait!(sender.begin(parts.kind())).unwrap();
                let mut next = wait!(parts.next());
                while let Some(part) = next {
                    wait!(sender.part(part.unwrap().into_bytes())).unwrap();
                    next = wait!(parts.next());
                }
                wait!(sender.finish()).unwrap();
            }
        })));
        let ws = wait!(connect(&server));
        let text = "grün und ".repeat(50_000);
        for message in [Message::from(text), vec![7; 900_000].into(), "".into()] {
            wait!(ws.send(message.clone())).unwrap();
            assert!(wait!(ws.receive()) == Some(message));
        }
    }
}
