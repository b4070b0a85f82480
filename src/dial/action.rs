//! What a dial tells its driver.

use alloc::boxed::Box;
use alloc::string::String;
use core::net::SocketAddr;
use core::time::Duration;

use bytes::Bytes;

use super::error::DialError;
use crate::connection::Connection;
use crate::handshake::ClientRequest;
use crate::trace::Trace;

/// What a driver has to do, in this order, before it waits again.
#[non_exhaustive]
pub enum Action {
    /// Take a permit from the process-wide gate, and call
    /// [`handle_acquired`](super::Dial::handle_acquired) when it is there. At most `limit` permits
    /// of a key are out at a time; who asked first gets one first.
    Acquire {
        /// Names the permit in [`Release`](Self::Release).
        permit: u32,
        /// What the permit is for.
        key: String,
        /// How many may have it at the same time.
        limit: u32,
    },
    /// Give a permit back, or no longer wait for it.
    Release {
        /// The permit.
        permit: u32,
    },
    /// Look up the addresses of this host and call
    /// [`handle_resolved`](super::Dial::handle_resolved).
    Resolve {
        /// A name.
        host: String,
        /// The port of the addresses.
        port: u16,
    },
    /// Connect a transport, while others may be under way. Call
    /// [`handle_connected`](super::Dial::handle_connected) or
    /// [`handle_failed`](super::Dial::handle_failed) with its number.
    Connect {
        /// The number of the transport.
        transport: u32,
        /// Where to.
        endpoint: Endpoint,
    },
    /// Drop a transport, in whatever state it is.
    Disconnect {
        /// The number of the transport.
        transport: u32,
    },
    /// Start TLS on the transport, inside of what goes over it already, as a client of a server
    /// with this name or address. Then call [`handle_secured`](super::Dial::handle_secured), or
    /// `handle_failed`.
    Secure {
        /// The name in the certificate.
        server_name: String,
        /// Bytes that were read already and belong to TLS.
        received: Bytes,
    },
    /// Write this to the transport.
    Transmit(Bytes),
    /// Look at this request, which will be sent, and give it to
    /// [`handle_request`](super::Dial::handle_request), changed or not. Only if
    /// [`DialOptions::review`](super::DialOptions::review) is set.
    Request(ClientRequest),
    /// For logs, if [`Config::trace`](crate::Config::trace) is set.
    Trace(Trace),
    /// The connection is open: drive it with the transport that is left. Its first event is
    /// [`Open`](crate::Event::Open). The dial is done.
    Open(Box<Connection>),
    /// An attempt failed. With `retry` there will be another one after so long, unless
    /// [`give_up`](super::Dial::give_up) is called. Without, the dial is done, unless
    /// [`retry`](super::Dial::retry) is called now.
    Failed {
        /// Why.
        error: DialError,
        /// When the next attempt begins.
        retry: Option<Duration>,
    },
}

/// Where a transport goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// TCP.
    Address(SocketAddr),
    /// TCP, to a host that the driver looks up: its name and the port. Given only if
    /// [`DialOptions::by_name`](super::DialOptions::by_name) is set.
    Name(String, u16),
    /// A Unix socket.
    Unix(String),
}
