//! The client's side.

mod connections;
mod dial;
mod failure;
mod gate;
mod io;
mod line;
mod over;
mod pool;

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use url::Url;

use self::dial::{Hooks, Plan};
use self::pool::Pool;
use crate::bindings::wit_dial;
use crate::connection::{Settings, WebSocket};
use crate::engine::{DEFAULT_MEMORY, Seat, Shard, Worker};
use crate::tls::Tls;
use crate::types::{
    Backoff, Config, ConnectError, Credentials, Headers, InvalidUrl, Misuse, Schemes, Verdict,
    nanos,
};

pub use connections::Connections;

/// Opens a connection to a `ws:` or `wss:` URL.
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
#[derive(Clone)]
pub struct Client {
    config: Config,
    headers: Headers,
    sensitive: Vec<String>,
    origin: Option<String>,
    credentials: Option<Credentials>,
    schemes: Schemes,
    proxy: ProxyChoice,
    route: Option<Route>,
    max_redirects: u32,
    reconnect: Option<Backoff>,
    gate: bool,
    tls: Tls,
    hooks: Hooks,
    pool: Option<Arc<Pool>>,
}

#[derive(Clone)]
enum ProxyChoice {
    Direct,
    Url(String),
    Environment,
}

#[derive(Clone)]
enum Route {
    /// As `host:port`.
    Host(String),
    Unix(String),
}

impl Default for Client {
    fn default() -> Self {
        Self {
            config: Config::default(),
            headers: Headers::default(),
            sensitive: Vec::new(),
            origin: None,
            credentials: None,
            schemes: Schemes::Any,
            proxy: ProxyChoice::Environment,
            route: None,
            max_redirects: 10,
            reconnect: None,
            gate: true,
            tls: Tls::default(),
            hooks: Hooks::default(),
            pool: None,
        }
    }
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

    /// Adds a header to the request, behind the handshake's own. `User-Agent` takes the place of
    /// [`Config::product`].
    pub fn header(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        self.headers.push(name, value);
        self
    }

    /// Keeps a header of this name from other origins after a redirect, as `Authorization`,
    /// `Cookie` and `Proxy-Authorization` are anyway.
    pub fn sensitive(mut self, name: impl Into<String>) -> Self {
        self.sensitive.push(name.into());
        self
    }

    /// Sends this `Authorization` header, in place of all others.
    pub fn authorization(self, value: impl AsRef<[u8]>) -> Self {
        self.header("Authorization", value)
    }

    /// Logs in as this user, in place of that of the URL: with Basic at once, and with what the
    /// server asks for if that is Digest (RFC 7617, RFC 7616).
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.credentials = Some(Credentials { user: user.into(), password: password.into() });
        self
    }

    /// Logs in so and not otherwise. Without [`Schemes::Basic`] and [`Schemes::Any`], the
    /// password itself is never sent.
    pub fn schemes(mut self, schemes: Schemes) -> Self {
        self.schemes = schemes;
        self
    }

    /// Sends this `Origin` header.
    pub fn origin(mut self, value: impl Into<String>) -> Self {
        self.origin = Some(value.into());
        self
    }

    /// Connects to this `host:port` instead of the URL's, which the request names all the same.
    /// The proxies of the environment are passed over then.
    pub fn to(mut self, address: impl Into<String>) -> Self {
        self.route = Some(Route::Host(address.into()));
        self
    }

    /// Connects to the Unix socket with this path.
    pub fn unix(mut self, path: impl Into<String>) -> Self {
        self.route = Some(Route::Unix(path.into()));
        self
    }

    /// Takes this proxy: `http://`, `https://`, `socks4://`, `socks4a://`, `socks5://` or
    /// `socks5h://`, with `user:password@` if it wants that.
    ///
    /// Without this it is the one that the environment names, in `wss_proxy` or `ws_proxy`,
    /// `socks_proxy`, `https_proxy`, for `ws:` URLs `http_proxy`, and `all_proxy`; none for hosts
    /// in `no_proxy`.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = ProxyChoice::Url(url.into());
        self
    }

    /// Takes no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = ProxyChoice::Direct;
        self
    }

    /// Follows so many redirects, 10 by default; with 0 they are refusals.
    pub fn max_redirects(mut self, most: u32) -> Self {
        self.max_redirects = most;
        self
    }

    /// Tries again when a connection cannot be opened, if that may help, with these delays.
    /// [`connect`](Self::connect) then waits for as long as it takes.
    pub fn reconnect(mut self, backoff: Backoff) -> Self {
        self.reconnect = Some(backoff);
        self
    }

    /// Whether to wait while this process opens another connection to the same address, as
    /// RFC 6455 §4.1 asks. Default: yes.
    pub fn gate(mut self, gate: bool) -> Self {
        self.gate = gate;
        self
    }

    /// Trusts these servers, for `wss:` URLs and `https:` proxies.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = tls;
        self
    }

    /// Lets this function alter the headers of each request, besides the handshake's own.
    pub fn on_request(mut self, alter: impl Fn(&mut Headers) + Send + Sync + 'static) -> Self {
        self.hooks.on_request = Some(Arc::new(alter));
        self
    }

    /// Asks this function after each attempt that failed whether to try again.
    pub fn on_failure(
        mut self,
        judge: impl Fn(&ConnectError) -> Verdict + Send + Sync + 'static,
    ) -> Self {
        self.hooks.on_failure = Some(Arc::new(judge));
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

    /// Opens a connection to a `ws:` or `wss:` URL. Dropping the future gives it up.
    ///
    /// # Errors
    ///
    /// See [`ConnectError`].
    pub async fn connect(&self, url: &str) -> Result<WebSocket, ConnectError> {
        self.connect_again(url, None).await
    }

    /// Opens a connection, and another one whenever that has ended.
    pub fn connections(&self, url: impl Into<String>) -> Connections {
        Connections::new(self.clone(), url.into())
    }

    /// Opens a connection in place of one that was open for so long.
    async fn connect_again(
        &self,
        url: &str,
        held: Option<Duration>,
    ) -> Result<WebSocket, ConnectError> {
        self.carry_out(self.plan(url, held)?).await
    }

    async fn carry_out(&self, plan: Plan) -> Result<WebSocket, ConnectError> {
        self.on_thread(|shard, seat| async move { dial::dial(&shard, plan, seat).await }).await
    }

    /// Has a connection made on the thread where it will be.
    async fn on_thread<F>(
        &self,
        make: impl FnOnce(Rc<Shard>, Seat) -> F + Send + 'static,
    ) -> Result<WebSocket, ConnectError>
    where
        F: Future<Output = Result<WebSocket, ConnectError>> + 'static,
    {
        let (worker, seat) = self.place()?;
        let (mut answer, answered) = oneshot::channel();
        worker.run(move |shard| {
            let shard = shard.clone();
            tokio::task::spawn_local(async move {
                tokio::select! {
                    () = answer.closed() => {}
                    // A connection that nobody takes is closed by being dropped.
                    result = make(shard, seat) => drop(answer.send(result)),
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

    fn plan(&self, url: &str, held: Option<Duration>) -> Result<Plan, ConnectError> {
        let settings = Arc::new(Settings::new(&self.config, DEFAULT_MEMORY));
        // No server would read it, and the component has no memory for it.
        if url.len() > settings.max_given {
            return Err(ConnectError::Misuse(Misuse::InvalidTarget));
        }
        if self.weight() > settings.max_given {
            return Err(ConnectError::Misuse(Misuse::InvalidHeader));
        }
        let bytes = |text: &String| text.clone().into_bytes();
        let options = wit_dial::DialOptions {
            origin: self.origin.as_ref().map(bytes),
            headers: (&self.headers).into(),
            sensitive: self.sensitive.iter().map(bytes).collect(),
            credentials: self.credentials.as_ref().map(|known| wit_dial::Credentials {
                user: bytes(&known.user),
                password: bytes(&known.password),
            }),
            schemes: self.schemes,
            proxy: match &self.proxy {
                ProxyChoice::Direct => wit_dial::ProxyChoice::Direct,
                ProxyChoice::Url(url) => wit_dial::ProxyChoice::Proxy(ascii(url).into_bytes()),
                ProxyChoice::Environment => {
                    // Read when the component has said which variables it wants.
                    wit_dial::ProxyChoice::Environment(Vec::new())
                }
            },
            route: self.route.as_ref().map(Route::to_wit).transpose()?,
            server_name: self.tls.name().map(|name| name.as_bytes().to_vec()),
            max_redirects: self.max_redirects,
            reconnect: self.reconnect.map(Into::into),
            gate: self.gate,
            review: self.hooks.on_request.is_some(),
            held: held.map(nanos),
            by_name: false,
        };
        Ok(Plan {
            url: ascii(url),
            options,
            settings,
            tls: self.tls.clone(),
            hooks: self.hooks.clone(),
            given: None,
        })
    }
}

impl Client {
    /// Bytes of what makes the headers of a request.
    fn weight(&self) -> usize {
        let credentials = self.credentials.as_ref();
        let texts = [
            self.origin.as_ref(),
            credentials.map(|known| &known.user),
            credentials.map(|known| &known.password),
            self.config.product.as_ref(),
        ];
        let texts = texts.into_iter().flatten().chain(&self.config.subprotocols);
        self.headers.weight() + texts.map(String::len).sum::<usize>()
    }
}

impl Route {
    fn to_wit(&self) -> Result<wit_dial::Route, ConnectError> {
        match self {
            Self::Unix(path) => Ok(wit_dial::Route::Unix(path.clone().into_bytes())),
            Self::Host(address) => {
                let (host, port) = address.rsplit_once(':').ok_or(InvalidUrl::Override)?;
                let port = port.parse().map_err(|_| InvalidUrl::Override)?;
                let host =
                    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
                Ok(wit_dial::Route::Host((host.into(), port)))
            }
        }
    }
}

/// The URL in ASCII, if it is one. The component has no room for the tables of Unicode that the
/// names of hosts need (UTS 46); the rest it encodes itself.
fn ascii(url: &str) -> String {
    if url.is_ascii() || url.contains(char::is_control) {
        return url.into();
    }
    Url::parse(url).map_or_else(|_| url.into(), String::from)
}
