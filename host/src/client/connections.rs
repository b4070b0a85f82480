//! One connection after the other.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use futures_core::Stream;

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
///
/// It is also a [`Stream`], which ends behind the first error.
pub struct Connections {
    client: Client,
    url: String,
    latest: Option<Latest>,
    /// The attempt that the stream waits for.
    attempt: Option<Attempt>,
    /// The stream has ended.
    failed: bool,
}

/// The latest connection, and when it was opened.
type Latest = (WebSocket, Instant);

type Attempt = Pin<Box<dyn Future<Output = Result<WebSocket, ConnectError>> + Send>>;

impl Connections {
    pub(super) fn new(client: Client, url: String) -> Self {
        Self { client, url, latest: None, attempt: None, failed: false }
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
        let socket = self.attempt().await?;
        self.latest = Some((socket.clone(), Instant::now()));
        Ok(socket)
    }

    fn attempt(&self) -> impl Future<Output = Result<WebSocket, ConnectError>> + Send + use<> {
        let (client, url, latest) = (self.client.clone(), self.url.clone(), self.latest.clone());
        async move {
            let mut held = None;
            if let Some((socket, opened)) = latest {
                // Nobody else may be there to take what comes before the end.
                while socket.closed().is_none() && socket.event().await.is_some() {}
                held = Some(opened.elapsed());
            }
            client.connect_again(&url, held).await
        }
    }
}

impl Stream for Connections {
    type Item = Result<WebSocket, ConnectError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.failed {
            return Poll::Ready(None);
        }
        let mut attempt = self.attempt.take().unwrap_or_else(|| Box::pin(self.attempt()));
        let Poll::Ready(opened) = attempt.as_mut().poll(cx) else {
            self.attempt = Some(attempt);
            return Poll::Pending;
        };
        match &opened {
            Ok(socket) => self.latest = Some((socket.clone(), Instant::now())),
            Err(_) => self.failed = true,
        }
        Poll::Ready(Some(opened))
    }
}
