//! Connections that the application has, or that an HTTP server of its own hands over.

use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;

use bytes::Bytes;

use super::pump::pump;
use super::server::Server;
use super::wait::wait;
use crate::types::Negotiated;

impl Server {
    /// Serves a connection over what the application can read and write, see
    /// [`crate::Server::accept`]. Each of the two gets a thread, and is dropped when it is done
    /// with: see [`Client::over`](super::Client::over).
    ///
    /// # Errors
    ///
    /// Those of starting threads.
    pub fn accept(
        &self,
        reader: impl Read + Send + 'static,
        writer: impl Write + Send + 'static,
    ) -> io::Result<()> {
        self.as_async().accept(pump(reader, writer)?);
        Ok(())
    }

    /// Serves a connection over a socket that is connected already, without threads for it, see
    /// [`crate::Server::accept_socket`].
    ///
    /// # Errors
    ///
    /// If it is no such socket.
    pub fn accept_socket(&self, socket: impl Into<OwnedFd>) -> io::Result<()> {
        self.as_async().accept_socket(socket)
    }

    /// Serves a connection whose opening handshake was done elsewhere, see
    /// [`crate::Server::attach`] and [`accept`](Self::accept).
    ///
    /// # Errors
    ///
    /// Those of starting threads.
    pub fn attach(
        &self,
        reader: impl Read + Send + 'static,
        writer: impl Write + Send + 'static,
        negotiated: Negotiated,
    ) -> io::Result<()> {
        self.as_async().attach(pump(reader, writer)?, negotiated);
        Ok(())
    }

    /// The same over a socket, without threads for it.
    ///
    /// # Errors
    ///
    /// If it is no such socket.
    pub fn attach_socket(
        &self,
        socket: impl Into<OwnedFd>,
        negotiated: Negotiated,
    ) -> io::Result<()> {
        self.as_async().attach_socket(socket, negotiated)
    }

    /// Has this server answer a request that an HTTP server got, see [`crate::Server::upgrade`].
    ///
    /// ```no_run
    /// # fn respond(_: http::Response<bytes::Bytes>) -> std::net::TcpStream { todo!() }
    /// # fn run(server: &witsocket_host::blocking::Server, request: http::Request<()>)
    /// # -> std::io::Result<()> {
    /// let (response, upgrade) = server.upgrade(&request);
    /// let stream = respond(response);
    /// if let Some(upgrade) = upgrade {
    ///     upgrade.complete_socket(stream)?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn upgrade<B>(
        &self,
        request: &http::Request<B>,
    ) -> (http::Response<Bytes>, Option<Upgrade>) {
        let (response, upgrade) = wait(self.as_async().upgrade(request));
        (response, upgrade.map(|upgrade| Upgrade { upgrade }))
    }
}

/// A connection that waits for its stream. Dropped, it is lost.
#[must_use = "a connection waits for its stream"]
pub struct Upgrade {
    upgrade: crate::Upgrade,
}

impl Upgrade {
    /// Gives the connection what it goes over from now on, as [`Server::accept`] has it.
    ///
    /// # Errors
    ///
    /// Those of starting threads.
    pub fn complete(
        self,
        reader: impl Read + Send + 'static,
        writer: impl Write + Send + 'static,
    ) -> io::Result<()> {
        self.upgrade.complete(pump(reader, writer)?);
        Ok(())
    }

    /// Gives the connection the socket that it goes over from now on.
    ///
    /// # Errors
    ///
    /// If it is no socket of TCP or Unix socket that is connected.
    pub fn complete_socket(self, socket: impl Into<OwnedFd>) -> io::Result<()> {
        self.upgrade.complete_socket(socket)
    }
}
