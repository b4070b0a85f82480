//! The client's side of the opening handshake.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use anyhow::{Context, Result, ensure};

/// Connects and upgrades, blocking; returns the socket, now non-blocking, and the response.
///
/// `offer` is the value of `Sec-WebSocket-Extensions`.
pub fn open(address: SocketAddr, offer: Option<&str>) -> Result<(mio::net::TcpStream, String)> {
    let (stream, response) = connect(address, offer)?;
    stream.set_nonblocking(true)?;
    Ok((mio::net::TcpStream::from_std(stream), response))
}

/// The same, and the socket stays blocking.
pub fn connect(address: SocketAddr, offer: Option<&str>) -> Result<(TcpStream, String)> {
    let mut stream = TcpStream::connect(address).context("cannot connect")?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(OPEN_TIMEOUT))?;
    let response = upgrade(&mut stream, address, offer)?;
    Ok((stream, response))
}

fn upgrade(stream: &mut TcpStream, address: SocketAddr, offer: Option<&str>) -> Result<String> {
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
const OPEN_TIMEOUT: Duration = Duration::from_secs(10);
