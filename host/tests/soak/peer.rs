//! Clients of which every byte is ours, and which cost this process a number.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

/// Connects, and does the opening handshake.
pub(crate) fn open(address: SocketAddr) -> TcpStream {
    open_with(address, "")
}

/// The same with more header lines.
pub(crate) fn open_with(address: SocketAddr, lines: &str) -> TcpStream {
    let mut client = TcpStream::connect(address).unwrap();
    client.set_nodelay(true).unwrap();
    client.write_all(request(lines).as_bytes()).unwrap();
    let mut head = [0; 1024];
    let mut length = 0;
    while !head[..length].ends_with(b"\r\n\r\n") {
        length += client.read(&mut head[length..]).unwrap();
    }
    assert!(head.starts_with(b"HTTP/1.1 101 "));
    client
}

pub(crate) fn request(lines: &str) -> String {
    format!(
        "GET / HTTP/1.1\r\n\
         Host: localhost\r\n\
         Upgrade: websocket\r\n\
         Connection: Upgrade\r\n\
         {lines}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Version: 13\r\n\r\n"
    )
}

/// A frame with a mask of zeros.
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        length @ 0..126 => frame.push(0x80 | length as u8),
        length @ 126..0x10000 => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
        length => {
            frame.push(0x80 | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

pub(crate) const TEXT: u8 = 0x81;
pub(crate) const BINARY: u8 = 0x82;
pub(crate) const CLOSE: u8 = 0x88;
pub(crate) const PING: u8 = 0x89;
pub(crate) const PONG: u8 = 0x8a;
/// Compressed, see RFC 7692 §6.
pub(crate) const COMPRESSED: u8 = 0xc2;
