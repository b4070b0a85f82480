//! A peer that does what no peer should, over a bare socket.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use witsocket_host::Server;

pub(crate) use crate::wire::*;

/// A client of which every byte is ours.
pub(crate) struct Raw {
    pub(crate) socket: TcpStream,
}

impl Raw {
    /// Connects, and sends nothing.
    pub(crate) async fn silent(server: &Server) -> Self {
        Self::to(server.local_addrs()[0]).await
    }

    /// Connects, and does the opening handshake.
    pub(crate) async fn open(server: &Server) -> Self {
        let mut raw = Self::silent(server).await;
        raw.write(REQUEST).await;
        let head = raw.head().await;
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        raw
    }

    pub(crate) async fn to(address: SocketAddr) -> Self {
        Self { socket: TcpStream::connect(address).await.unwrap() }
    }

    pub(crate) async fn write(&mut self, bytes: impl AsRef<[u8]>) {
        self.socket.write_all(bytes.as_ref()).await.unwrap();
    }

    /// Reads up to the empty line, and not beyond.
    pub(crate) async fn head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.socket.read_u8().await.unwrap());
        }
        String::from_utf8(head).unwrap()
    }

    /// Reads a frame: its first byte, and its payload.
    pub(crate) async fn frame(&mut self) -> (u8, Vec<u8>) {
        let first = self.socket.read_u8().await.unwrap();
        let length = match self.socket.read_u8().await.unwrap() {
            126 => usize::from(self.socket.read_u16().await.unwrap()),
            127 => self.socket.read_u64().await.unwrap() as usize,
            short => usize::from(short),
        };
        let mut payload = vec![0; length];
        self.socket.read_exact(&mut payload).await.unwrap();
        (first, payload)
    }
}
