//! The server's side.

mod accept;
mod attend;
mod builder;
mod census;
mod listener;
mod mount;
mod outcome;
mod router;

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::os::fd::OwnedFd;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{oneshot, watch};
use tracing::{info, warn};

use self::attend::{Arrival, Attend};
use self::census::Census;
use crate::broadcast::{self, BroadcastOptions, Delivered};
use crate::connection::{Addresses, Connected, Transport, WebSocket};
use crate::engine::Worker;
use crate::topics::Topics;
use crate::types::{Close, Message, Negotiated};

pub use builder::ServerBuilder;
pub use census::ServerStats;
pub use listener::Address;
pub use mount::Upgrade;
pub use outcome::Outcome;
pub use router::{Parameters, Router};

/// Serves connections at an address, with the default settings.
///
/// Each connection gets a call of `handler`, and is closed when that ends: with code 1000 if it
/// succeeds, 1011 if it fails or panics.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let server = witsocket_host::serve("localhost:8765", async |ws| {
///     while let Some(message) = ws.receive().await {
///         if ws.send(message).await.is_err() {
///             break;
///         }
///     }
/// })
/// .await?;
/// println!("listening on {:?}", server.local_addrs());
/// server.wait().await;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Those of resolving, binding and listening, and of starting threads.
pub async fn serve<H, F>(addr: impl ToSocketAddrs, handler: H) -> io::Result<Server>
where
    H: Fn(WebSocket) -> F + Send + Sync + 'static,
    F: Future<Output: Outcome> + 'static,
{
    Server::builder().listen(addr).start(handler).await
}

/// A server that is running.
///
/// Dropping it shuts it down in the background with code 1001.
pub struct Server {
    addresses: Vec<Address>,
    is_secure: bool,
    /// True once the server has stopped accepting. The acceptors listen to it.
    stop: watch::Sender<bool>,
    workers: Vec<Worker>,
    topics: Topics,
    service: Arc<dyn Attend>,
    census: Arc<Census>,
}

impl Server {
    /// A server with settings of its own.
    pub fn builder() -> ServerBuilder {
        ServerBuilder::default()
    }

    /// Where it accepts connections, in the order in which the builder was told.
    pub fn addresses(&self) -> &[Address] {
        &self.addresses
    }

    /// Those of the addresses that are of TCP.
    pub fn local_addrs(&self) -> Vec<SocketAddr> {
        let tcp = |address: &Address| match address {
            Address::Tcp(address) => Some(*address),
            Address::Unix(_) => None,
        };
        self.addresses.iter().filter_map(tcp).collect()
    }

    /// A URL for each address, as `wss://127.0.0.1:8765` or `ws+unix:/run/example.sock`.
    pub fn urls(&self) -> Vec<String> {
        self.addresses.iter().map(|address| address.url(self.is_secure)).collect()
    }

    /// The connections that are open, the oldest first.
    ///
    /// A handle from here keeps a connection open no longer than its handler does.
    pub fn connections(&self) -> Vec<WebSocket> {
        self.census.connections()
    }

    /// How many connections have a transport or a handler, those that are opening and closing
    /// among them.
    pub fn present(&self) -> usize {
        self.workers.iter().map(Worker::seats).sum()
    }

    /// Counters since the start, with those of the connections that are there.
    pub async fn stats(&self) -> ServerStats {
        let mut stats = self.census.stats();
        stats.present = self.present() as u64;
        for worker in &self.workers {
            let (answer, answered) = oneshot::channel();
            worker.run(move |shard| {
                let crossings = (shard.calls.get(), shard.copied.get());
                let _ = answer.send((shard.server_stats(), crossings));
            });
            let ((sum, buffered), (calls, copied)) = answered.await.unwrap_or_default();
            stats.calls += calls;
            stats.copied += copied;
            stats += sum;
            stats.buffered += buffered;
        }
        stats
    }

    /// Serves a connection over a transport that the application has: anything that carries
    /// bytes both ways. It is driven on a thread of the server, whatever runtime it comes from.
    ///
    /// Dropped at once if the server was shut down.
    pub fn accept<T>(&self, transport: T)
    where
        T: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        self.take(Box::new(transport), None);
    }

    /// Serves a connection over a socket that is connected already: one of TCP, or a Unix socket,
    /// such as what a supervisor accepted and handed over.
    ///
    /// # Errors
    ///
    /// If it is no such socket.
    pub fn accept_socket(&self, socket: impl Into<OwnedFd>) -> io::Result<()> {
        self.take_socket(Connected::new(socket.into())?, None);
        Ok(())
    }

    /// Serves a connection whose opening handshake was done elsewhere, over the transport as it
    /// is: policy and TLS of this server have no part in it, but its settings, handler and topics
    /// do.
    pub fn attach<T>(&self, transport: T, negotiated: Negotiated)
    where
        T: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        self.take(Box::new(transport), Some(negotiated));
    }

    /// The same over a socket: one of TCP, or a Unix socket.
    ///
    /// # Errors
    ///
    /// If it is no such socket.
    pub fn attach_socket(
        &self,
        socket: impl Into<OwnedFd>,
        negotiated: Negotiated,
    ) -> io::Result<()> {
        self.take_socket(Connected::new(socket.into())?, Some(negotiated));
        Ok(())
    }

    /// Sends a message on all connections that [subscribed](WebSocket::subscribe) to a topic, as
    /// [`broadcast`](crate::broadcast) does.
    pub async fn publish(
        &self,
        topic: &str,
        message: impl Into<Message>,
        options: BroadcastOptions,
    ) -> Delivered {
        broadcast::send(self.topics.subscribers(topic), message.into(), options).await
    }

    /// How many connections subscribed to a topic.
    pub fn subscribers(&self, topic: &str) -> usize {
        self.topics.count(topic)
    }

    /// Stops accepting, closes all connections with this code, mostly 1001, and waits until
    /// they have ended, and the handlers too. Requests that are not answered yet get the status
    /// 503.
    ///
    /// Handlers are not aborted: to one that receives or sends, the connection has ended. When
    /// this is called again, it waits as well.
    pub async fn shutdown(&self, code: u16, reason: &str) {
        self.close(&Close { code, reason: reason.into() });
        self.wait().await;
    }

    /// Waits until the server was shut down.
    pub async fn wait(&self) {
        self.stop.closed().await;
        for worker in &self.workers {
            worker.idle().await;
        }
    }

    fn take(&self, transport: Box<dyn Transport + Send>, negotiated: Option<Negotiated>) {
        self.place(move || {
            let addresses = Addresses::default();
            Ok(Arrival { transport, addresses, negotiated })
        });
    }

    fn take_socket(&self, socket: Connected, negotiated: Option<Negotiated>) {
        self.place(move || {
            let (transport, addresses) = socket.open()?;
            Ok(Arrival { transport, addresses, negotiated })
        });
    }

    /// Gives a connection to the thread that has the fewest.
    fn place(&self, open: impl FnOnce() -> io::Result<Arrival> + Send + 'static) {
        let Some(worker) = self.workers.iter().min_by_key(|worker| worker.seats()) else { return };
        let (service, seat) = (self.service.clone(), worker.seat());
        worker.run(move |shard| match open() {
            Ok(arrival) => service.attend(shard, arrival, seat),
            Err(error) => warn!(%error, "a socket cannot be used"),
        });
    }

    fn close(&self, close: &Close) {
        info!(listeners = ?self.urls(), "the server stops");
        // Connections that a worker is given after this are refused by looking at it.
        self.service.stop();
        self.stop.send_replace(true);
        for worker in &self.workers {
            let close = close.clone();
            worker.run(move |shard| shard.close_all(&close));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !*self.stop.borrow() {
            self.close(&Close { code: GOING_AWAY, reason: String::new() });
        }
    }
}

// RFC 6455 §7.4.1: "such as a server going down".
const GOING_AWAY: u16 = 1001;
