//! The same for programs without async: every call waits for its result.
//!
//! The connections are those of the async API, driven by threads of this library: pings are
//! answered, timers fire and closes complete while the program does something else.
//!
//! ```no_run
//! # fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let ws = witsocket_host::blocking::connect("ws://localhost:8765/chat")?;
//! ws.send("hello")?;
//! for message in &ws {
//!     println!("{message:?}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Nothing here may be called by a handler or hook of the async API: those run on the threads
//! that would be waited for, so that it panics instead of waiting for ever. A blocking server's
//! handlers have threads of their own.

mod bytes;
mod client;
mod halves;
mod mount;
mod parts;
mod pump;
mod router;
mod server;
mod wait;
mod websocket;

pub use bytes::ByteStream;
pub use client::{Client, Connections, connect};
pub use halves::{Receiver, Sender};
pub use mount::Upgrade;
pub use parts::Parts;
pub use router::Router;
pub use server::{Server, broadcast, serve};
pub use wait::wait;
pub use websocket::{Messages, WebSocket};
