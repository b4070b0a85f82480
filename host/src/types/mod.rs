//! The values of the public interface, and what they are in the component's.

mod closed;
mod config;
mod deflate;
mod error;
mod event;
mod handshake;
mod headers;
mod message;

pub use closed::{Cause, Close, CloseOrder, Closed, HandshakeError, ProtocolError};
pub use config::{Config, Delivery, Limits, Timeouts};
pub use deflate::{ClientWindow, Compress, Deflate, DeflateOffer, DeflateParameters, Strategy};
pub use error::{ConnectError, InvalidUrl, Misuse, SendError};
pub use event::{Chunk, Event, Frame, Kind, Opcode, State, Stats, Trace};
pub use handshake::{Acceptance, AgreedExtension, Decision, Request, Response};
pub use headers::Headers;
pub use message::Message;
pub(crate) use message::Outgoing;

pub(crate) use config::nanos;
pub(crate) use handshake::Opened;
