//! Peers that keep to no rule: they write and read the bytes that a test tells them.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest, Sha1};

use crate::tool::LONG;

/// A server of one connection.
pub struct Peer {
    pub url: String,
    thread: JoinHandle<()>,
}

impl Peer {
    /// Accepts a connection and its opening handshake, and plays the rest.
    pub fn start(play: impl FnOnce(TcpStream) + Send + 'static) -> Self {
        Self::bare(move |mut stream| {
            let accept = accept(&head(&mut stream));
            let response = format!(
                "HTTP/1.1 101 Switching Protocols\r\n\
                 Upgrade: websocket\r\n\
                 Connection: Upgrade\r\n\
                 Sec-WebSocket-Accept: {accept}\r\n\
                 \r\n"
            );
            stream.write_all(response.as_bytes()).unwrap();
            play(stream);
        })
    }

    /// Accepts a connection and plays the rest.
    pub fn bare(play: impl FnOnce(TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("ws://{}/", listener.local_addr().unwrap());
        let thread = thread::spawn(move || {
            let stream = accept_soon(&listener);
            stream.set_read_timeout(Some(LONG)).unwrap();
            stream.set_nodelay(true).unwrap();
            play(stream);
        });
        Self { url, thread }
    }

    /// Lets a panic of the play fail the test.
    #[track_caller]
    pub fn finish(self) {
        self.thread.join().unwrap();
    }
}

/// Accepts a connection, unless none comes: then the test is to fail, not to hang.
fn accept_soon(listener: &TcpListener) -> TcpStream {
    listener.set_nonblocking(true).unwrap();
    let start = Instant::now();
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false).unwrap();
                return stream;
            }
            Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock),
        }
        assert!(start.elapsed() < LONG, "nobody connects");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Reads the head of a request or response.
pub fn head(stream: &mut impl Read) -> String {
    let mut head = String::new();
    let mut reader = BufReader::with_capacity(1, stream);
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut head).unwrap(), 0, "the head ends early");
    }
    head
}

/// Asks a server for a connection as of RFC 6455 §4.1, with `Host` and more among the headers.
pub fn ask(address: &str, headers: &[&str]) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    let request = format!(
        "GET / HTTP/1.1\r\n\
         Upgrade: websocket\r\n\
         Connection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Version: 13\r\n\
         {}\r\n\
         \r\n",
        headers.join("\r\n")
    );
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

/// Reads a frame of at most 125 bytes: its opcode and its payload.
pub fn frame(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let [mut start, mut mask] = [[0; 2].to_vec(), [0; 4].to_vec()];
    stream.read_exact(&mut start).unwrap();
    stream.read_exact(&mut mask).unwrap();
    let mut payload = vec![0; usize::from(start[1] & 0x7f)];
    stream.read_exact(&mut payload).unwrap();
    for (byte, mask) in payload.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= mask;
    }
    (start[0] & 0x0f, payload)
}

/// RFC 6455 §4.2.2.
fn accept(head: &str) -> String {
    let key = head
        .lines()
        .find_map(|line| {
            line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("sec-websocket-key"))
        })
        .expect("no key")
        .1;
    STANDARD.encode(Sha1::digest(format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11")))
}
