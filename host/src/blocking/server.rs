//! The server's side.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use tokio::sync::oneshot;

use super::wait::wait;
use super::websocket::WebSocket;
use crate::types::Message;
use crate::{Address, BroadcastOptions, Delivered, Outcome, ServerBuilder, ServerStats};

/// Serves connections at an address, with the default settings. Each has a thread of its own for
/// its call of `handler`, and is closed when that ends, see [`crate::serve`].
///
/// ```no_run
/// # fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use witsocket_host::blocking;
///
/// let server = blocking::serve("localhost:8765", |ws: blocking::WebSocket| {
///     for message in &ws {
///         ws.send(message?)?;
///     }
///     Ok::<_, Box<dyn std::error::Error>>(())
/// })?;
/// server.wait();
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Those of resolving, binding and listening, and of starting threads.
pub fn serve<H, O>(addr: impl ToSocketAddrs, handler: H) -> io::Result<Server>
where
    H: Fn(WebSocket) -> O + Send + Sync + 'static,
    O: Outcome + 'static,
{
    Server::start(crate::Server::builder().listen(addr), handler)
}

/// Sends a message on many connections, see [`crate::broadcast`].
pub fn broadcast<'a>(
    sockets: impl IntoIterator<Item = &'a WebSocket>,
    message: impl Into<Message>,
    options: BroadcastOptions,
) -> Delivered {
    wait(crate::broadcast(sockets.into_iter().map(WebSocket::as_async), message, options))
}

/// A server that is running, see [`crate::Server`]. Dropping it shuts it down in the background
/// with code 1001.
pub struct Server {
    server: crate::Server,
}

impl Server {
    /// Starts a server with these settings, and a thread for the `handler` of each connection.
    ///
    /// Hooks of the builder run on the threads of the connections: they must not block.
    ///
    /// # Errors
    ///
    /// Those of resolving, binding and listening, and of starting threads.
    pub fn start<H, O>(builder: ServerBuilder, handler: H) -> io::Result<Self>
    where
        H: Fn(WebSocket) -> O + Send + Sync + 'static,
        O: Outcome + 'static,
    {
        let handler = Arc::new(handler);
        let handle = move |ws: crate::WebSocket| {
            let handler = handler.clone();
            run(ws, move |ws| handler(ws))
        };
        wait(builder.start(handle)).map(Self::from)
    }

    pub(super) fn as_async(&self) -> &crate::Server {
        &self.server
    }

    /// Where it accepts connections, in the order in which the builder was told.
    pub fn addresses(&self) -> &[Address] {
        self.server.addresses()
    }

    /// Those of the addresses that are of TCP.
    pub fn local_addrs(&self) -> Vec<SocketAddr> {
        self.server.local_addrs()
    }

    /// A URL for each address.
    pub fn urls(&self) -> Vec<String> {
        self.server.urls()
    }

    /// The connections that are open, the oldest first.
    pub fn connections(&self) -> Vec<WebSocket> {
        self.server.connections().into_iter().map(WebSocket::from).collect()
    }

    /// How many connections have a transport or a handler.
    pub fn present(&self) -> usize {
        self.server.present()
    }

    /// Counters since the start.
    pub fn stats(&self) -> ServerStats {
        wait(self.server.stats())
    }

    /// Sends a message on all connections that subscribed to a topic, see
    /// [`crate::Server::publish`].
    pub fn publish(
        &self,
        topic: &str,
        message: impl Into<Message>,
        options: BroadcastOptions,
    ) -> Delivered {
        wait(self.server.publish(topic, message, options))
    }

    /// How many connections subscribed to a topic.
    pub fn subscribers(&self, topic: &str) -> usize {
        self.server.subscribers(topic)
    }

    /// Stops accepting, closes all connections with this code and waits for their handlers, see
    /// [`crate::Server::shutdown`].
    pub fn shutdown(&self, code: u16, reason: &str) {
        wait(self.server.shutdown(code, reason));
    }

    /// Waits until the server was shut down.
    pub fn wait(&self) {
        wait(self.server.wait());
    }
}

impl From<crate::Server> for Server {
    /// The handlers remain those that it was started with.
    fn from(server: crate::Server) -> Self {
        Self { server }
    }
}

/// Runs a handler on a thread of its own.
pub(super) async fn run<O: Outcome>(
    ws: crate::WebSocket,
    handler: impl FnOnce(WebSocket) -> O + Send + 'static,
) -> Result<(), String> {
    let (report, reported) = oneshot::channel();
    let name = format!("witsocket-h{}", ws.id());
    let span = tracing::Span::current();
    let work = move || {
        let outcome = span
            .in_scope(|| catch_unwind(AssertUnwindSafe(|| handler(WebSocket::from(ws)).failure())));
        let failure = outcome.unwrap_or_else(|_| Some("it panicked".into()));
        let _ = report.send(failure.map_or(Ok(()), Err));
    };
    thread::Builder::new().name(name).spawn(work).map_err(|error| error.to_string())?;
    reported.await.unwrap_or_else(|_| Err("its thread ended".into()))
}
