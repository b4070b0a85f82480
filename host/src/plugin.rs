//! The component for programs that have a wasmtime of their own.
//!
//! It is of world `witsocket:protocol/websocket` and imports nothing: any [`Engine`] that knows
//! components runs it, in any [`Store`], with an empty [`Linker`]. The types here are the
//! bindings that wasmtime generates of the WIT.
//!
//! ```
//! use wasmtime::component::{Component, Linker};
//! use wasmtime::{Config, Engine, Store};
//! use witsocket_host::plugin::{self, Websocket, types};
//!
//! # fn main() -> wasmtime::Result<()> {
//! // Settings of the embedder's: here, whoever computes for too long is stopped.
//! let mut config = Config::new();
//! config.consume_fuel(true);
//! let engine = Engine::new(&config)?;
//! let mut store = Store::new(&engine, ());
//! store.set_fuel(100_000_000)?;
//!
//! let component = Component::new(&engine, plugin::COMPONENT)?;
//! let bindings = Websocket::instantiate(&mut store, &component, &Linker::new(&engine))?;
//! let protocol = bindings.witsocket_protocol_connection();
//! let connections = protocol.connection();
//! let settings = protocol.settings().call_constructor(&mut store, &plugin::config())?.unwrap();
//!
//! // 32 bytes that nobody can foresee, and the time in nanoseconds.
//! let (seed, now) = ((1, 2, 3, 4), 0);
//! let server = connections.call_server(&mut store, settings, seed, now)?;
//! let request = b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n\
//!     Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
//!     Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
//! let step = connections.call_receive(&mut store, server, request, now)?;
//! assert!(matches!(step.events[0], types::Event::Request(_)));
//! let accept = types::Answer::Accept(plugin::acceptance());
//! let step = connections.call_answer(&mut store, server, &accept, now)?.unwrap();
//! assert!(step.transmit.starts_with(b"HTTP/1.1 101 Switching Protocols\r\n"));
//! # Ok(())
//! # }
//! ```
//!
//! To start faster, keep what [`Engine::precompile_component`] makes of it: wasmtime refuses what
//! another version of it or other settings made.
//!
//! [`Engine`]: wasmtime::Engine
//! [`Engine::precompile_component`]: wasmtime::Engine::precompile_component
//! [`Linker`]: wasmtime::component::Linker
//! [`Store`]: wasmtime::Store

use crate::types::{Acceptance, Config};

pub use crate::bindings::{
    GuestConnection, GuestDial, GuestPrepared, GuestSettings, Websocket, WebsocketPre,
    wit as types, wit_dial as dial,
};
pub use crate::engine::BYTES as COMPONENT;

/// The settings of a connection as [`Config::default`] has them.
pub fn config() -> types::Config {
    types::Config::from(&Config::default())
}

/// The answer to a request that there is nothing to add to.
pub fn acceptance() -> types::Acceptance {
    Acceptance::default().into()
}
