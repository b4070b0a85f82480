//! Where a server takes connections from.

use std::fmt;
use std::fs;
use std::io;
use std::net::{self, SocketAddr};
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileTypeExt as _;
use std::os::unix::net as unix;
use std::path::{Path, PathBuf};

use socket2::Domain;
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};

use super::attend::Arrival;
use crate::connection::{Addresses, Transport};

/// Where a server is to listen.
pub(super) enum Source {
    /// The first of these that can be bound.
    Tcp(io::Result<Vec<SocketAddr>>),
    Unix(PathBuf),
    /// A socket that listens already.
    Socket(OwnedFd),
}

/// Where a server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Address {
    /// At an address and port.
    Tcp(SocketAddr),
    /// At the Unix socket with this path, which is empty if it has none.
    Unix(PathBuf),
}

/// A socket that listens.
pub(super) enum Listener {
    /// With what it is bound to.
    Tcp(TcpListener, SocketAddr),
    Unix(UnixListener, #[expect(dead_code, reason = "dropped with it")] Option<SocketFile>),
}

/// A connection that was accepted.
pub(super) enum Accepted {
    Tcp(TcpStream, Addresses),
    Unix(UnixStream),
}

/// The same on its way to another thread.
pub(super) enum Moving {
    Tcp(net::TcpStream, Addresses),
    Unix(unix::UnixStream),
}

/// The file of a Unix socket, which is removed in the end.
pub(super) struct SocketFile(PathBuf);

impl Listener {
    pub(super) async fn open(source: Source) -> io::Result<Self> {
        match source {
            Source::Tcp(addresses) => Self::tcp(TcpListener::bind(&addresses?[..]).await?),
            Source::Unix(path) => {
                let listener = bind(&path)?;
                Ok(Self::Unix(listener, Some(SocketFile(path))))
            }
            Source::Socket(socket) => Self::inherit(socket),
        }
    }

    /// Takes a socket that listens already.
    fn inherit(socket: OwnedFd) -> io::Result<Self> {
        let socket = socket2::Socket::from(socket);
        if !socket.is_listener()? {
            let what = "this socket does not listen";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        socket.set_nonblocking(true)?;
        match socket.domain()? {
            Domain::IPV4 | Domain::IPV6 => Self::tcp(TcpListener::from_std(socket.into())?),
            Domain::UNIX => {
                let listener = unix::UnixListener::from(OwnedFd::from(socket));
                Ok(Self::Unix(UnixListener::from_std(listener)?, None))
            }
            _ => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    fn tcp(listener: TcpListener) -> io::Result<Self> {
        let address = listener.local_addr()?;
        Ok(Self::Tcp(listener, address))
    }

    pub(super) fn address(&self) -> io::Result<Address> {
        Ok(match self {
            Self::Tcp(_, address) => Address::Tcp(*address),
            Self::Unix(listener, _) => {
                let address = listener.local_addr()?;
                Address::Unix(address.as_pathname().map(Path::to_owned).unwrap_or_default())
            }
        })
    }

    pub(super) async fn accept(&self) -> io::Result<Accepted> {
        Ok(match self {
            Self::Tcp(listener, address) => {
                let (stream, peer) = listener.accept().await?;
                // Which one of this machine's it is, only the system knows.
                let local = match address.ip().is_unspecified() {
                    true => stream.local_addr().ok(),
                    false => Some(*address),
                };
                Accepted::Tcp(stream, Addresses { local, peer: Some(peer) })
            }
            Self::Unix(listener, _) => Accepted::Unix(listener.accept().await?.0),
        })
    }
}

/// Binds a Unix socket. One that is left over from a process that is gone gives way.
fn bind(path: &Path) -> io::Result<UnixListener> {
    UnixListener::bind(path).or_else(|error| {
        let in_use = error.kind() == io::ErrorKind::AddrInUse;
        let is_socket = fs::symlink_metadata(path).is_ok_and(|file| file.file_type().is_socket());
        let is_left = || {
            let answer = unix::UnixStream::connect(path);
            answer.is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
        };
        if !(in_use && is_socket && is_left()) {
            return Err(error);
        }
        fs::remove_file(path)?;
        UnixListener::bind(path)
    })
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = fs::remove_file(&self.0);
    }
}

impl Accepted {
    /// The connection, on this thread.
    pub(super) fn open(self) -> Arrival {
        let (transport, addresses): (Box<dyn Transport + Send>, _) = match self {
            Self::Tcp(stream, addresses) => {
                // Answers are not to wait for more. A transport that cannot do that is as good
                // as lost.
                let _ = stream.set_nodelay(true);
                (Box::new(stream), addresses)
            }
            Self::Unix(stream) => (Box::new(stream), Addresses::default()),
        };
        Arrival { transport, addresses, negotiated: None }
    }

    /// Takes the connection off this thread.
    pub(super) fn leave(self) -> io::Result<Moving> {
        Ok(match self {
            Self::Tcp(stream, addresses) => Moving::Tcp(stream.into_std()?, addresses),
            Self::Unix(stream) => Moving::Unix(stream.into_std()?),
        })
    }
}

impl Moving {
    /// Puts the connection on this thread.
    pub(super) fn arrive(self) -> io::Result<Accepted> {
        Ok(match self {
            Self::Tcp(stream, addresses) => Accepted::Tcp(TcpStream::from_std(stream)?, addresses),
            Self::Unix(stream) => Accepted::Unix(UnixStream::from_std(stream)?),
        })
    }
}

impl Address {
    /// The URL of the server, as `ws://127.0.0.1:8765` or `ws+unix:/run/example.sock`.
    pub(super) fn url(&self, secure: bool) -> String {
        let scheme = if secure { "wss" } else { "ws" };
        match self {
            Self::Tcp(address) => format!("{scheme}://{address}"),
            Self::Unix(path) => format!("{scheme}+unix:{}", path.display()),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => path.display().fmt(f),
        }
    }
}
