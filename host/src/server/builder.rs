//! How a server is to be.

use std::io;
use std::net::ToSocketAddrs;
use std::num::NonZero;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;

use tokio::sync::{oneshot, watch};
use tracing::info;

use super::Server;
use super::accept::Acceptor;
use super::attend::{Attend, Service};
use super::census::Census;
use super::listener::{Address, Listener, Source};
use super::outcome::Outcome;
use crate::connection::{Policy, Settings, WebSocket};
use crate::engine::{Component, DEFAULT_MEMORY, Isolation, Sandbox, Worker, seed};
use crate::tls::ServerTls;
use crate::types::{Acceptance, Config, Decision, Request, Response};

/// Starts servers with settings of their own.
///
/// ```no_run
/// # async fn run() -> std::io::Result<()> {
/// use witsocket_host::{Acceptance, Decision, Response, Server};
///
/// let server = Server::builder()
///     .listen("localhost:0")
///     .on_request(|request| match request.path() {
///         "/chat" => Decision::Accept(Acceptance::default()),
///         _ => Decision::Reject(Response { status: 404, ..Response::default() }),
///     })
///     .start(async |ws| println!("{:?}", ws.receive().await))
///     .await?;
/// # server.shutdown(1001, "").await;
/// # Ok(())
/// # }
/// ```
#[derive(Default)]
pub struct ServerBuilder {
    config: Config,
    shards: Option<usize>,
    memory: Option<usize>,
    isolation: Isolation,
    sources: Vec<Source>,
    tls: Option<ServerTls>,
    max_connections: Option<usize>,
    policy: Policy,
    component: Option<Result<Component, String>>,
}

impl ServerBuilder {
    /// Uses these settings.
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Runs so many threads, each with an instance of the component. Default: as many as there
    /// are processors.
    pub fn shards(mut self, shards: usize) -> Self {
        self.shards = Some(shards);
        self
    }

    /// Lets connections share an instance of the component, or gives each one of its own. Default:
    /// those of a thread share one.
    pub fn isolation(mut self, isolation: Isolation) -> Self {
        self.isolation = isolation;
        self
    }

    /// Lets each instance of the component take so many bytes of memory. When that is not enough,
    /// all its connections are lost. An eighth of it is the most that can be sent at once.
    /// Default: 256 MiB.
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = Some(bytes);
        self
    }

    /// Listens at this address, too. Of a name with several addresses the first that can be
    /// bound is taken. Names are resolved here and now; an error is given by
    /// [`start`](Self::start).
    pub fn listen(mut self, addr: impl ToSocketAddrs) -> Self {
        self.sources.push(Source::Tcp(addr.to_socket_addrs().map(Iterator::collect)));
        self
    }

    /// Listens at the Unix socket with this path, too. The file is made by
    /// [`start`](Self::start) and removed in the end; one that a process left behind gives way.
    pub fn unix(mut self, path: impl Into<PathBuf>) -> Self {
        self.sources.push(Source::Unix(path.into()));
        self
    }

    /// Accepts connections from this socket, too: one of TCP or a Unix socket that listens
    /// already, such as a [`TcpListener`](std::net::TcpListener), or one that a supervisor like
    /// systemd handed over.
    pub fn socket(mut self, socket: impl Into<OwnedFd>) -> Self {
        self.sources.push(Source::Socket(socket.into()));
        self
    }

    /// Speaks TLS on all listeners, and with what [`Server::accept`] is given.
    ///
    /// Its handshake is a part of the opening one, and its end a part of the closing one: both
    /// are in their [timeouts](crate::Timeouts).
    pub fn tls(mut self, tls: ServerTls) -> Self {
        self.tls = Some(tls);
        self
    }

    /// Has at most so many connections at a time, those that are opening among them. More wait
    /// in the queues of the listeners. Default: as many as the system lets us have.
    pub fn max_connections(mut self, most: usize) -> Self {
        self.max_connections = Some(most.max(1));
        self
    }

    /// Asks this function about each request. Without it all requests are accepted that are
    /// proper opening handshakes. It must not block.
    pub fn on_request(
        mut self,
        on_request: impl Fn(&Request) -> Decision + Send + Sync + 'static,
    ) -> Self {
        self.policy.on_request = Some(Arc::new(on_request));
        self
    }

    /// Has the last word about requests.
    pub(super) fn decide_with(
        &mut self,
        decide: impl Fn(&Request, Decision) -> Decision + Send + Sync + 'static,
    ) {
        let first = self.policy.on_request.take();
        self.policy.on_request = Some(Arc::new(move |request| {
            let accept = || Decision::Accept(Acceptance::default());
            decide(request, first.as_ref().map_or_else(accept, |first| first(request)))
        }));
    }

    /// Lets this function select the subprotocol, of those that
    /// [`Request::subprotocols`] has; `None` is none. Without it the first of
    /// [`Config::subprotocols`] is selected that the client offers.
    pub fn select_subprotocol(
        mut self,
        select: impl Fn(&Request) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.policy.select = Some(Arc::new(select));
        self
    }

    /// Lets this function alter each response to a request before it is sent, that with which a
    /// connection opens too. What makes the handshake must stay; an altered response that cannot
    /// be sent is logged, and goes as it was.
    pub fn on_response(
        mut self,
        alter: impl Fn(&Request, &mut Response) + Send + Sync + 'static,
    ) -> Self {
        self.policy.on_response = Some(Arc::new(alter));
        self
    }

    /// Adds a header to each response, behind what the handshake and the hooks have there. One
    /// that the handshake writes itself is an error of [`start`](Self::start).
    pub fn header(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        Arc::make_mut(&mut self.policy.headers).push(name, value);
        self
    }

    /// Runs another component than the one of this library: one of world `websocket` of the same
    /// version, such as the protocol composed with extensions. Its extensions are
    /// offered and accepted by every connection, see
    /// [`WebSocket::extensions`](crate::WebSocket::extensions).
    ///
    /// Compiling it takes half a second. What cannot be compiled is an error of
    /// [`start`](Self::start).
    pub fn component(mut self, bytes: &[u8]) -> Self {
        self.component = Some(Component::compile(bytes));
        self
    }

    /// Starts to accept connections, and calls `handler` for each that opens.
    ///
    /// The future of a handler runs on the thread of its connection: it should not block.
    ///
    /// # Errors
    ///
    /// Those of resolving, binding and listening, and of starting threads; and
    /// [`InvalidSetting`](crate::InvalidSetting).
    pub async fn start<H, F>(self, handler: H) -> io::Result<Server>
    where
        H: Fn(WebSocket) -> F + Send + Sync + 'static,
        F: Future<Output: Outcome> + 'static,
    {
        let component = self.component.unwrap_or_else(Component::bundled);
        let memory = self.memory.unwrap_or(DEFAULT_MEMORY);
        let component = component.map_err(io::Error::other)?;
        let sandbox = Sandbox { component, memory, isolation: self.isolation };
        let mut settings = Settings::new(&self.config, memory);
        sandbox.check(&settings.wit, &self.policy.headers)?;
        let shards = self
            .shards
            .unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZero::get))
            .max(1);
        let workers = (0..shards)
            .map(|i| Worker::start(format!("witsocket-s{i}"), sandbox.clone()))
            .collect::<io::Result<Vec<_>>>()?;

        let (stop, stopped) = watch::channel(false);
        settings.wit.review = self.policy.reviews();
        if let Some(authentication) = &mut settings.wit.authentication {
            authentication.secret = seed()?;
        }
        let settings = Arc::new(settings);
        let topics = settings.topics.clone();
        let census = Arc::<Census>::default();
        let is_secure = self.tls.is_some();
        let service: Arc<dyn Attend> = Arc::new(Service {
            settings,
            policy: self.policy,
            tls: self.tls,
            handler,
            census: census.clone(),
            stopped: AtomicBool::new(false),
        });
        let acceptor = Acceptor {
            service: service.clone(),
            workers: workers.clone(),
            stopped,
            most: self.max_connections.unwrap_or(usize::MAX),
            full: AtomicBool::new(false),
        };
        let (answer, answered) = oneshot::channel();
        let sources = self.sources;
        workers[0].run(move |_| {
            tokio::task::spawn_local(async move {
                let started = match listen(sources).await {
                    Ok((addresses, listeners)) => {
                        acceptor.start(listeners);
                        Ok(addresses)
                    }
                    Err(error) => Err(error),
                };
                let _ = answer.send(started);
            });
        });
        let ended = |_| Err(io::Error::other("the thread of a shard ended"));
        let addresses = answered.await.unwrap_or_else(ended)?;
        let server = Server { addresses, is_secure, stop, workers, topics, service, census };
        info!(listeners = ?server.urls(), shards, "the server starts");
        Ok(server)
    }
}

async fn listen(sources: Vec<Source>) -> io::Result<(Vec<Address>, Vec<Listener>)> {
    let (mut addresses, mut listeners) = (Vec::new(), Vec::new());
    for source in sources {
        let listener = Listener::open(source).await?;
        addresses.push(listener.address()?);
        listeners.push(listener);
    }
    Ok((addresses, listeners))
}
