//! Whoever is slow holds back the other side, and no memory fills.

use std::io::{ErrorKind, Write};
use std::sync::mpsc;
use std::time::Duration;

use crate::peer::Peer;
use crate::tool::{LONG, Running};

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
