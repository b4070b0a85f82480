//! What is held to the scripts: an implementation behind a small trait, and the words in which a
//! script speaks to it.

use std::fmt;
use std::time::Duration;

use crate::deflate::Deflate;
use crate::event::Event;

/// One connection of the implementation under test.
///
/// `now` is the time since the script began. The replay calls [`poll_event`](Self::poll_event)
/// and [`poll_transmit`](Self::poll_transmit) until both are empty after each of the other calls.
pub trait Subject {
    /// Bytes came from the peer.
    fn receive(&mut self, data: &[u8], now: Duration);
    /// The peer ended its stream.
    fn receive_eof(&mut self, now: Duration);
    /// A deadline is reached, or perhaps not: a needless call is legal.
    fn timeout(&mut self, now: Duration);
    /// The application does something.
    fn apply(&mut self, command: &Command, now: Duration) -> Result<(), Misuse>;
    /// The transport takes no bytes any more; the replay drains nothing until `unblock`.
    fn block(&mut self) {}
    /// The transport takes bytes again.
    fn unblock(&mut self, _now: Duration) {}
    /// The next event for the application.
    fn poll_event(&mut self) -> Option<Event>;
    /// The next thing for the transport.
    fn poll_transmit(&mut self) -> Option<Output>;
    /// When `timeout` has to be called.
    fn deadline(&self) -> Option<Duration>;
    /// Whether bytes from the peer are welcome.
    fn wants_read(&self) -> bool;
}

/// Makes the connection that a script begins with.
pub type Start<'a> = dyn Fn(&Setup, Duration) -> Result<Box<dyn Subject>, Misuse> + 'a;

/// The name of a misuse in kebab-case, such as `not-open`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misuse(pub String);

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is to be written to the transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Bytes.
    Data(Vec<u8>),
    /// The end of our stream.
    Eof,
}

/// Which end of the connection is under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The end that asks for the connection.
    Client,
    /// The end that answers.
    Server,
}

/// The kind of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8.
    Text,
    /// Any bytes.
    Binary,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Binary => "binary",
        })
    }
}

/// Whether a message is compressed, where that was agreed on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compress {
    /// If it pays.
    #[default]
    Auto,
    /// Yes.
    Always,
    /// No.
    Never,
}

/// In which pieces messages are handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Whole messages.
    Message,
    /// A chunk for each frame.
    Frame,
    /// Chunks as the bytes arrive.
    Chunk,
}

/// A header field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub name: Vec<u8>,
    /// Its value, as given.
    pub value: Vec<u8>,
}

/// What the application does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Accepts the request.
    Accept {
        /// The subprotocol that the application chose; an empty one is none.
        protocol: Option<String>,
        /// Who asks, as the application knows.
        user: Option<String>,
        /// Headers for the response.
        headers: Vec<Header>,
    },
    /// Says whether a proof of credentials is a new one.
    Claimed(bool),
    /// Sends the response that it was shown, with these headers more or with another status.
    Respond {
        /// The status, in place of the one that was shown.
        status: Option<u16>,
        /// Headers behind those that were shown.
        headers: Vec<Header>,
    },
    /// Refuses the request.
    Reject {
        /// The HTTP status.
        status: u16,
        /// Headers for the response.
        headers: Vec<Header>,
        /// The body of the response.
        body: Vec<u8>,
    },
    /// Sends a message.
    Send(Kind, Compress, Vec<u8>),
    /// Begins a message of several frames.
    Begin(Kind, Compress),
    /// Sends the next frame of it.
    Part(Vec<u8>),
    /// Ends it.
    Finish,
    /// Sends a ping, with a payload of the implementation's choice if none is given.
    Ping(Option<Vec<u8>>),
    /// Sends a pong that nobody asked for.
    Pong(Vec<u8>),
    /// Closes.
    Close {
        /// The code; without one, the close frame is empty.
        code: Option<u16>,
        /// The reason.
        reason: Vec<u8>,
    },
}

/// How the connection of a script is made: its first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// Which end is under test.
    pub role: Role,
    /// The connection is open from the start, without an opening handshake.
    pub open: bool,
    /// The most bytes of a message.
    pub max_message: Option<u64>,
    /// The most bytes of a frame.
    pub max_frame: Option<u64>,
    /// The most frames of a message.
    pub max_fragments: Option<u64>,
    /// How many times more bytes than came a compressed message may have.
    pub max_ratio: Option<u64>,
    /// The most bytes of a frame that we send.
    pub max_fragment: Option<u64>,
    /// Compression; `None` neither offers nor accepts it.
    pub deflate: Option<Deflate>,
    /// The most bytes of a line of an HTTP head.
    pub max_line: u64,
    /// The most headers of an HTTP head.
    pub max_headers: u64,
    /// The most bytes of an HTTP head.
    pub max_head: u64,
    /// The most bytes of the body of a response.
    pub max_body: u64,
    /// The time for the opening handshake.
    pub open_timeout: Option<Duration>,
    /// The time for the closing handshake.
    pub close_timeout: Option<Duration>,
    /// The time between keepalive pings.
    pub ping_interval: Option<Duration>,
    /// The time for their pongs.
    pub ping_timeout: Option<Duration>,
    /// The time without messages after which we close.
    pub idle_timeout: Option<Duration>,
    /// The time for all.
    pub lifetime: Option<Duration>,
    /// The time for one message.
    pub message_timeout: Option<Duration>,
    /// Server: the origins that may connect, all if empty. Client: the `Origin` header.
    pub origins: Vec<String>,
    /// Server: pages of the same host may connect, and no others.
    pub same_host: bool,
    /// Server: who may log in with Basic, as `user:password`.
    pub basic: Vec<String>,
    /// Server: who may log in with Digest.
    pub digest: Vec<String>,
    /// Server: the application sees the responses before they are sent.
    pub review: bool,
    /// Server: what it speaks, by preference. Client: what it offers.
    pub subprotocols: Vec<String>,
    /// Server: the hosts that it serves, all if empty.
    pub hosts: Vec<String>,
    /// In which pieces messages are handed out.
    pub delivery: Delivery,
    /// The application sends each message back before it looks at what comes next.
    pub echo: bool,
    /// Pings are answered without the application.
    pub auto_pong: bool,
    /// Close frames are answered without the application.
    pub auto_close: bool,
    /// Text has to be UTF-8.
    pub check_utf8: bool,
    /// Server: frames need not be masked.
    pub accept_unmasked: bool,
    /// Server: the `Server` header.
    pub server_header: Option<Vec<u8>>,
    /// Client: the `User-Agent` header.
    pub user_agent: Option<Vec<u8>>,
    /// Bytes in the transmit queue from which sends are refused; the subject's default if `None`.
    pub high_water: Option<u64>,
    /// Bytes in the transmit queue at which sends are welcome again.
    pub low_water: Option<u64>,
    /// The most bytes of the transmit queue.
    pub max_buffered: Option<u64>,
    /// Client: what it connects to.
    pub target: String,
    /// Client: additional headers of the request.
    pub headers: Vec<Header>,
}

impl Setup {
    /// The setup of a script whose first line gives no settings.
    pub fn new(role: Role) -> Self {
        Self {
            role,
            open: false,
            max_message: Some(1 << 20),
            max_frame: None,
            max_fragments: Some(16384),
            max_ratio: None,
            max_fragment: None,
            deflate: None,
            max_line: 8192,
            max_headers: 128,
            max_head: 131_072,
            max_body: 1 << 20,
            open_timeout: Some(Duration::from_secs(10)),
            close_timeout: Some(Duration::from_secs(10)),
            ping_interval: None,
            ping_timeout: Some(Duration::from_secs(20)),
            idle_timeout: None,
            lifetime: None,
            message_timeout: Some(Duration::from_secs(60)),
            origins: Vec::new(),
            same_host: false,
            basic: Vec::new(),
            digest: Vec::new(),
            review: false,
            subprotocols: Vec::new(),
            hosts: Vec::new(),
            delivery: Delivery::Message,
            echo: false,
            auto_pong: true,
            auto_close: true,
            check_utf8: true,
            accept_unmasked: false,
            server_header: None,
            user_agent: None,
            high_water: None,
            low_water: None,
            max_buffered: None,
            target: "ws://example.com/chat".into(),
            headers: Vec::new(),
        }
    }
}
