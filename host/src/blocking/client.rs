//! The client's side.

use std::os::fd::OwnedFd;

use super::wait::wait;
use super::websocket::WebSocket;
use crate::types::ConnectError;

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
