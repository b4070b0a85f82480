// What connections go over: sockets of every kind, and whatever carries bytes.

use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixListener, UnixStream};

use crate::raw::{CLOSE, Raw, TEXT, masked};

case! {
    fn a_unix_socket_carries_them() {
        let folder = folder("unix");
        let path = folder.join("a.sock");
        // A file that was left behind is in nobody's way, one in use is.
        drop(UnixListener::bind(&path).unwrap());
        let server = wait!(start(nowhere().unix(&path), echo!()));
        assert_eq!(server.urls(), [format!("ws+unix:{}", path.display())]);
        assert_eq!(server.addresses(), [Address::Unix(path.clone())]);
        assert!(wait!(try_start(nowhere().unix(&path), echo!())).is_err());
        let unix = client(Client::new().unix(path.to_str().unwrap()));
        let ws = wait!(unix.connect("ws://localhost/")).unwrap();
        wait!(assert_talks(&ws));
        assert_eq!((ws.peer_addr(), ws.local_addr()), (None, None));
        wait!(server.shutdown(1001, ""));
        assert!(!path.exists());

        let server = wait!(start(nowhere().socket(UnixListener::bind(&path).unwrap()), echo!()));
        assert_eq!(server.addresses(), [Address::Unix(path.clone())]);
        let over = UnixStream::connect(&path).unwrap();
        let ws = wait!(client(Client::new()).over_socket("ws://localhost/", over)).unwrap();
        wait!(assert_talks(&ws));
        wait!(server.shutdown(1001, ""));
        // Who bound it removes it.
        assert!(path.exists());
        std::fs::remove_dir_all(folder).unwrap();
    }
}

case! {
    fn a_socket_that_listens_already_is_served() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        // As a supervisor hands it over: a number, of which nobody says what it is.
        let server = wait!(start(nowhere().socket(OwnedFd::from(listener)), echo!()));
        assert_eq!(server.local_addrs(), [address]);
        let ws = wait!(client(Client::new()).connect(&format!("ws://{address}/"))).unwrap();
        wait!(assert_talks(&ws));

        let connected = TcpStream::connect(address).unwrap();
        let refused = wait!(try_start(nowhere().socket(connected), echo!())).err().unwrap();
        assert_eq!(refused.to_string(), "this socket does not listen");
    }
}

case! {
    fn a_socket_that_is_connected_already_carries_a_client() {
        let server = wait!(echo(Config::default()));
        let address = server.local_addrs()[0];
        let socket = TcpStream::connect(address).unwrap();
        let ours = socket.local_addr().unwrap();
        let client = client(Client::new());
        let ws = wait!(client.over_socket("ws://example.com/", socket)).unwrap();
        assert_eq!((ws.local_addr(), ws.peer_addr()), (Some(ours), Some(address)));
        wait!(assert_talks(&ws));
        let theirs = &server.connections()[0];
        assert_eq!((theirs.local_addr(), theirs.peer_addr()), (Some(address), Some(ours)));
        assert_eq!(theirs.request().unwrap().headers.get("Host"), Some("example.com"));
        assert!(wait!(ws.close(1000, "")).unwrap().clean);

        // What is none is refused at once.
        let (pipe, _other) = std::io::pipe().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        for none in [OwnedFd::from(pipe), listener.into()] {
            let refused = wait!(client.over_socket("ws://localhost/", none)).unwrap_err();
            assert!(matches!(refused, ConnectError::Io { .. }), "{refused:?}");
        }
    }
}

case! {
    fn a_socket_that_is_connected_already_is_served() {
        let server = wait!(start(nowhere(), echo!()));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("ws://{address}/");
        let connecting = std::thread::spawn(move || {
            witsocket_host::blocking::connect(&url).unwrap().as_async().clone()
        });
        let (socket, peer) = listener.accept().unwrap();
        server.accept_socket(socket).unwrap();
        let ws = own(connecting.join().unwrap());
        wait!(assert_talks(&ws));
        assert_eq!(server.connections()[0].peer_addr(), Some(peer));

        let (ours, theirs) = UnixStream::pair().unwrap();
        server.accept_socket(theirs).unwrap();
        let ws = wait!(client(Client::new()).over_socket("ws://localhost/", ours)).unwrap();
        wait!(assert_talks(&ws));
        assert_eq!(wait!(server.stats()).accepted, 2);

        assert!(server.accept_socket(listener).is_err());
        let file = std::fs::File::open("/dev/null").unwrap();
        assert!(server.accept_socket(file).is_err());
    }
}

case! {
    fn anything_that_carries_bytes_carries_them() {
        let authority = crate::authority::Authority::new();
        let server = wait!(start(nowhere(), echo!()));
        let tls = ServerTls::new(authority.issue("localhost"));
        let secure = wait!(start(nowhere().tls(tls), echo!()));
        let client = client(Client::new().tls(authority.trusted()));
        for (server, url) in [(&server, "ws://localhost/"), (&secure, "wss://localhost/")] {
            let (ours, theirs) = UnixStream::pair().unwrap();
            accept(server, theirs);
            let ws = wait!(over(&client, url, ours)).unwrap();
            wait!(assert_talks(&ws));
            assert_eq!(ws.tls().is_some(), url.starts_with("wss"));
            assert!(wait!(ws.close(1000, "")).unwrap().clean);
            // Both ends let go of it.
            wait!(server.shutdown(1001, ""));
            assert_eq!(server.present(), 0);
        }
    }
}

case! {
    fn a_stream_that_breaks_ends_what_goes_over_it() {
        let server = wait!(start(nowhere(), echo!()));
        let (ours, theirs) = UnixStream::pair().unwrap();
        accept(&server, theirs);
        let (breaks, held) = (ours.try_clone().unwrap(), ours.try_clone().unwrap());
        let ws = wait!(over(&client(Client::new()), "ws://localhost/", ours)).unwrap();
        wait!(assert_talks(&ws));
        breaks.shutdown(std::net::Shutdown::Both).unwrap();
        let closed = wait!(ws.wait_closed());
        assert_eq!((closed.code(), closed.cause), (1006, Some(Cause::Eof)));
        drop(held);
    }
}

case! {
    fn a_transport_that_exists_is_used_once() {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let answering = std::thread::spawn(move || {
            let mut theirs = Raw { socket: theirs };
            theirs.head();
            theirs.write("HTTP/1.1 302 x\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n");
        });
        let refused = wait!(over(&client(Client::new()), "ws://localhost/", ours)).unwrap_err();
        assert!(matches!(refused, ConnectError::Rejected { .. }), "{refused:?}");
        answering.join().unwrap();
    }
}

case! {
    fn a_connection_that_is_open_already_is_taken_over() {
        let negotiated = Negotiated {
            subprotocol: Some("chat".into()),
            user: Some("ann".into()),
            request: Some(Request { target: "/blue?x".into(), ..Request::default() }),
            deflate: Some(DeflateParameters {
                server_no_context_takeover: false,
                client_no_context_takeover: true,
                server_max_window_bits: 12,
                client_max_window_bits: 12,
            }),
            ..Negotiated::default()
        };
        let router = Router::new().route("/{room}", handler!(|ws, parameters| {
            wait!(ws.send(format!("{} {:?}", &parameters["room"], ws.user()))).unwrap();
            wait!(echo_all(ws))
        }));
        let server = wait!(start_routes(nowhere(), router)).unwrap();
        let (ours, theirs) = UnixStream::pair().unwrap();
        server.attach_socket(theirs, negotiated.clone()).unwrap();
        let client = client(Client::new());
        let ws = wait!(client.attach_socket(ours, negotiated.clone())).unwrap();
        assert_eq!((ws.state(), ws.subprotocol()), (State::Open, Some("chat")));
        assert_eq!(ws.deflate(), negotiated.deflate);
        assert_eq!(wait!(ws.receive()), Some("blue Some(\"ann\")".into()));
        wait!(assert_talks(&ws));
        assert!(wait!(ws.stats()).compression().0 > 10.0);
        assert!(wait!(ws.close(1000, "")).unwrap().clean);

        // What was read too early is not lost, and a stream will do.
        let (ours, theirs) = UnixStream::pair().unwrap();
        let mut early = masked(TEXT, b"early");
        let rest = early.split_off(4);
        let received = early.into();
        attach(&server, theirs, Negotiated { received, deflate: None, ..negotiated.clone() });
        let mut raw = Raw { socket: ours };
        raw.write(rest);
        assert_eq!(raw.frame(), (TEXT, b"blue Some(\"ann\")".to_vec()));
        assert_eq!(raw.frame(), (TEXT, b"early".to_vec()));
        // Its path has no handler.
        let (ours, theirs) = UnixStream::pair().unwrap();
        attach(&server, theirs, Negotiated::default());
        let mut raw = Raw { socket: ours };
        assert_eq!(raw.frame(), (CLOSE, 1011_u16.to_be_bytes().to_vec()));
    }
}

case! {
    fn more_connections_than_allowed_wait() {
        let server = wait!(start(local(Config::default()).max_connections(2), echo!()));
        let options = Client::new().gate(false);
        let client = client(options.clone());
        let first = wait!(client.connect(&url(&server))).unwrap();
        let second = wait!(client.connect(&url(&server))).unwrap();
        let (report, reports) = mpsc::channel();
        let to = url(&server);
        std::thread::spawn(move || {
            let client = witsocket_host::blocking::Client::from(options);
            report.send(client.connect(&to).unwrap().as_async().clone()).unwrap();
        });
        assert!(reports.recv_timeout(Duration::from_millis(200)).is_err());
        assert_eq!(server.present(), 2);
        wait!(first.close(1000, "")).unwrap();
        let third = own(reports.recv_timeout(crate::LONG).unwrap());
        wait!(assert_talks(&third));
        wait!(assert_talks(&second));

        let stats = wait!(server.stats());
        assert_eq!((stats.accepted, stats.opened, stats.closed_clean, stats.open), (3, 3, 1, 2));
        assert_eq!((stats.messages_received, stats.messages_sent), (4, 4));
    }
}

/// A server that listens nowhere, but for what is said next.
fn nowhere() -> ServerBuilder {
    witsocket_host::Server::builder()
}

fn folder(name: &str) -> std::path::PathBuf {
    // Each API has its own.
    let name = format!("witsocket-{name}-{}-{}", std::process::id(), module_path!().len());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
