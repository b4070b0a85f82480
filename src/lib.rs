//! The WebSocket protocol (RFC 6455) without I/O.
//!
//! A [`Connection`] takes bytes and time, and gives bytes, [events](Event) and a deadline. It
//! knows no socket, no clock, no thread, no logger and no source of randomness: of `std` it has
//! only a lock, for the [memory](DeflatePool) that connections share, and unsafe code is forbidden.
//!
//! ```text
//!              handle_data, handle_eof            poll_event
//!   transport ───────────────────────► ┌────────────┐ ────────────► application
//!             ◄─────────────────────── │ Connection │ ◄────────────
//!              poll_transmit           └────────────┘  send, ping, close, ..
//!                                        │        ▲
//!                           poll_timeout ▼        │ handle_timeout
//!                                        the driver's one timer
//! ```
//!
//! # The loop
//!
//! 1. Wait for one of: bytes from the transport (if [`wants_read`](Connection::wants_read)), the
//!    deadline of [`poll_timeout`](Connection::poll_timeout), a wish of the application.
//! 2. Feed it: [`handle_data`](Connection::handle_data), [`handle_eof`](Connection::handle_eof),
//!    [`handle_timeout`](Connection::handle_timeout), or the application's call.
//! 3. Drain: [`poll_event`](Connection::poll_event) and
//!    [`poll_transmit`](Connection::poll_transmit), until there is no more.
//! 4. Once [`Transmit::Eof`] was carried out and `wants_read` is false, drop the transport.
//!    Otherwise begin again.
//!
//! ```
//! use witsocket::{Config, Connection, Event, Instant, Opened, Role, Transmit};
//!
//! // Two ends that are past the opening handshake, joined by hand.
//! let now = Instant::from_nanos(0);
//! let attach = |role, seed| {
//!     Connection::attach(role, Config::default(), Opened::default(), seed, now)
//! };
//! let mut client = attach(Role::Client, [1; 32]);
//! let mut server = attach(Role::Server, [2; 32]);
//!
//! let _ = client.send("hello", now)?;
//! while let Some(Transmit::Data(bytes)) = client.poll_transmit() {
//!     server.handle_data(bytes.to_vec(), now);
//! }
//! assert_eq!(server.poll_event(), Some(Event::Text("hello".into())));
//! # Ok::<(), witsocket::Misuse>(())
//! ```
//!
//! # Laws
//!
//! - No method panics, and any order of calls is legal. What a peer does becomes an event and a
//!   close frame; only the application's calls return `Result`, and on `Err` nothing changed.
//! - The same bytes, however they are cut, give the same events and the same output.
//! - `now` is an argument, the last. Time that goes backwards stands still, and a late or spurious
//!   [`handle_timeout`](Connection::handle_timeout) is harmless.
//! - [`Event::Closed`] comes once, and last.
//! - Memory held is bounded by one chunk of input, one message and the transmit queue. Nothing is
//!   decoded until an event is asked for: that is the backpressure.
//! - The same seed and the same inputs give the same bytes.
//!
//! # Not here
//!
//! Sockets, TLS, name look-up, tasks: a driver has those. The crate `witsocket-host` is one.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod anatomy;
mod auth;
mod close;
mod config;
mod connection;
mod deflate;
mod dial;
mod error;
mod event;
mod extension;
mod frame;
mod growth;
mod handshake;
mod input;
mod mask;
mod output;
mod pings;
mod prepared;
mod random;
mod receiver;
mod sender;
mod state;
mod stats;
mod steps;
mod time;
mod timer;
mod trace;
mod utf8;

pub use anatomy::{Anatomy, Block, BlockKind};
pub use auth::{Authentication, Claim, Claimant, Credentials, Replays, Schemes};
pub use close::{Close, CloseCode};
pub use config::{Config, Delivery, Limits, Origins, Role, Timeouts};
pub use connection::{Connection, Detached};
pub use deflate::{
    ClientWindow, Compress, Deflate, DeflateOffer, DeflateParameters, DeflatePool, Strategy,
};
pub use dial::{
    Action, Backoff, Dial, DialError, DialOptions, Endpoint, Environment, InvalidProxy,
    InvalidTarget, Phase, Proxy, ProxyChoice, ProxyError, ProxyScheme, RedirectError, Route,
    Target, TransportError,
};
pub use error::{HandshakeError, Misuse, ProtocolError};
pub use event::{
    Cause, Chunk, CloseOrder, Closed, Event, Flow, Kind, Message, Pong, Rejection, SendOptions,
    Text, Transmit,
};
pub use extension::{
    AgreedExtension, EncodedFrame, Extension, ExtensionCodec, ExtensionDecoder, ExtensionEncoder,
    ExtensionFault, ExtensionFrame, ExtensionParameter, Extensions,
};
pub use frame::Opcode;
pub use growth::Allowance;
pub use handshake::{
    Acceptance, ClientRequest, Header, Headers, Opened, Request, Response, Selection,
};
pub use prepared::Prepared;
pub use state::State;
pub use stats::Stats;
pub use steps::{Outlet, Step, Steps};
pub use time::Instant;
pub use timer::Timer;
pub use trace::{FrameTrace, Trace};
pub use utf8::Utf8Kind;
