//! SIGINT, SIGTERM, and a stdout that nobody reads any more.
#![cfg(unix)]

use std::io::{BufRead, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::peer::{Peer, frame, head};
use crate::tool::{LONG, Running, Server, connect};

#[test]
fn a_server_says_that_it_goes_away() {
    for name in ["TERM", "INT"] {
        let server = Server::start(&[]);
        let mut client = Running::connect(&server.url, &["--json"]);
        let mut stdout = client.stdout();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        server.running.signal(name);
        client.finish().ok();
        stdout.read_line(&mut line).unwrap();
        assert!(line.contains(r#""received":{"code":1001,"#), "{line}");
        assert_eq!(server.running.finish().status, Some(0));
    }
}

#[test]
fn a_server_that_is_told_twice_does_not_wait() {
    let server = Server::start(&["--close-timeout", "60"]);
    let mut client = open(&server.url);
    server.running.signal("TERM");
    // The server's close frame: it waits for ours.
    let mut close = [0; 4];
    client.read_exact(&mut close).unwrap();
    assert_eq!(&close, b"\x88\x02\x03\xe9");
    let start = Instant::now();
    server.running.signal("TERM");
    assert_eq!(server.running.finish().status, Some(1));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_client_closes_when_interrupted() {
    let peer = Peer::start(|mut stream| {
        stream.write_all(b"\x81\x05ready").unwrap();
        assert_eq!(frame(&mut stream), (8, b"\x03\xe8".to_vec()));
        stream.write_all(b"\x81\x04last\x88\x02\x03\xe8").unwrap();
    });
    let mut client = Running::connect(&peer.url, &[]);
    let mut stdout = client.stdout();
    let mut text = String::new();
    stdout.read_line(&mut text).unwrap();
    client.signal("INT");
    client.finish().ok();
    stdout.read_to_string(&mut text).unwrap();
    assert_eq!(text, "ready\nlast\n");
    peer.finish();
}

#[test]
fn a_client_that_is_interrupted_twice_does_not_wait() {
    let peer = Peer::start(|mut stream| {
        stream.write_all(b"\x81\x05ready").unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let mut client = Running::connect(&peer.url, &["--close-timeout", "60"]);
    client.stdout().read_line(&mut String::new()).unwrap();
    client.signal("INT");
    std::thread::sleep(Duration::from_millis(200));
    client.signal("INT");
    let finished = client.finish();
    assert_eq!(finished.status, Some(1));
    assert!(finished.line().contains("SIGINT"), "{}", finished.line());
    peer.finish();
}

#[test]
fn a_client_that_is_interrupted_before_it_is_open_does_not_wait() {
    let (asked, wait) = mpsc::channel();
    let peer = Peer::bare(move |mut stream| {
        head(&mut stream);
        asked.send(()).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let client = Running::connect(&peer.url, &["--open-timeout", "60"]);
    wait.recv_timeout(LONG).unwrap();
    client.signal("INT");
    let finished = client.finish();
    assert_eq!(finished.status, Some(1));
    assert!(finished.line().contains("SIGINT"), "{}", finished.line());
    peer.finish();
}

#[test]
fn a_client_whose_output_nobody_reads_ends_quietly() {
    let server = Server::start(&[]);
    let mut client = Running::connect(&server.url, &[]);
    let mut stdin = client.stdin.take().unwrap();
    let mut stdout = client.stdout();
    stdin.write_all(b"one\n").unwrap();
    stdout.read_line(&mut String::new()).unwrap();
    drop(stdout);
    stdin.write_all(b"two\n").unwrap();
    client.finish().ok();
    // Nothing happened to the server.
    connect(&server.url, &[], "three\n").ok();
}

/// A connection that does nothing more.
fn open(url: &str) -> TcpStream {
    let address = url.strip_prefix("ws://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let response = head(&mut stream);
    assert!(response.starts_with("HTTP/1.1 101 "), "{response}");
    stream
}
