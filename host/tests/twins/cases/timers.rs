// Time that passes.

use crate::raw::{BINARY, CLOSE, PING, PONG, Raw, TEXT, masked};

case! {
    fn keepalive_goes_on_while_the_application_is_busy() {
        let quick = Some(Duration::from_millis(100));
        let timeouts = Timeouts { ping_interval: quick, ping_timeout: quick, ..Timeouts::default() };
        let config = Config { timeouts, ..Config::default() };
        let server = wait!(start(local(config.clone()), handler!(|ws| {
            wait!(pause(Duration::from_millis(700)));
            wait!(ws.send("done")).unwrap();
            wait!(ws.receive());
        })));
        let ws = wait!(client(Client::new().config(config)).connect(&url(&server))).unwrap();
        wait!(pause(Duration::from_millis(700)));
        assert_eq!(wait!(ws.receive()), Some("done".into()));
        assert!(wait!(ws.stats()).pongs >= 4);
        assert_eq!(ws.state(), State::Open);
    }
}

case! {
    fn a_client_that_asks_for_nothing_is_dropped() {
        let server = wait!(echo(config(Timeouts { open: SOON, ..Timeouts::default() })));
        Raw::silent(server.local_addrs()[0]).end();
        wait!(until(|| server.present() == 0));
        assert_eq!(wait!(server.stats()).refused, 1);
    }
}

case! {
    fn a_silent_server_is_not_waited_for() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let timeouts = Timeouts { open: SOON, ..Timeouts::default() };
        let client = client(Client::new().config(config(timeouts)));
        let url = format!("ws://{}/", listener.local_addr().unwrap());
        let refused = wait!(client.connect(&url)).unwrap_err();
        assert!(matches!(refused, ConnectError::Timeout(Phase::Handshake)), "{refused:?}");
    }
}

case! {
    fn a_closing_handshake_does_not_take_for_ever() {
        let (report, reports) = mpsc::channel();
        let timeouts = Timeouts { close: SOON, ..Timeouts::default() };
        let server = wait!(start(local(config(timeouts)), handler!(report; |ws| {
            report.send(wait!(ws.close(1000, ""))).unwrap();
        })));
        let mut raw = Raw::open(server.local_addrs()[0]);
        assert_eq!(raw.frame().0, CLOSE);
        raw.end();
        let closed = reports.recv_timeout(crate::LONG).unwrap().unwrap();
        assert_eq!(closed.cause, Some(Cause::CloseTimeout));
        assert_eq!((closed.received, closed.clean), (None, false));
        drop(raw);
        wait!(server.shutdown(1001, ""));
    }
}

case! {
    fn a_closing_handshake_behind_a_full_socket_does_not_either() {
        let server = wait!(start(local(Config::default()), handler!(|ws| {
            // It reads nothing.
            wait!(ws.wait_closed());
        })));
        let timeouts = Timeouts { close: SOON, ..Timeouts::default() };
        let ws = wait!(client(Client::new().config(config(timeouts))).connect(&url(&server)));
        let ws = ws.unwrap();
        let (count, sent) = (mpsc::channel(), ws.as_async().clone());
        let (report, reports) = count;
        std::thread::spawn(move || {
            let ws = witsocket_host::blocking::WebSocket::from(sent);
            while ws.send_with(vec![0; 1 << 20], Compress::Never).is_ok() {
                let _ = report.send(());
            }
        });
        // Until it has to wait.
        while reports.recv_timeout(Duration::from_millis(500)).is_ok() {}
        let closed = wait!(ws.close(1000, "")).unwrap();
        assert_eq!(closed.cause, Some(Cause::CloseTimeout));
    }
}

case! {
    fn a_peer_whose_answer_nobody_reads_is_not_given_up() {
        let (go, gone) = mpsc::channel::<()>();
        let gone = std::sync::Arc::new(std::sync::Mutex::new(gone));
        let pong = Some(Duration::from_millis(300));
        let timeouts = Timeouts { ping_interval: SOON, ping_timeout: pong, ..Timeouts::default() };
        let server = wait!(start(local(config(timeouts)), handler!(gone; |ws| {
            while gone.lock().unwrap().try_recv().is_err() {
                wait!(pause(Duration::from_millis(10)));
            }
            while wait!(ws.receive()).is_some() {}
        })));
        let mut raw = Raw::open(server.local_addrs()[0]);
        // More than waits for the application: the rest, and the pong, stay in the transport.
        raw.write(masked(BINARY, &[7; 3000]).repeat(100));
        let (first, payload) = raw.frame();
        assert_eq!(first, PING);
        raw.write(masked(PONG, &payload));
        // For several times as long as a pong may take.
        wait!(pause(Duration::from_secs(1)));
        go.send(()).unwrap();
        // When it has been read, the next ping comes; nothing else does.
        assert_eq!(raw.frame().0, PING);
    }
}

case! {
    fn a_peer_that_answers_no_ping_is_given_up() {
        let timeouts = Timeouts { ping_interval: SOON, ping_timeout: SOON, ..Timeouts::default() };
        let server = wait!(echo(config(timeouts)));
        let mut raw = Raw::open(server.local_addrs()[0]);
        assert_eq!(raw.frame().0, PING);
        let (first, payload) = raw.frame();
        assert_eq!((first, &payload[..2]), (CLOSE, &1011u16.to_be_bytes()[..]));
    }
}

case! {
    fn keepalive_keeps_a_connection_of_two_idle_sides() {
        // The time to answer in is long: threads may have to wait for others.
        let ping_timeout = Some(Duration::from_secs(5));
        let timeouts = Timeouts { ping_interval: SOON, ping_timeout, ..Timeouts::default() };
        let server = wait!(echo(config(timeouts.clone())));
        let ws = wait!(client(Client::new().config(config(timeouts))).connect(&url(&server)));
        let ws = ws.unwrap();
        let mut stats = wait!(ws.stats());
        while stats.pongs < 4 || stats.frames_received < 8 {
            wait!(pause(Duration::from_millis(20)));
            stats = wait!(ws.stats());
        }
        assert!(stats.latency.is_some() && ws.closed().is_none());
        wait!(assert_talks(&ws));
    }
}

case! {
    fn an_idle_connection_is_closed() {
        let idle = Some(Duration::from_millis(300));
        let server = wait!(echo(config(Timeouts { idle, ..Timeouts::default() })));
        let ws = wait!(connect(&server));
        for _ in 0..5 {
            wait!(pause(Duration::from_millis(100)));
            wait!(assert_talks(&ws));
        }
        assert_eq!(wait!(ws.receive()), None);
        assert_eq!(ws.closed().unwrap().code(), 1001);
    }
}

case! {
    fn a_connection_lasts_for_its_lifetime() {
        let lifetime = Some(Duration::from_millis(300));
        let server = wait!(echo(config(Timeouts { lifetime, ..Timeouts::default() })));
        let (ws, start) = (wait!(connect(&server)), std::time::Instant::now());
        while wait!(ws.send("busy")).is_ok() && wait!(ws.receive()).is_some() {}
        assert!(start.elapsed() > Duration::from_millis(200), "{:?}", start.elapsed());
        assert_eq!(wait!(ws.wait_closed()).code(), 1001);
    }
}

case! {
    fn half_a_message_is_not_waited_for() {
        let server = wait!(echo(config(Timeouts { message: SOON, ..Timeouts::default() })));
        let mut raw = Raw::open(server.local_addrs()[0]);
        let mut frame = masked(TEXT, b"hello");
        frame.pop();
        raw.write(frame);
        let (first, payload) = raw.frame();
        assert_eq!((first, &payload[..2]), (CLOSE, &1008u16.to_be_bytes()[..]));
    }
}

const SOON: Option<Duration> = Some(Duration::from_millis(100));

fn config(timeouts: Timeouts) -> Config {
    Config { timeouts, ..Config::default() }
}
