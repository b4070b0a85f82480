//! The client's side of the opening handshake.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

/// Connects and upgrades, blocking; returns the socket, now non-blocking, and the response.
///
/// `offer` is the value of `Sec-WebSocket-Extensions`.
pub fn open(address: SocketAddr, offer: Option<&str>) -> Result<(mio::net::TcpStream, String)> {
    let mut stream = connect(address)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    let response = upgrade(&mut stream, address, offer)?;
    stream.set_nonblocking(true)?;
    Ok((mio::net::TcpStream::from_std(stream), response))
}

/// A connection whose reads wait without sleeping: to wake who sleeps costs the server, see `load`.
pub struct Wakeful(TcpStream);

impl Wakeful {
    /// Connects and upgrades.
    pub fn open(address: SocketAddr) -> Result<Self> {
        let stream = connect(address)?;
        stream.set_nonblocking(true)?;
        let mut stream = Self(stream);
        upgrade(&mut stream, address, None)?;
        Ok(stream)
    }
}

impl Read for Wakeful {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let end = Instant::now() + TIMEOUT;
        loop {
            match self.0.read(buffer) {
                Err(error) if error.kind() == ErrorKind::WouldBlock && Instant::now() < end => {
                    std::hint::spin_loop();
                }
                other => return other,
            }
        }
    }
}

impl Write for Wakeful {
    /// What a server has not read of a handshake fits into the buffers of the system.
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        self.0.write(buffer)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

fn connect(address: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(address).context("cannot connect")?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn upgrade(
    stream: &mut (impl Read + Write),
    address: SocketAddr,
    offer: Option<&str>,
) -> Result<String> {
    let offer = offer.map(|offer| format!("Sec-WebSocket-Extensions: {offer}\r\n"));
    let request = format!(
        "GET / HTTP/1.1\r\n\
         Host: {address}\r\n\
         Upgrade: websocket\r\n\
         Connection: Upgrade\r\n\
         {}Sec-WebSocket-Key: {KEY}\r\n\
         Sec-WebSocket-Version: 13\r\n\r\n",
        offer.as_deref().unwrap_or_default(),
    );
    stream.write_all(request.as_bytes())?;

    // The server speaks second, so nothing but the response can be read here.
    let mut response = Vec::new();
    let mut chunk = [0; 1024];
    while !response.ends_with(b"\r\n\r\n") {
        let n = stream.read(&mut chunk).context("no response to the opening handshake")?;
        ensure!(n > 0 && response.len() < MAX_RESPONSE, "the opening handshake was cut off");
        response.extend(&chunk[..n]);
    }
    let response = String::from_utf8_lossy(&response).into_owned();
    ensure!(
        response.starts_with("HTTP/1.1 101 ") && response.contains(ACCEPT),
        "the server refused the upgrade:\n{response}"
    );
    Ok(response)
}

/// RFC 6455 §1.3: the sample key, and what a server must answer to it.
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

const MAX_RESPONSE: usize = 16 * 1024;
const TIMEOUT: Duration = Duration::from_secs(10);
