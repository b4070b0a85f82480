//! Clients of which every byte is ours, and which cost this process a number.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

pub(crate) use crate::wire::*;

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

/// Compressed, see RFC 7692 §6.
pub(crate) const COMPRESSED: u8 = 0xc2;
