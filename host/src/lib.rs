//! WebSocket for tokio, with the protocol in a WebAssembly component.
//!
//! RFC 6455 is spoken by a sandboxed component: bytes and time go in; bytes, events and a
//! deadline come out. This crate carries the bytes. It knows sockets, threads and timers, and no
//! opcode, header or rule of the protocol: a malformed frame can at worst end one instance of
//! the component, which is replaced.
//!
//! ```text
//!  handlers, clients      WebSocket ──┐ mailbox: events ◄── driver ◄──► transport (TCP)
//!                                     └─────── commands ──►   │ ▲
//!                                                        bytes▼ │step
//!  shard = a thread, its connections, and one         component in wasmtime
//! ```
//!
//! A connection belongs to a shard: a thread with one instance of the component. A handler of
//! a server runs on the thread of its connection, and what it sends goes straight through the
//! component into the socket; from other threads it goes through a queue.
//!
//! - Client: [`connect`], or [`Client`] for settings.
//! - Server: [`serve`], or [`Server::builder`] for settings.
//! - Both give a [`WebSocket`].
//!
//! It logs through [`tracing`]: connections that open and close at INFO, with
//! [`Config::trace`] heads and states at DEBUG and frames at TRACE, failures at ERROR.

#![deny(unsafe_code)]
#![warn(missing_docs)]

mod bindings;
pub mod blocking;
mod broadcast;
mod client;
mod connection;
mod engine;
pub mod plugin;
pub mod precompiled;
mod server;
mod tls;
mod topics;
mod types;

pub use broadcast::{BroadcastOptions, Delivered, Slow, broadcast};
pub use client::{Client, Connections, connect};
pub use connection::{ByteStream, Parts, Receiver, Sender, StreamError, WebSocket};
pub use engine::Isolation;
pub use server::{
    Address, Outcome, Parameters, Router, Server, ServerBuilder, ServerStats, Upgrade, serve,
};
pub use tls::{Identity, InvalidIdentity, InvalidRoots, ServerTls, Tls, TlsSession};
pub use types::{
    Acceptance, AgreedExtension, Authentication, Backoff, Cause, Chunk, Claimant, ClientWindow,
    Close, CloseOrder, Closed, Compress, Config, ConnectError, Decision, Deflate, DeflateOffer,
    DeflateParameters, Delivery, Event, FileBody, Frame, HandshakeError, Headers, InvalidProxy,
    InvalidSetting, InvalidTarget, InvalidUrl, Kind, Limits, Message, Misuse, Negotiated, Opcode,
    Origins, Phase, ProtocolError, ProxyError, RedirectError, Request, Response, Schemes,
    Selection, SendError, State, Stats, Strategy, Timeouts, Trace, Verdict,
};

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
