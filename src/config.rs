//! The settings of a connection.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use crate::auth::Authentication;
use crate::deflate::Deflate;
use crate::extension::Extensions;
use crate::growth::Allowance;

/// Which end of a connection this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The end that asked: it masks its frames (RFC 6455 §5.1).
    Client,
    /// The end that answered: it ends the stream first (RFC 6455 §7.1.1).
    Server,
}

/// In which pieces messages are handed out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// Whole messages, as [`Event::Text`](crate::Event::Text) and
    /// [`Event::Binary`](crate::Event::Binary).
    #[default]
    Message,
    /// One [`Event::Chunk`](crate::Event::Chunk) for each frame.
    Frame,
    /// An [`Event::Chunk`](crate::Event::Chunk) as soon as there are bytes, also in parts of a
    /// frame. A message of any size then takes little memory, if `max_message` allows it.
    Chunk,
}

/// What a peer may make us hold. `None` is no limit.
///
/// The figures are those of Python's websockets where it has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a message, 1 MiB. Beyond: close code 1009.
    pub max_message: Option<u64>,
    /// Bytes of a frame, judged by its header alone; none. Beyond: close code 1009.
    pub max_frame: Option<u64>,
    /// Frames of a message, empty ones too; 16 384. Beyond: close code 1009.
    pub max_fragments: Option<u32>,
    /// Bytes of a request line, status line or header line, 8 192. Beyond: 414 or 431.
    pub max_line: usize,
    /// How many times more bytes than came a compressed message may have; none. Beyond: close
    /// code 1009.
    pub max_ratio: Option<u32>,
    /// Header lines, 128. Beyond: 431.
    pub max_headers: usize,
    /// Bytes of a request or response up to its empty line, 128 KiB. Beyond: 431.
    pub max_head: usize,
    /// Bytes kept of the body of a response that refuses to open, 1 MiB.
    pub max_body: usize,
    /// Bytes that wait for the transport from which on sends say [`Flow::Full`](crate::Flow),
    /// 32 KiB.
    pub high_water: usize,
    /// Bytes that wait for the transport at which [`Event::Writable`](crate::Event::Writable)
    /// is given, 8 KiB.
    pub low_water: usize,
    /// Bytes that wait for the transport beyond which a send is refused, 1 MiB. A message that
    /// finds nothing waiting is always taken.
    pub max_buffered: usize,
    /// What connections may keep together of messages and heads that are not complete, beyond
    /// 16 KiB of each; no limit. Beyond: close code 1009, or 431.
    pub together: Allowance,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_message: Some(1 << 20),
            max_frame: None,
            max_fragments: Some(16_384),
            max_ratio: None,
            max_line: 8_192,
            max_headers: 128,
            max_head: 128 << 10,
            max_body: 1 << 20,
            high_water: 32 << 10,
            low_water: 8 << 10,
            max_buffered: 1 << 20,
            together: Allowance::default(),
        }
    }
}

/// How long things may take. `None` is for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// The opening handshake, all of it, 10 s.
    pub open: Option<Duration>,
    /// From our close frame to the end of the connection, 10 s.
    pub close: Option<Duration>,
    /// Between two keepalive pings, 20 s.
    pub ping_interval: Option<Duration>,
    /// From a keepalive ping to its pong, 20 s. Beyond: close code 1011. While what the peer said
    /// waits for the application, another ping goes out instead.
    pub ping_timeout: Option<Duration>,
    /// Without a text or binary message either way; none. Beyond: close code 1001.
    pub idle: Option<Duration>,
    /// From the opening of a connection to its end, whatever goes over it; none. Beyond: close
    /// code 1001.
    pub lifetime: Option<Duration>,
    /// From the first byte of a message to its last, 60 s. Beyond: close code 1008.
    pub message: Option<Duration>,
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

/// Which pages a server lets connect: browsers tell them in `Origin` (RFC 6455 §10.2), and stop
/// nobody by themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// Pages of the host and port that the request names in `Host`, and clients that name no
    /// page.
    #[default]
    SameHost,
    /// All pages.
    Any,
    /// Pages of these origins, such as `https://example.com`. `*` stands for any characters but
    /// `/`, as in `https://*.example.com`, and an empty text for clients that name no page.
    Only(Vec<String>),
}

/// The settings of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// What the peer may make us hold.
    pub limits: Limits,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// In which pieces messages are handed out.
    pub delivery: Delivery,
    /// Bytes of a frame that we send: longer messages are sent in several; none.
    pub max_fragment: Option<usize>,
    /// Compression, and what to agree on with the peer. `None` neither offers nor accepts it.
    pub deflate: Option<Deflate>,
    /// Other extensions, by preference; none. A client offers them all, a server takes what it is
    /// offered.
    pub extensions: Extensions,
    /// Whether pings are answered without the application; they are events all the same.
    pub auto_pong: bool,
    /// Whether the peer's close frame is answered without the application; yes. If not,
    /// [`Event::Closing`](crate::Event::Closing) asks for [`close`](crate::Connection::close).
    pub auto_close: bool,
    /// Whether text is checked to be UTF-8; yes. Text that is not checked is handed out as
    /// [`Event::Chunk`](crate::Event::Chunk), since nobody knows what it is.
    pub check_utf8: bool,
    /// Server: whether frames need not be masked, against RFC 6455 §5.1; no.
    pub accept_unmasked: bool,
    /// Whether [`Event::Trace`](crate::Event::Trace) is given.
    pub trace: bool,
    /// Client: the subprotocols to offer. Server: those to choose from, if there are any. The
    /// first is preferred.
    pub subprotocols: Vec<String>,
    /// Server: which pages may connect; those of the same host.
    pub origins: Origins,
    /// Server: who may connect, and how they prove it. `None` asks nobody.
    pub authentication: Option<Arc<Authentication>>,
    /// Server: whether the application looks at each response before it is sent, see
    /// [`Event::Response`](crate::Event::Response); no.
    pub review: bool,
    /// Server: the hosts to allow in `Host`, with their port or with any. `None` allows all that
    /// are well formed.
    pub hosts: Option<Vec<String>>,
    /// The `Server` or `User-Agent` header; `None`, or nothing in it, leaves it out, as does a server
    /// with what cannot stand in a header.
    pub product: Option<String>,
    /// Unix time in seconds at instant 0, for the `Date` header of a server's responses
    /// (RFC 9110 §6.6.1); `None` leaves it out.
    pub unix_time: Option<u64>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            timeouts: Timeouts::default(),
            delivery: Delivery::Message,
            max_fragment: None,
            deflate: Some(Deflate::default()),
            extensions: Extensions::default(),
            auto_pong: true,
            auto_close: true,
            check_utf8: true,
            accept_unmasked: false,
            trace: false,
            subprotocols: Vec::new(),
            origins: Origins::default(),
            authentication: None,
            review: false,
            hosts: None,
            product: Some(concat!("witsocket/", env!("CARGO_PKG_VERSION")).into()),
            unix_time: None,
        }
    }
}

impl Config {
    /// What names us in a header. RFC 9110 §10.1.5: a product has a name, so an empty one is none.
    pub(crate) fn product(&self) -> Option<&str> {
        self.product.as_deref().filter(|product| !product.is_empty())
    }
}
