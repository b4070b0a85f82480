//! Connections over what the application has: a transport, or a connection that is open already.

use std::os::fd::OwnedFd;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};

use super::Client;
use super::line::{Given, Wire};
use crate::bindings::wit_dial;
use crate::connection::{Connected, Line, Settings, Side, WebSocket, attach, next_id};
use crate::engine::DEFAULT_MEMORY;
use crate::types::{ConnectError, Negotiated};

impl Client {
    /// Opens a connection over a transport that the application has: anything that carries bytes
    /// both ways, to where the URL says. With `wss:` it gets TLS.
    ///
    /// There is one attempt: no proxy is taken, a redirect is a refusal, and credentials that
    /// take another connection, as those of Digest do, fail.
    ///
    /// # Errors
    ///
    /// See [`ConnectError`].
    pub async fn over<T>(&self, url: &str, transport: T) -> Result<WebSocket, ConnectError>
    where
        T: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        self.carry_out_over(url, Given::Stream(Box::new(transport))).await
    }

    /// Opens a connection over a socket that is connected already: one of TCP, or a Unix socket.
    /// As [`over`](Self::over) does it.
    ///
    /// # Errors
    ///
    /// See [`ConnectError`]: [`Io`](ConnectError::Io) for what is no such socket.
    pub async fn over_socket(
        &self,
        url: &str,
        socket: impl Into<OwnedFd>,
    ) -> Result<WebSocket, ConnectError> {
        let socket = Connected::new(socket.into())?;
        self.carry_out_over(url, Given::Socket(socket)).await
    }

    /// Takes over a connection whose opening handshake was done elsewhere, over the transport as it
    /// is: TLS, if there is any, is the application's business, too. Of the settings here those
    /// count that are of open connections.
    ///
    /// # Errors
    ///
    /// [`ConnectError::Io`] and [`ConnectError::Runtime`], if there is no thread or no component.
    pub async fn attach<T>(
        &self,
        transport: T,
        negotiated: Negotiated,
    ) -> Result<WebSocket, ConnectError>
    where
        T: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        self.attach_given(Given::Stream(Box::new(transport)), negotiated).await
    }

    /// The same over a socket: one of TCP, or a Unix socket.
    ///
    /// # Errors
    ///
    /// As for [`attach`](Self::attach), and if it is no such socket.
    pub async fn attach_socket(
        &self,
        socket: impl Into<OwnedFd>,
        negotiated: Negotiated,
    ) -> Result<WebSocket, ConnectError> {
        self.attach_given(Given::Socket(Connected::new(socket.into())?), negotiated).await
    }

    async fn attach_given(
        &self,
        given: Given,
        negotiated: Negotiated,
    ) -> Result<WebSocket, ConnectError> {
        let settings = Arc::new(Settings::new(&self.config, DEFAULT_MEMORY));
        self.on_thread(|shard, seat| async move {
            let Wire { transport, addresses, session } = given.connect()?;
            let side = Side::Client(seat);
            let line = Line { id: next_id(), transport, addresses, session, settings, side };
            let attached = attach(&shard, line, negotiated);
            let (mailbox, driver) = attached.map_err(ConnectError::Runtime)?;
            tokio::task::spawn_local(driver);
            Ok(WebSocket::new(mailbox))
        })
        .await
    }

    async fn carry_out_over(&self, url: &str, given: Given) -> Result<WebSocket, ConnectError> {
        let mut plan = self.plan(url, None)?;
        plan.given = Some(given);
        // Where the core thinks it goes: to nothing that has to be looked up.
        plan.options.route = Some(wit_dial::Route::Unix(Vec::new()));
        plan.options.max_redirects = 0;
        plan.options.reconnect = None;
        plan.options.gate = false;
        self.carry_out(plan).await
    }
}
