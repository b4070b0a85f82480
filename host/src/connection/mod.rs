//! One connection: what drives it, and what the application holds of it.

mod alarm;
mod attach;
mod bytes;
mod command;
mod commands;
mod detached;
mod dispatch;
mod driver;
mod inbox;
mod link;
mod mailbox;
mod news;
mod outbox;
mod output;
mod parts;
mod pings;
mod replays;
mod request;
mod rewind;
mod settings;
mod socket;
mod streaming;
mod streams;
mod together;
mod transport;
mod wakers;
mod websocket;

pub use bytes::ByteStream;
pub use parts::Parts;
pub use streaming::StreamError;
pub use streams::{Receiver, Sender};
pub(crate) use websocket::WeakWebSocket;
pub use websocket::WebSocket;

pub(crate) use attach::attach;
pub(crate) use detached::Heads;
pub(crate) use dispatch::deliver;
pub(crate) use driver::{Driver, connect};
pub(crate) use link::{Line, Link, Side};
pub(crate) use mailbox::{Addresses, Mailbox, Place, next_id};
pub(crate) use request::Policy;
pub(crate) use rewind::Rewind;
pub(crate) use settings::Settings;
pub(crate) use socket::Connected;
pub(crate) use together::Together;
pub(crate) use transport::Transport;
