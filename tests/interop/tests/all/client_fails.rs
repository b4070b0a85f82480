//! How `witsocket connect` ends when there is nobody to talk to: status 1 and
//! one line of reason on stderr; or 2 where the command line is wrong.

use std::io::Write;
use std::net::TcpListener;
use std::thread;

use witsocket_interop::{Process, Server, connect, with_each_server};

with_each_server!(
    a_refused_handshake_is_a_failure_that_names_the_status,
    a_connection_cut_by_the_server_is_a_failure,
);

fn a_refused_handshake_is_a_failure_that_names_the_status(server: &Server) {
    for status in ["401", "403", "404", "503"] {
        let mut client = connect(&[&server.url(&format!("/refuse/{status}"))]);
        fails_with_one_line(&mut client, 1);
        assert!(client.stderr().contains(status), "{}", client.stderr());
    }
}

fn a_connection_cut_by_the_server_is_a_failure(server: &Server) {
    for path in ["/reset", "/eof"] {
        fails_with_one_line(&mut connect(&[&server.url(path)]), 1);
    }
}

#[test]
fn a_port_where_nobody_listens_is_a_failure() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("a listener has an address");
    drop(listener);
    fails_with_one_line(&mut connect(&[&format!("ws://{address}/")]), 1);
}

#[test]
fn a_server_that_speaks_no_websocket_is_a_failure() {
    for answer in [
        "",
        "220 mail.example ESMTP\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        thread::spawn(move || {
            let (mut stream, _) = listener.accept()?;
            stream.write_all(answer.as_bytes())?;
            stream.shutdown(std::net::Shutdown::Write)?;
            // Read what the client says: unread bytes would make this a reset.
            std::io::copy(&mut stream, &mut std::io::sink())
        });
        fails_with_one_line(&mut connect(&[&format!("ws://{address}/")]), 1);
    }
}

#[test]
fn an_address_that_is_none_is_wrong_usage() {
    for url in ["", "nonsense", "ftp://127.0.0.1/", "ws://", "ws://127.0.0.1:99999/", "ws://a b/"] {
        fails_with_one_line(&mut connect(&[url]), 2);
    }
}

#[test]
fn wrong_options_are_wrong_usage() {
    for arguments in [
        &[][..],
        &["--no-such-option", "ws://127.0.0.1/"],
        &["ws://127.0.0.1/", "--max-message", "many"],
        &["ws://127.0.0.1/", "-H", "no colon"],
    ] {
        let mut client = connect(arguments);
        assert_eq!(client.status(), 2, "{arguments:?}");
        assert_ne!(client.stderr(), "", "{arguments:?}");
    }
}

#[track_caller]
fn fails_with_one_line(client: &mut Process, status: i32) {
    assert_eq!(client.status(), status);
    assert_eq!(client.stdout(), "");
    assert_eq!(client.stderr().lines().count(), 1, "{}", client.stderr());
}
