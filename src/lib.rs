#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod close;
mod config;
mod connection;
mod error;
mod event;
mod frame;
mod handshake;
mod input;
mod mask;
mod output;
mod pings;
mod random;
mod receiver;
mod sender;
mod stats;
mod time;
mod timer;
mod trace;
mod utf8;

pub use close::{Close, CloseCode};
pub use config::{Config, Delivery, Limits, Role, Timeouts};
pub use connection::{Connection, State};
pub use error::{HandshakeError, Misuse, ProtocolError};
pub use event::{
    Cause, Chunk, CloseOrder, Closed, Event, Flow, Kind, Message, Pong, Rejection, Text, Transmit,
};
pub use handshake::{Acceptance, ClientRequest, Header, Headers, Opened, Request, Response};
pub use stats::Stats;
pub use time::Instant;
pub use trace::{FrameTrace, Trace};
pub use utf8::Utf8Kind;
