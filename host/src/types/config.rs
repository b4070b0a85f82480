//! The settings of connections.

use std::time::Duration;

use super::authentication::Authentication;
use super::deflate::Deflate;
use crate::bindings::wit;
use crate::engine::clock;

pub use crate::bindings::wit::Delivery;

/// The settings of a connection.
///
/// ```
/// # use witsocket_host::Config;
/// let config = Config { subprotocols: vec!["chat".into()], ..Config::default() };
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    /// What a peer may make us hold.
    pub limits: Limits,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// In which pieces the messages of the peer are handed out. Anything but whole messages
    /// comes only through [`event`](crate::WebSocket::event). Default: whole messages.
    pub delivery: Delivery,
    /// Bytes of a frame that we send: longer messages go in several. Default: `None`.
    pub max_fragment: Option<u32>,
    /// Compression; `None` neither offers nor accepts it. Default: as websockets does it.
    pub deflate: Option<Deflate>,
    /// Whether pings are answered without the application. Default: yes.
    pub auto_pong: bool,
    /// Whether the peer's close frame is answered without the application. If not,
    /// [`Event::Closing`](crate::Event::Closing) asks for
    /// [`close`](crate::WebSocket::close). Default: yes.
    pub auto_close: bool,
    /// Whether text is checked to be UTF-8. Text that is not checked is handed out as
    /// [`Event::Chunk`](crate::Event::Chunk). Default: yes.
    pub check_utf8: bool,
    /// Server: whether frames need not be masked, against RFC 6455 §5.1. Default: no.
    pub accept_unmasked: bool,
    /// Whether handshakes are logged at the level DEBUG and frames at TRACE, and given as events.
    /// Default: no.
    pub trace: bool,
    /// Client: the subprotocols to offer. Server: those to choose from. The first is preferred.
    pub subprotocols: Vec<String>,
    /// Server: which pages may connect. Default: those of the same host.
    pub origins: Origins,
    /// Server: who may connect, and how they prove it. Default: `None`, which asks nobody.
    pub authentication: Option<Authentication>,
    /// Server: the values of `Host` to allow, with a port or for any. `None` allows all that are
    /// well formed. Default: `None`.
    pub hosts: Option<Vec<String>>,
    /// The `Server` or `User-Agent` header. `None` leaves it out. Default: this library and its
    /// version.
    pub product: Option<String>,
    /// Messages that wait for the application at which reading from the transport stops; it
    /// goes on when a quarter is left. Default: 16.
    pub queue: usize,
}

/// Which pages a server lets connect, by the `Origin` that browsers send (RFC 6455 §10.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// Those of the host and port that the request names, and clients that name no page.
    #[default]
    SameHost,
    /// All pages.
    Any,
    /// Pages of these origins, such as `https://example.com`. `*` stands for any characters but
    /// `/`, as in `https://*.example.com`, and an empty text for clients that name no page.
    Only(Vec<String>),
}

/// What a peer may make us hold. `None` is no limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a message. Beyond: close code 1009. Default: 1 MiB.
    ///
    /// All connections of a shard share its memory, 256 MiB. Messages and heads that are not
    /// complete may take half of that together: beyond, theirs is refused with 1009 or 431.
    pub max_message: Option<u64>,
    /// Bytes of a frame, judged by its header alone. Beyond: 1009. Default: `None`.
    pub max_frame: Option<u64>,
    /// Frames of a message. Beyond: 1009. Default: 16384.
    pub max_fragments: Option<u32>,
    /// How many times more bytes than came a compressed message may have. Beyond: 1009. Default:
    /// `None`.
    pub max_ratio: Option<u32>,
    /// Bytes of a request line, status line or header line. Default: 8192.
    pub max_line: u32,
    /// Header lines. Default: 128.
    pub max_headers: u32,
    /// Bytes of the request line or status line with its headers. Default: 128 KiB.
    pub max_head: u32,
    /// Bytes kept of the body of a response that refuses to open. Default: 1 MiB.
    pub max_body: u32,
    /// Bytes that wait for the transport from which on sends wait. Default: 32 KiB.
    pub high_water: u32,
    /// Bytes that wait at which sends go on. Default: 8 KiB.
    pub low_water: u32,
    /// Bytes that wait beyond which nothing is taken. Default: 1 MiB.
    pub max_buffered: u32,
}

/// How long things may take. `None` is for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// The opening handshake, all of it. Default: 10 s.
    pub open: Option<Duration>,
    /// From our close frame to the end of the connection. Default: 10 s.
    pub close: Option<Duration>,
    /// Between two keepalive pings. Default: 20 s.
    pub ping_interval: Option<Duration>,
    /// From a keepalive ping to its pong. Beyond: close code 1011. Default: 20 s.
    pub ping_timeout: Option<Duration>,
    /// Without a text or binary message either way. Beyond: 1001. Default: `None`.
    pub idle: Option<Duration>,
    /// From the opening of a connection to its end. Beyond: 1001. Default: `None`.
    pub lifetime: Option<Duration>,
    /// From the first byte of a message to its last. Beyond: 1008. Default: 60 s.
    pub message: Option<Duration>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            timeouts: Timeouts::default(),
            delivery: Delivery::Message,
            max_fragment: None,
            deflate: Some(Deflate::default()),
            auto_pong: true,
            auto_close: true,
            check_utf8: true,
            accept_unmasked: false,
            trace: false,
            subprotocols: Vec::new(),
            origins: Origins::default(),
            authentication: None,
            hosts: None,
            product: Some(concat!("witsocket/", env!("CARGO_PKG_VERSION")).into()),
            queue: 16,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_message: Some(1 << 20),
            max_frame: None,
            max_fragments: Some(16384),
            max_ratio: None,
            max_line: 8192,
            max_headers: 128,
            max_head: 128 << 10,
            max_body: 1 << 20,
            high_water: 32 << 10,
            low_water: 8 << 10,
            max_buffered: 1 << 20,
        }
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            open: Some(Duration::from_secs(10)),
            close: Some(Duration::from_secs(10)),
            ping_interval: Some(Duration::from_secs(20)),
            ping_timeout: Some(Duration::from_secs(20)),
            idle: None,
            lifetime: None,
            message: Some(Duration::from_secs(60)),
        }
    }
}

impl From<&Config> for wit::Config {
    fn from(config: &Config) -> Self {
        Self {
            limits: (&config.limits).into(),
            timeouts: (&config.timeouts).into(),
            delivery: config.delivery,
            max_fragment: config.max_fragment,
            deflate: config.deflate.as_ref().map(Into::into),
            auto_pong: config.auto_pong,
            auto_close: config.auto_close,
            check_utf8: config.check_utf8,
            accept_unmasked: config.accept_unmasked,
            trace: config.trace,
            subprotocols: bytes(&config.subprotocols),
            origins: match &config.origins {
                Origins::SameHost => wit::Origins::SameHost,
                Origins::Any => wit::Origins::Any,
                Origins::Only(list) => wit::Origins::Only(bytes(list)),
            },
            authentication: config.authentication.as_ref().map(Into::into),
            // Servers that want it turn it on.
            review: false,
            hosts: config.hosts.as_deref().map(bytes),
            product: config.product.clone().map(String::into_bytes),
            unix_time: Some(clock::unix_time()),
        }
    }
}

impl From<&Limits> for wit::Limits {
    fn from(limits: &Limits) -> Self {
        Self {
            max_message: limits.max_message,
            max_frame: limits.max_frame,
            max_fragments: limits.max_fragments,
            max_ratio: limits.max_ratio,
            max_line: limits.max_line,
            max_headers: limits.max_headers,
            max_head: limits.max_head,
            max_body: limits.max_body,
            high_water: limits.high_water,
            low_water: limits.low_water,
            max_buffered: limits.max_buffered,
            // Who knows the memory sets it.
            max_together: None,
        }
    }
}

impl From<&Timeouts> for wit::Timeouts {
    fn from(timeouts: &Timeouts) -> Self {
        Self {
            open: timeouts.open.map(nanos),
            close: timeouts.close.map(nanos),
            ping_interval: timeouts.ping_interval.map(nanos),
            ping_timeout: timeouts.ping_timeout.map(nanos),
            idle: timeouts.idle.map(nanos),
            lifetime: timeouts.lifetime.map(nanos),
            message: timeouts.message.map(nanos),
        }
    }
}

pub(crate) fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

fn bytes(texts: &[String]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.clone().into_bytes()).collect()
}
