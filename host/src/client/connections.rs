//! One connection after the other.

use std::time::{Duration, Instant};

use super::Client;
use crate::connection::WebSocket;
use crate::types::ConnectError;

/// Connections to the same URL: whenever one has ended, there is another one. See
/// [`Client::connections`].
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use witsocket_host::{Backoff, Client};
///
/// let client = Client::new().reconnect(Backoff::default());
/// let mut connections = client.connections("wss://example.com/feed");
/// loop {
///     let socket = connections.next().await?;
///     while let Some(message) = socket.receive().await {
///         println!("{message:?}");
///     }
/// }
/// # }
/// ```
pub struct Connections {
    client: Client,
    url: String,
    /// The latest connection, and when it was opened.
    latest: Option<(WebSocket, Instant)>,
}

impl Connections {
    pub(super) fn new(client: Client, url: String) -> Self {
        Self { client, url, latest: None }
    }

    /// Waits until the latest connection has ended, and opens the next one. Without
    /// [`Client::reconnect`] there is one attempt for each.
    ///
    /// A connection that was not even open for a second counts as an attempt that failed: the
    /// next one waits. Dropping the future gives up what it has begun, and no more.
    ///
    /// # Errors
    ///
    /// See [`ConnectError`]: of an attempt behind which there is none.
    pub async fn next(&mut self) -> Result<WebSocket, ConnectError> {
        let mut held: Option<Duration> = None;
        if let Some((socket, opened)) = &self.latest {
            // Nobody else may be there to take what comes before the end.
            while socket.closed().is_none() && socket.event().await.is_some() {}
            held = Some(opened.elapsed());
        }
        let socket = self.client.connect_again(&self.url, held).await?;
        self.latest = Some((socket.clone(), Instant::now()));
        Ok(socket)
    }
}
