//! The client's side.

use std::io::{Read, Write};
use std::os::fd::OwnedFd;

use super::pump::pump;
use super::wait::wait;
use super::websocket::WebSocket;
use crate::types::{ConnectError, Negotiated};

/// Opens a connection to a `ws:` or `wss:` URL, see [`crate::connect`].
///
/// # Errors
///
/// See [`ConnectError`].
pub fn connect(url: &str) -> Result<WebSocket, ConnectError> {
    Client::default().connect(url)
}

/// Opens connections with settings of its own: those of [`crate::Client`].
///
/// ```no_run
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use witsocket_host::{Client, blocking};
///
/// let client = blocking::Client::from(Client::new().origin("https://example.com"));
/// let ws = client.connect("ws://example.com/chat")?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Client {
    client: crate::Client,
}

impl From<crate::Client> for Client {
    fn from(client: crate::Client) -> Self {
        Self { client }
    }
}

impl Client {
    /// Opens a connection to a `ws:` or `wss:` URL.
    ///
    /// # Errors
    ///
    /// See [`ConnectError`].
    pub fn connect(&self, url: &str) -> Result<WebSocket, ConnectError> {
        wait(self.client.connect(url)).map(WebSocket::from)
    }

    /// Opens a connection over what the application can read and write, to where the URL says: the
    /// two ends of a program's pipes, or whatever else two threads can use at once. With `wss:` it
    /// gets TLS. See [`crate::Client::over`].
    ///
    /// Each of the two gets a thread. The writer is dropped at the end of what is sent, which for
    /// a pipe is the end of the stream. The reader is dropped when it has ended, or has read
    /// something after the connection was gone: nobody can interrupt it before. For a socket take
    /// [`over_socket`](Self::over_socket), which needs neither.
    ///
    /// ```no_run
    /// # fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::process::{Command, Stdio};
    /// use witsocket_host::blocking::Client;
    ///
    /// let mut tunnel = Command::new("ssh")
    ///     .args(["-W", "localhost:8765", "example.com"])
    ///     .stdin(Stdio::piped())
    ///     .stdout(Stdio::piped())
    ///     .spawn()?;
    /// let (Some(reader), Some(writer)) = (tunnel.stdout.take(), tunnel.stdin.take()) else {
    ///     unreachable!("both are piped");
    /// };
    /// let ws = Client::default().over("ws://localhost:8765/", reader, writer)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`ConnectError`].
    pub fn over(
        &self,
        url: &str,
        reader: impl Read + Send + 'static,
        writer: impl Write + Send + 'static,
    ) -> Result<WebSocket, ConnectError> {
        wait(self.client.over(url, pump(reader, writer)?)).map(WebSocket::from)
    }

    /// Opens a connection over a socket that exists, see
    /// [`over_socket`](crate::Client::over_socket).
    ///
    /// # Errors
    ///
    /// See [`ConnectError`].
    pub fn over_socket(
        &self,
        url: &str,
        socket: impl Into<OwnedFd>,
    ) -> Result<WebSocket, ConnectError> {
        wait(self.client.over_socket(url, socket)).map(WebSocket::from)
    }

    /// Takes over a connection whose opening handshake was done elsewhere, over what the
    /// application can read and write, as [`over`](Self::over) does. See
    /// [`crate::Client::attach`].
    ///
    /// # Errors
    ///
    /// As for [`crate::Client::attach`].
    pub fn attach(
        &self,
        reader: impl Read + Send + 'static,
        writer: impl Write + Send + 'static,
        negotiated: Negotiated,
    ) -> Result<WebSocket, ConnectError> {
        wait(self.client.attach(pump(reader, writer)?, negotiated)).map(WebSocket::from)
    }

    /// The same over a socket, without threads for it.
    ///
    /// # Errors
    ///
    /// As for [`crate::Client::attach_socket`].
    pub fn attach_socket(
        &self,
        socket: impl Into<OwnedFd>,
        negotiated: Negotiated,
    ) -> Result<WebSocket, ConnectError> {
        wait(self.client.attach_socket(socket, negotiated)).map(WebSocket::from)
    }

    /// Opens a connection, and another one whenever that has ended.
    pub fn connections(&self, url: impl Into<String>) -> Connections {
        Connections { connections: self.client.connections(url) }
    }
}

/// Connections to the same URL: an iterator without an end, whose errors are those of attempts
/// behind which there is none. See [`crate::Connections`].
pub struct Connections {
    connections: crate::Connections,
}

impl Iterator for Connections {
    type Item = Result<WebSocket, ConnectError>;

    /// Waits until the latest connection has ended, and opens the next one.
    fn next(&mut self) -> Option<Self::Item> {
        Some(wait(self.connections.next()).map(WebSocket::from))
    }
}
