//! What the application holds of a connection.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;

use super::wait::{wait, wait_for};
use crate::types::{
    AgreedExtension, Closed, Compress, DeflateParameters, Event, Kind, Message, Request, Response,
    SendError, State, Stats,
};
use crate::{BroadcastOptions, Delivered, TlsSession};

/// One WebSocket, see [`crate::WebSocket`]: handles can be cloned and used from any thread.
#[derive(Clone, Debug)]
pub struct WebSocket {
    ws: crate::WebSocket,
}

impl From<crate::WebSocket> for WebSocket {
    fn from(ws: crate::WebSocket) -> Self {
        Self { ws }
    }
}

impl WebSocket {
    /// The same connection for async code.
    pub fn as_async(&self) -> &crate::WebSocket {
        &self.ws
    }

    pub(super) fn as_async_mut(&mut self) -> &mut crate::WebSocket {
        &mut self.ws
    }

    /// Sends a message, and waits while too much waits for the transport.
    ///
    /// # Errors
    ///
    /// As for [`crate::WebSocket::send`].
    pub fn send(&self, message: impl Into<Message>) -> Result<(), SendError> {
        wait(self.ws.send(message))
    }

    /// Sends a message, and says whether to compress it.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub fn send_with(
        &self,
        message: impl Into<Message>,
        compress: Compress,
    ) -> Result<(), SendError> {
        wait(self.ws.send_with(message, compress))
    }

    /// Waits for the next message. `None` is the end: [`closed`](Self::closed) tells how.
    pub fn receive(&self) -> Option<Message> {
        wait(self.ws.receive())
    }

    /// Waits for the next message for so long; `Some(None)` is the end, `None` that nothing came
    /// in time. Nothing is lost then.
    pub fn receive_within(&self, timeout: Duration) -> Option<Option<Message>> {
        wait_for(self.ws.receive(), timeout)
    }

    /// The messages to come: an iterator that ends with the connection, or with the error that
    /// ended it, see [`Messages`].
    pub fn messages(&self) -> Messages<'_> {
        Messages { ws: self, ended: false }
    }

    /// The next message, or once the error that ended the connection.
    pub(super) fn next_message(&self, ended: &mut bool) -> Option<Result<Message, Closed>> {
        if let Some(message) = self.receive() {
            return Some(Ok(message));
        }
        let first = !std::mem::replace(ended, true);
        self.closed().filter(|closed| first && !closed.is_ok()).map(Err)
    }

    /// Waits for the next of all events. `None` follows [`Event::Closed`].
    pub fn event(&self) -> Option<Event> {
        wait(self.ws.event())
    }

    /// Waits for the next of all events for so long; `None` is that nothing came in time.
    pub fn event_within(&self, timeout: Duration) -> Option<Option<Event>> {
        wait_for(self.ws.event(), timeout)
    }

    /// Begins a message whose frames follow with [`part`](Self::part).
    ///
    /// # Errors
    ///
    /// As for [`crate::WebSocket::begin`].
    pub fn begin(&self, kind: Kind) -> Result<(), SendError> {
        wait(self.ws.begin(kind))
    }

    /// Begins a message, and says whether to compress it.
    ///
    /// # Errors
    ///
    /// As for [`begin`](Self::begin).
    pub fn begin_with(&self, kind: Kind, compress: Compress) -> Result<(), SendError> {
        wait(self.ws.begin_with(kind, compress))
    }

    /// Sends the next frame of a message.
    ///
    /// # Errors
    ///
    /// As for [`crate::WebSocket::part`].
    pub fn part(&self, data: impl Into<Bytes>) -> Result<(), SendError> {
        wait(self.ws.part(data))
    }

    /// Ends a message.
    ///
    /// # Errors
    ///
    /// As for [`crate::WebSocket::finish`].
    pub fn finish(&self) -> Result<(), SendError> {
        wait(self.ws.finish())
    }

    /// Sends a ping and waits for its pong. Returns the round trip.
    ///
    /// # Errors
    ///
    /// As for [`crate::WebSocket::ping`].
    pub fn ping(&self, payload: Option<Vec<u8>>) -> Result<Duration, SendError> {
        wait(self.ws.ping(payload))
    }

    /// Sends a pong that answers nothing.
    ///
    /// # Errors
    ///
    /// As for [`crate::WebSocket::pong`].
    pub fn pong(&self, payload: impl Into<Bytes>) -> Result<(), SendError> {
        wait(self.ws.pong(payload))
    }

    /// Does the closing handshake and waits for its end.
    ///
    /// # Errors
    ///
    /// As for [`crate::WebSocket::close`].
    pub fn close(&self, code: u16, reason: &str) -> Result<Closed, SendError> {
        wait(self.ws.close(code, reason))
    }

    /// Waits for the end of the connection, and takes no event.
    pub fn wait_closed(&self) -> Closed {
        wait(self.ws.wait_closed())
    }

    /// How the connection ended, if it has.
    pub fn closed(&self) -> Option<Closed> {
        self.ws.closed()
    }

    /// Where the connection is in its life.
    pub fn state(&self) -> State {
        self.ws.state()
    }

    /// A number that no other connection of this process has, as in the log.
    pub fn id(&self) -> u64 {
        self.ws.id()
    }

    /// The peer's end of the transport, if it has such an address.
    pub fn peer_addr(&self) -> Option<SocketAddr> {
        self.ws.peer_addr()
    }

    /// Our end of the transport, if it has such an address.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.ws.local_addr()
    }

    /// What the TLS handshake agreed on, if there is TLS.
    pub fn tls(&self) -> Option<&TlsSession> {
        self.ws.tls()
    }

    /// The subprotocol that was agreed on.
    pub fn subprotocol(&self) -> Option<&str> {
        self.ws.subprotocol()
    }

    /// How messages are compressed; `None` if they are not.
    pub fn deflate(&self) -> Option<DeflateParameters> {
        self.ws.deflate()
    }

    /// The extensions besides compression that were agreed on.
    pub fn extensions(&self) -> &[AgreedExtension] {
        self.ws.extensions()
    }

    /// Server: what the client asked.
    pub fn request(&self) -> Option<&Request> {
        self.ws.request()
    }

    /// Server: who asked, if that is known.
    pub fn user(&self) -> Option<&str> {
        self.ws.user()
    }

    /// Client: what the server answered.
    pub fn response(&self) -> Option<&Response> {
        self.ws.response()
    }

    /// Counters since the connection was made.
    pub fn stats(&self) -> Stats {
        wait(self.ws.stats())
    }

    /// Server: subscribes to a topic, see [`crate::WebSocket::subscribe`].
    pub fn subscribe(&self, topic: &str) -> bool {
        self.ws.subscribe(topic)
    }

    /// Server: ends a subscription. Says whether there was one.
    pub fn unsubscribe(&self, topic: &str) -> bool {
        self.ws.unsubscribe(topic)
    }

    /// Server: what is subscribed to.
    pub fn subscriptions(&self) -> Vec<String> {
        self.ws.subscriptions()
    }

    /// Server: sends a message on all other connections that subscribed to a topic.
    pub fn publish(
        &self,
        topic: &str,
        message: impl Into<Message>,
        options: BroadcastOptions,
    ) -> Delivered {
        wait(self.ws.publish(topic, message, options))
    }
}

/// The messages of a connection. An end without a closing handshake, or with another code than
/// 1000, 1001 or none, is an error, the last item.
pub struct Messages<'a> {
    ws: &'a WebSocket,
    ended: bool,
}

impl Iterator for Messages<'_> {
    type Item = Result<Message, Closed>;

    fn next(&mut self) -> Option<Self::Item> {
        self.ws.next_message(&mut self.ended)
    }
}

impl<'a> IntoIterator for &'a WebSocket {
    type Item = Result<Message, Closed>;
    type IntoIter = Messages<'a>;

    fn into_iter(self) -> Messages<'a> {
        self.messages()
    }
}
