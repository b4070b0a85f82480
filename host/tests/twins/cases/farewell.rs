// How long the end of TLS may take: as long as that of the connection.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Instant;

use rustls::{ClientConnection, ServerConnection, StreamOwned};

use super::secure::{client_config, server_config, tls, wss};
use crate::authority::Authority;
use crate::raw::{CLOSE, Raw, TEXT, masked};

case! {
    // It says close, and then neither ends TLS nor the stream.
    fn a_server_that_does_not_end_tls_is_waited_for_as_long_as_a_close_may_take() {
        let authority = Authority::new();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("wss://localhost:{}/", listener.local_addr().unwrap().port());
        let config = server_config(&authority);
        let held = std::thread::spawn(move || {
            let (socket, _) = listener.accept().unwrap();
            socket.set_read_timeout(Some(crate::LONG)).unwrap();
            let tls = ServerConnection::new(Arc::new(config)).unwrap();
            let mut raw = Raw { socket: StreamOwned::new(tls, socket) };
            raw.answer_handshake();
            let (first, payload) = raw.frame();
            assert_eq!(first, CLOSE);
            raw.write([&[CLOSE, payload.len() as u8][..], &payload].concat());
            let start = Instant::now();
            // It ends TLS on its side, and soon the stream.
            raw.end();
            Raw { socket: raw.socket.sock }.end();
            start.elapsed()
        });
        let timeouts = Timeouts { close: Some(Duration::from_millis(500)), ..Timeouts::default() };
        let config = Config { timeouts, ..Config::default() };
        let ws = Client::new().tls(authority.trusted()).config(config);
        let ws = wait!(client(ws).connect(&url)).unwrap();
        let closed = wait!(ws.close(1000, "")).unwrap();
        assert!(closed.clean, "{closed}");
        let held = held.join().unwrap();
        assert!(held < Duration::from_secs(3), "the socket was held for {held:?}");
    }
}

case! {
    fn a_client_that_does_not_end_tls_is_not_waited_for() {
        let authority = Authority::new();
        let timeouts = Timeouts { close: Some(Duration::from_millis(500)), ..Timeouts::default() };
        let config = Config { timeouts, ..Config::default() };
        let builder = tls(ServerTls::new(authority.issue("localhost"))).config(config);
        let server = wait!(start(builder, handler!(|ws| { wait!(ws.receive()); })));
        for answers in [true, false] {
            let socket = Raw::silent(server.local_addrs()[0]).socket;
            let name = "localhost".try_into().unwrap();
            let config = Arc::new(client_config(&authority));
            let tls = ClientConnection::new(config, name).unwrap();
            let mut raw = Raw { socket: StreamOwned::new(tls, socket) };
            raw.shake_hands();
            raw.write(masked(TEXT, b"go"));
            assert_eq!(raw.frame(), (CLOSE, 1000_u16.to_be_bytes().to_vec()));
            if answers {
                raw.write(masked(CLOSE, &1000_u16.to_be_bytes()));
            }
            let start = Instant::now();
            raw.end();
            Raw { socket: raw.socket.sock }.end();
            let held = start.elapsed();
            assert!(held < Duration::from_secs(3), "the socket was held for {held:?}");
            wait!(until(|| server.present() == 0));
        }
    }
}

case! {
    fn a_close_behind_a_full_socket_with_tls_does_not_take_for_ever() {
        let authority = Authority::new();
        let builder = tls(ServerTls::new(authority.issue("localhost")));
        let (go, gone) = mpsc::channel::<()>();
        let gone = Arc::new(std::sync::Mutex::new(gone));
        let server = wait!(start(builder, handler!(gone; |ws| {
            while gone.lock().unwrap().try_recv().is_err() {
                wait!(pause(Duration::from_millis(10)));
            }
            while wait!(ws.receive()).is_some() {}
        })));
        let timeouts = Timeouts { close: Some(Duration::from_millis(200)), ..Timeouts::default() };
        let config = Config { timeouts, ..Config::default() };
        let ws = client(Client::new().tls(authority.trusted()).config(config));
        let ws = wait!(ws.connect(&wss(&server))).unwrap();
        let sender = ws.as_async().clone();
        let (report, reports) = mpsc::channel();
        std::thread::spawn(move || {
            let ws = witsocket_host::blocking::WebSocket::from(sender);
            while ws.send_with(vec![0; 1 << 20], Compress::Never).is_ok() {
                let _ = report.send(());
            }
        });
        // Until it has to wait.
        while reports.recv_timeout(Duration::from_millis(500)).is_ok() {}
        let start = Instant::now();
        let closed = wait!(ws.close(1000, "")).unwrap();
        assert_eq!(closed.cause, Some(Cause::CloseTimeout));
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
        // Nobody keeps the socket, either: its other end sees that, once it has read the rest.
        go.send(()).unwrap();
        wait!(until(|| server.present() == 0));
    }
}
