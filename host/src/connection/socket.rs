//! Sockets that others connected, as transports.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix;

use socket2::{Domain, Socket, Type};
use tokio::net::{TcpStream, UnixStream};

use super::mailbox::Addresses;
use super::transport::Transport;

/// A socket of TCP, or a Unix socket, that is connected.
pub(crate) struct Connected(Socket);

impl Connected {
    /// Looks whether it is one.
    pub(crate) fn new(socket: OwnedFd) -> io::Result<Self> {
        let socket = Socket::from(socket);
        if socket.r#type()? != Type::STREAM {
            let what = "this socket carries no stream of bytes";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        socket.peer_addr()?;
        Ok(Self(socket))
    }

    /// Makes it a transport of this thread.
    pub(crate) fn open(self) -> io::Result<(Box<dyn Transport + Send>, Addresses)> {
        let Self(socket) = self;
        socket.set_nonblocking(true)?;
        if socket.domain()? == Domain::UNIX {
            let stream = unix::net::UnixStream::from(OwnedFd::from(socket));
            return Ok((Box::new(UnixStream::from_std(stream)?), Addresses::default()));
        }
        let stream = TcpStream::from_std(socket.into())?;
        stream.set_nodelay(true)?;
        let addresses =
            Addresses { local: stream.local_addr().ok(), peer: stream.peer_addr().ok() };
        Ok((Box::new(stream), addresses))
    }
}
