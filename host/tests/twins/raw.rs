//! Peers that do what no peer should, over bare streams.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha1::{Digest as _, Sha1};

pub use crate::wire::*;

/// A peer of which every byte is ours.
pub struct Raw<S = TcpStream> {
    pub socket: S,
}

impl Raw {
    /// Connects, and sends nothing.
    pub fn silent(address: SocketAddr) -> Self {
        let socket = TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(crate::LONG)).unwrap();
        Self { socket }
    }

    /// Connects, and does the opening handshake.
    pub fn open(address: SocketAddr) -> Self {
        let mut raw = Self::silent(address);
        raw.shake_hands();
        raw
    }
}

impl<S: Read + Write> Raw<S> {
    pub fn shake_hands(&mut self) {
        self.write(REQUEST);
        let head = self.head();
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    }

    /// The other end of an opening handshake.
    pub fn answer_handshake(&mut self) {
        let head = self.head();
        let key = head.lines().find_map(|line| line.strip_prefix("Sec-WebSocket-Key: ")).unwrap();
        let digest = Sha1::digest(format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
        let accept = BASE64_STANDARD.encode(digest);
        self.write(format!(
            "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Accept: {accept}\r\n\r\n"
        ));
    }

    pub fn write(&mut self, bytes: impl AsRef<[u8]>) {
        self.socket.write_all(bytes.as_ref()).unwrap();
        self.socket.flush().unwrap();
    }

    /// Reads up to the empty line, and not beyond.
    pub fn head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.bytes::<1>()[0]);
        }
        String::from_utf8(head).unwrap()
    }

    /// Reads a frame: its first byte, and its payload without the mask.
    pub fn frame(&mut self) -> (u8, Vec<u8>) {
        let [first, second] = self.bytes();
        let length = match second & 0x7f {
            126 => usize::from(u16::from_be_bytes(self.bytes())),
            127 => u64::from_be_bytes(self.bytes()) as usize,
            short => usize::from(short),
        };
        let mask = if second & 0x80 == 0 { [0; 4] } else { self.bytes() };
        let mut payload = vec![0; length];
        self.socket.read_exact(&mut payload).unwrap();
        payload.iter_mut().zip(mask.iter().cycle()).for_each(|(byte, mask)| *byte ^= mask);
        (first, payload)
    }

    /// The end of the stream, be it a reset.
    pub fn end(&mut self) {
        let mut rest = Vec::new();
        match self.socket.read_to_end(&mut rest) {
            Ok(_) => assert_eq!(rest, b"", "there is more"),
            Err(error) => assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "it hangs"),
        }
    }

    fn bytes<const LENGTH: usize>(&mut self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        self.socket.read_exact(&mut bytes).unwrap();
        bytes
    }
}
