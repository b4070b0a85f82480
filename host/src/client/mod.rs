//! The client's side.

mod dial;
mod pool;
mod url;

use std::sync::Arc;

use tokio::sync::oneshot;

use self::dial::Plan;
use self::pool::Pool;
use self::url::Target;
use crate::bindings::wit;
use crate::connection::{Settings, WebSocket};
use crate::engine::{Seat, Shard, Worker};
use crate::types::{Config, ConnectError, Headers, InvalidUrl};

/// Opens a connection to a `ws://` URL.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let ws = witsocket_host::connect("ws://localhost:8765/chat").await?;
/// ws.send("hello").await?;
/// println!("{:?}", ws.receive().await);
/// ws.close(1000, "").await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// See [`ConnectError`].
pub async fn connect(url: &str) -> Result<WebSocket, ConnectError> {
    Client::new().connect(url).await
}

/// Opens connections with settings of its own.
///
/// It needs no runtime: connections live on threads of this library, as many as there are
/// processors, or on the thread of the server whose handler opens them.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use witsocket_host::Client;
///
/// let client = Client::new().origin("https://example.com").header("X-Room", "blue");
/// let ws = client.connect("ws://example.com/chat").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Client {
    config: Config,
    headers: Headers,
    authorization: Option<String>,
    origin: Option<String>,
    to: Option<String>,
    pool: Option<Arc<Pool>>,
}

impl Client {
    /// A client with the default settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses these settings.
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Adds a header to the request, behind the handshake's own.
    pub fn header(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        self.headers.push(name, value);
        self
    }

    /// Sends this `Authorization` header.
    pub fn authorization(mut self, value: impl Into<String>) -> Self {
        self.authorization = Some(value.into());
        self
    }

    /// Sends this `Origin` header.
    pub fn origin(mut self, value: impl Into<String>) -> Self {
        self.origin = Some(value.into());
        self
    }

    /// Connects to this `host:port` instead of the URL's, which the request names all the same.
    pub fn to(mut self, address: impl Into<String>) -> Self {
        self.to = Some(address.into());
        self
    }

    /// Runs another component than the one of this library: one of world `websocket` of the same
    /// version, such as the protocol composed with extensions, on threads of its own. Its extensions are
    /// offered and accepted by every connection, see
    /// [`WebSocket::extensions`](crate::WebSocket::extensions).
    ///
    /// Compiling it takes half a second. What cannot be compiled is an error of
    /// [`connect`](Self::connect).
    pub fn component(mut self, bytes: &[u8]) -> Self {
        self.pool = Some(Arc::new(Pool::of(bytes)));
        self
    }

    /// Opens a connection to a `ws://` URL. Dropping the future gives it up.
    ///
    /// # Errors
    ///
    /// See [`ConnectError`].
    pub async fn connect(&self, url: &str) -> Result<WebSocket, ConnectError> {
        let plan = self.plan(url)?;
        let (worker, seat) = self.place()?;
        let (mut answer, answered) = oneshot::channel();
        worker.run(move |shard| {
            let shard = shard.clone();
            tokio::task::spawn_local(async move {
                tokio::select! {
                    () = answer.closed() => {}
                    // A connection that nobody takes is closed by being dropped.
                    result = dial::dial(&shard, plan, seat) => drop(answer.send(result)),
                }
            });
        });
        drop(worker);
        let ended = |_| Err(ConnectError::Runtime("its thread ended".into()));
        answered.await.unwrap_or_else(ended)
    }

    /// The thread for a connection.
    fn place(&self) -> Result<(Worker, Seat), ConnectError> {
        // What a server's handler opens stays on the handler's thread.
        let current = Shard::current().filter(|_| self.pool.is_none());
        if let Some(worker) = current.and_then(|shard| shard.worker.upgrade()) {
            return Ok((worker.clone(), Seat::uncounted(worker)));
        }
        let worker = self.pool.as_deref().unwrap_or(Pool::shared()).pick()?;
        let seat = worker.seat();
        Ok((worker, seat))
    }

    fn plan(&self, url: &str) -> Result<Plan, ConnectError> {
        let target = Target::parse(url)?;
        let address = match &self.to {
            None => target.address,
            Some(to) if to.rsplit_once(':').is_some_and(|(_, p)| p.parse::<u16>().is_ok()) => {
                to.clone()
            }
            Some(_) => return Err(InvalidUrl::Override.into()),
        };
        Ok(Plan {
            address,
            request: wit::ClientRequest {
                host: target.host.into_bytes(),
                target: target.resource.into_bytes(),
                authorization: self.authorization.clone().map(String::into_bytes),
                origin: self.origin.clone().map(String::into_bytes),
                headers: (&self.headers).into(),
            },
            settings: Arc::new(Settings::from(&self.config)),
        })
    }
}
