//! Transports of clients, and what systems say of them.

use std::io;
use std::net::{SocketAddr, SocketAddrV4, SocketAddrV6};

use bytes::Bytes;
use tokio::net::{TcpStream, UnixStream};

use crate::bindings::wit_dial;
use crate::connection::{Addresses, Connected, Rewind, Transport};
use crate::tls::{SessionSlot, Tls};

/// A transport that is connected.
pub(crate) struct Wire {
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) addresses: Addresses,
    /// Of the innermost TLS.
    pub(crate) session: Option<SessionSlot>,
}

/// A transport that others connected.
pub(crate) enum Given {
    Stream(Box<dyn Transport + Send>),
    Socket(Connected),
}

impl Given {
    /// Makes it one of this thread.
    pub(crate) fn connect(self) -> io::Result<Wire> {
        match self {
            Self::Stream(transport) => Ok(Wire::nameless(transport)),
            Self::Socket(socket) => {
                let (transport, addresses) = socket.open()?;
                Ok(Wire { transport, addresses, session: None })
            }
        }
    }
}

/// Connects a transport.
pub(crate) async fn connect(endpoint: wit_dial::Endpoint) -> io::Result<Wire> {
    match endpoint {
        wit_dial::Endpoint::Tcp(address) => {
            Wire::tcp(TcpStream::connect(socket_addr(address)).await?)
        }
        wit_dial::Endpoint::Name((host, port)) => {
            Wire::tcp(TcpStream::connect((host, port)).await?)
        }
        wit_dial::Endpoint::Unix(path) => {
            let path = String::from_utf8(path).map_err(io::Error::other)?;
            Ok(Wire::nameless(Box::new(UnixStream::connect(path).await?)))
        }
    }
}

impl Wire {
    fn tcp(transport: TcpStream) -> io::Result<Self> {
        transport.set_nodelay(true)?;
        let addresses =
            Addresses { local: transport.local_addr().ok(), peer: transport.peer_addr().ok() };
        Ok(Self { transport: Box::new(transport), addresses, session: None })
    }

    fn nameless(transport: Box<dyn Transport>) -> Self {
        Self { transport, addresses: Addresses::default(), session: None }
    }

    /// Starts TLS inside of what goes over the transport already. `received` was read before.
    pub(crate) async fn secure(self, tls: &Tls, name: &str, received: Vec<u8>) -> io::Result<Self> {
        let inner: Box<dyn Transport> = match received.is_empty() {
            true => self.transport,
            false => Box::new(Rewind::new(Bytes::from(received), self.transport)),
        };
        let session = SessionSlot::default();
        let transport = tls.secure(inner, name, &session).await?;
        Ok(Self { transport, addresses: self.addresses, session: Some(session) })
    }
}

/// What an error of the system is in the component's terms.
pub(crate) fn kind_of(error: &io::Error) -> wit_dial::TransportError {
    use wit_dial::TransportError;
    match error.kind() {
        io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound => TransportError::Refused,
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
            TransportError::Unreachable
        }
        io::ErrorKind::TimedOut => TransportError::TimedOut,
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => TransportError::Reset,
        _ => TransportError::Other,
    }
}

pub(crate) fn address_of(address: SocketAddr) -> wit_dial::SocketAddress {
    let port = address.port();
    let (address, scope) = match address {
        SocketAddr::V4(address) => {
            let [a, b, c, d] = address.ip().octets();
            (wit_dial::IpAddress::Ipv4((a, b, c, d)), 0)
        }
        SocketAddr::V6(address) => {
            let [a, b, c, d, e, f, g, h] = address.ip().segments();
            (wit_dial::IpAddress::Ipv6((a, b, c, d, e, f, g, h)), address.scope_id())
        }
    };
    wit_dial::SocketAddress { address, port, scope }
}

fn socket_addr(from: wit_dial::SocketAddress) -> SocketAddr {
    match from.address {
        wit_dial::IpAddress::Ipv4((a, b, c, d)) => {
            SocketAddrV4::new([a, b, c, d].into(), from.port).into()
        }
        wit_dial::IpAddress::Ipv6((a, b, c, d, e, f, g, h)) => {
            SocketAddrV6::new([a, b, c, d, e, f, g, h].into(), from.port, 0, from.scope).into()
        }
    }
}
