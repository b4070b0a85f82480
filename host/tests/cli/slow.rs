//! Whoever is slow holds back the other side, and no memory fills.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::mpsc;
use std::time::Duration;

use crate::peer::Peer;
use crate::tool::{LONG, Running, Server, connect};

/// More than the buffers of both programs and of the system together.
const MUCH: usize = 64 << 20;

#[test]
fn a_stdout_that_is_not_read_holds_back_the_peer() {
    let (blocked, wait) = mpsc::channel();
    let peer = Peer::start(move |mut stream| {
        stream.set_write_timeout(Some(Duration::from_secs(1))).unwrap();
        let message = [&b"\x82\x7e\xff\xff"[..], &[0; 65535]].concat();
        let mut written = 0;
        while written < MUCH {
            match stream.write(&message[written % message.len()..]) {
                Ok(count) => written += count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => panic!("{error}"),
            }
        }
        blocked.send(written).unwrap();
    });
    let client = Running::connect(&peer.url, &["--binary"]);
    let written = wait.recv_timeout(LONG).unwrap();
    assert!(written < MUCH, "{written}");
    drop(client);
    peer.finish();
}

#[test]
fn a_peer_that_does_not_read_holds_back_stdin() {
    let (opened, open) = mpsc::channel();
    let (done, wait) = mpsc::channel::<()>();
    let peer = Peer::start(move |_stream| {
        opened.send(()).unwrap();
        assert!(wait.recv().is_err());
    });
    let mut client = Running::connect(&peer.url, &["--ping-timeout", "0"]);
    open.recv_timeout(LONG).unwrap();
    let mut stdin = client.stdin.take().unwrap();
    let (progress, written) = mpsc::channel();
    let writer = std::thread::spawn(move || {
        let line = [&[b'x'; 65535][..], b"\n"].concat();
        while stdin.write_all(&line).is_ok() && progress.send(line.len()).is_ok() {}
    });
    let mut total = 0;
    while let Ok(count) = written.recv_timeout(Duration::from_secs(1)) {
        total += count;
        assert!(total < MUCH, "{total}");
    }
    assert!(total > 0);
    drop(client);
    drop(done);
    writer.join().unwrap();
    peer.finish();
}

#[test]
fn who_reads_a_broadcast_too_slowly_misses_some_or_is_closed() {
    for (slow, is_closed) in [("drop", false), ("close", true), ("100k", true)] {
        let server = Server::start(&["--broadcast", "--no-deflate", "--slow", slow]);
        let mut behind = TcpStream::connect(server.url.trim_start_matches("ws://")).unwrap();
        behind.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        behind
            .write_all(
                b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                  Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
            )
            .unwrap();
        let mut head = [0; 12];
        behind.read_exact(&mut head).unwrap();
        assert_eq!(&head, b"HTTP/1.1 101");

        let said = [&[b'x'; 65535][..], b"\n"].concat().repeat(MUCH >> 17);
        connect(&server.url, &["--no-deflate"], said).ok();
        let heard = until_silence(&mut behind);
        assert!(heard.len() < MUCH >> 1, "{slow}: {}", heard.len());
        assert_eq!(heard.ends_with(b"\x88\x0a\x03\xf5too slow"), is_closed, "{slow}");
        if !is_closed {
            connect(&server.url, &["--no-deflate"], "once more\n").ok();
            assert!(until_silence(&mut behind).ends_with(b"\x81\x09once more"), "{slow}");
        }
    }
}

/// What comes until nothing does for a second.
fn until_silence(stream: &mut TcpStream) -> Vec<u8> {
    let mut heard = Vec::new();
    match stream.read_to_end(&mut heard) {
        Err(error) if error.kind() != ErrorKind::WouldBlock => panic!("{error}"),
        _ => heard,
    }
}
