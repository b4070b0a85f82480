//! How `connect` ends, and what it says of it.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::peer::{Peer, frame, head};
use crate::tls::self_signed;
use crate::tool::{Running, Server, connect};

#[test]
fn nobody_listens() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let finished = connect(&format!("ws://{address}/"), &[], "hello\n");
    assert_eq!(finished.status, Some(1));
    assert!(finished.line().contains("refused"), "{}", finished.line());
}

#[test]
fn a_url_with_tls_is_named_with_what_went_wrong() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = format!("wss://{address}/");
    // It answers TLS in plain text.
    let peer = Peer::bare(|mut stream| {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        // Closing with something unread would be a reset.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let plain = peer.url.replace("ws:", "wss:");
    let [any, _] = self_signed("tls-ends", "any.test");
    for (url, cause) in [(nobody, "refused"), (plain, "does not speak TLS")] {
        let finished = connect(&url, &["--ca", &any], "hello\n");
        assert_eq!((finished.status, finished.stdout()), (Some(1), ""));
        let line = finished.line();
        assert!(line.starts_with(&format!("witsocket: {url}: ")), "{line}");
        assert!(line.contains(cause), "{line}");
    }
    peer.finish();
}

#[test]
fn the_server_refuses() {
    let server = Server::start(&["--origin", "https://a.example"]);
    let refused = connect(&server.url, &["--origin", "https://b.example"], "hello\n");
    assert_eq!((refused.status, refused.stdout()), (Some(1), ""));
    assert!(refused.line().contains("403"), "{}", refused.line());
    connect(&server.url, &["--origin", "https://a.example"], "hello\n").ok();
}

#[test]
fn a_refusal_cannot_reach_the_terminal() {
    let peer = Peer::bare(|mut stream| {
        head(&mut stream);
        let response = b"HTTP/1.1 404 Not\x1b[2J\xc2\x9bFound\r\nContent-Length: 5\r\n\r\n\x1b[2J!";
        stream.write_all(response).unwrap();
    });
    let finished = connect(&peer.url, &[], "");
    peer.finish();
    assert_eq!(finished.status, Some(1));
    assert!(!finished.line().chars().any(char::is_control), "{:?}", finished.line());
}

#[test]
fn the_server_does_not_answer() {
    let peer = Peer::bare(|mut stream| drop(stream.read_to_end(&mut Vec::new())));
    let finished = connect(&peer.url, &["--open-timeout", "0.2"], "");
    assert_eq!(finished.status, Some(1));
    assert!(finished.line().contains("timed out"), "{}", finished.line());
    peer.finish();
}

#[test]
fn the_server_closes_while_stdin_is_open() {
    let peer = Peer::start(|mut stream| {
        stream.write_all(b"\x81\x05hello\x88\x02\x03\xe9").unwrap();
        assert_eq!(frame(&mut stream), (8, b"\x03\xe9".to_vec()));
    });
    let start = Instant::now();
    let finished = Running::connect(&peer.url, &[]).finish().ok();
    assert_eq!(finished.stdout(), "hello\n");
    assert!(start.elapsed() < Duration::from_secs(5));
    peer.finish();
}

#[test]
fn the_server_closes_with_an_error() {
    let peer = Peer::start(|mut stream| {
        stream.write_all(b"\x81\x05hello\x88\x09\x03\xf3oh \x1b[2J").unwrap();
        frame(&mut stream);
    });
    let finished = Running::connect(&peer.url, &[]).finish();
    assert_eq!((finished.status, finished.stdout()), (Some(1), "hello\n"));
    let line = finished.line();
    assert!(line.contains("1011") && line.contains("oh "), "{line:?}");
    assert!(!line.chars().any(char::is_control), "{line:?}");
    peer.finish();
}

#[test]
fn the_server_vanishes() {
    let peer = Peer::start(|mut stream| stream.write_all(b"\x81\x05hello").unwrap());
    let finished = Running::connect(&peer.url, &[]).finish();
    assert_eq!((finished.status, finished.stdout()), (Some(1), "hello\n"));
    finished.line();
    peer.finish();
}

#[test]
fn the_server_breaks_the_protocol() {
    let peer = Peer::start(|mut stream| {
        stream.write_all(b"\x83\x00").unwrap();
        let (opcode, payload) = frame(&mut stream);
        assert_eq!((opcode, &payload[..2]), (8, &b"\x03\xea"[..]));
        stream.write_all(b"\x88\x02\x03\xea").unwrap();
    });
    let finished = Running::connect(&peer.url, &[]).finish();
    assert_eq!(finished.status, Some(1));
    assert!(finished.line().contains("invalid opcode"), "{}", finished.line());
    peer.finish();
}

#[test]
fn what_comes_after_our_close_is_printed() {
    let peer = Peer::start(|mut stream| {
        assert_eq!(frame(&mut stream), (8, b"\x03\xe8".to_vec()));
        stream.write_all(b"\x81\x03one").unwrap();
        std::thread::sleep(Duration::from_millis(50));
        stream.write_all(b"\x81\x03two\x88\x02\x03\xe8").unwrap();
    });
    assert_eq!(connect(&peer.url, &[], "").ok().stdout(), "one\ntwo\n");
    peer.finish();
}

#[test]
fn binary_is_shown_in_hexadecimal_or_as_it_is() {
    let send = |flags: &[&str]| {
        let peer = Peer::start(|mut stream| {
            stream.write_all(b"\x82\x03\x00\x1b\xff\x81\x02\x1bt\x88\x00").unwrap();
            frame(&mut stream);
        });
        let finished = Running::connect(&peer.url, flags).finish().ok();
        peer.finish();
        finished.stdout
    };
    assert_eq!(send(&[]), b"(binary) 001bff\n\x1bt\n");
    assert_eq!(send(&["--binary"]), b"\x00\x1b\xff\x1bt\n");
}

#[test]
fn a_line_that_is_no_text_is_not_sent() {
    let server = Server::start(&[]);
    let finished = connect(&server.url, &[], &b"one\n\xff\ntwo\n"[..]);
    assert_eq!((finished.status, finished.stdout()), (Some(1), "one\n"));
    assert!(finished.line().contains("line 2 is not UTF-8"), "{}", finished.line());
}

#[test]
fn a_line_without_an_end_is_not_waited_for_for_ever() {
    let server = Server::start(&[]);
    let finished = connect(&server.url, &[], vec![b'x'; 70 << 20]);
    assert_eq!((finished.status, finished.stdout()), (Some(1), ""));
    assert!(finished.line().contains("line 1 is longer than 64 MiB"), "{}", finished.line());
}

#[test]
fn a_message_beyond_the_limit_is_refused() {
    let server = Server::start(&["--max-message", "10"]);
    connect(&server.url, &[], "0123456789\n").ok();
    let finished = connect(&server.url, &[], "0123456789a\n");
    assert_eq!((finished.status, finished.stdout()), (Some(1), ""));
    assert!(finished.line().contains("1009"), "{}", finished.line());
}

#[test]
fn an_idle_connection_is_closed() {
    let server = Server::start(&["--idle-timeout", "0.2"]);
    Running::connect(&server.url, &[]).finish().ok();
}

#[test]
fn a_server_that_does_not_close_is_left() {
    let peer = Peer::start(|mut stream| drop(stream.read_to_end(&mut Vec::new())));
    let finished = connect(&peer.url, &["--close-timeout", "0.2"], "");
    assert_eq!(finished.status, Some(1));
    finished.line();
    peer.finish();
}

#[test]
fn the_request_is_as_asked() {
    let peer = Peer::bare(|mut stream| {
        let head = head(&mut stream);
        assert!(head.starts_with("GET /chat?x=1 HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("\r\nX-A: b\r\nx-a: c\r\n"), "{head}");
        assert!(head.contains("\r\nOrigin: https://a.example\r\n"), "{head}");
        assert!(!head.to_lowercase().contains("user-agent"), "{head}");
        assert!(!head.to_lowercase().contains("sec-websocket-extensions"), "{head}");
    });
    let url = format!("{}chat?x=1", peer.url);
    let flags = ["-H", "X-A: b", "-H", "x-a:c", "--origin", "https://a.example", "--user-agent"];
    connect(&url, &[&flags[..], &["none", "--no-deflate"]].concat(), "");
    peer.finish();
}

#[test]
fn frames_are_logged() {
    let server = Server::start(&[]);
    let finished = connect(&server.url, &["-vvv"], "hello\n");
    assert_eq!((finished.status, finished.stdout()), (Some(0), "hello\n"));
    for way in ["> ", "< "] {
        let frame = |line: &str| line.contains(way) && line.contains("\"hello\"");
        assert!(finished.stderr.lines().any(frame), "no {way} in {}", finished.stderr);
    }
}
