//! The values of the public interface, and what they are in the component's.

mod authentication;
mod body;
mod closed;
mod config;
mod deflate;
mod dial;
mod error;
mod event;
mod handshake;
mod headers;
mod message;
mod stats;

pub use authentication::Authentication;
pub use body::FileBody;
pub use closed::{Cause, Close, CloseOrder, Closed, HandshakeError, ProtocolError};
pub use config::{Config, Delivery, Limits, Origins, Timeouts};
pub use deflate::{ClientWindow, Compress, Deflate, DeflateOffer, DeflateParameters, Strategy};
pub(crate) use dial::Credentials;
pub use dial::{Backoff, Schemes, Verdict};
pub use error::{
    ConnectError, InvalidProxy, InvalidSetting, InvalidTarget, InvalidUrl, Misuse, Phase,
    ProxyError, RedirectError, SendError,
};
pub use event::{Chunk, Event, Frame, Kind, Opcode, State, Trace};
pub use handshake::{
    Acceptance, AgreedExtension, Claimant, Decision, Negotiated, Request, Response, Selection,
};
pub use headers::Headers;
pub use message::Message;
pub(crate) use message::Outgoing;
pub use stats::Stats;

pub(crate) use closed::FAR_TOO_LONG;
pub(crate) use config::nanos;
pub(crate) use handshake::Opened;
