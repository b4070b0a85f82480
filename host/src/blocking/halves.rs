//! A connection's two directions, for two threads.

use std::time::Duration;

use super::parts::Parts;
use super::websocket::WebSocket;
use crate::types::{Closed, Compress, Message, SendError};

impl WebSocket {
    /// The two directions, for two threads. Other handles remain as they are.
    ///
    /// ```no_run
    /// # use std::error::Error;
    /// # fn run(ws: witsocket_host::blocking::WebSocket) -> Result<(), Box<dyn Error>> {
    /// let (sender, receiver) = ws.split();
    /// std::thread::spawn(move || {
    ///     for message in receiver {
    ///         println!("{message:?}");
    ///     }
    /// });
    /// for line in std::io::stdin().lines() {
    ///     sender.send(line?)?;
    /// }
    /// sender.close(1000, "")?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn split(self) -> (Sender, Receiver) {
        (Sender { ws: self.clone() }, Receiver { ws: self, ended: false })
    }
}

/// The half of a connection that sends, see [`crate::Sender`].
#[derive(Clone, Debug)]
pub struct Sender {
    ws: WebSocket,
}

/// The half of a connection that receives: an iterator of messages, which ends with the
/// connection, or with the error that ended it.
#[derive(Debug)]
pub struct Receiver {
    ws: WebSocket,
    ended: bool,
}

impl Sender {
    /// The connection.
    pub fn websocket(&self) -> &WebSocket {
        &self.ws
    }

    /// Sends a message, see [`WebSocket::send`].
    ///
    /// # Errors
    ///
    /// As for [`WebSocket::send`].
    pub fn send(&self, message: impl Into<Message>) -> Result<(), SendError> {
        self.ws.send(message)
    }

    /// Sends a message, and says whether to compress it.
    ///
    /// # Errors
    ///
    /// As for [`WebSocket::send`].
    pub fn send_with(
        &self,
        message: impl Into<Message>,
        compress: Compress,
    ) -> Result<(), SendError> {
        self.ws.send_with(message, compress)
    }

    /// Closes the connection, see [`WebSocket::close`].
    ///
    /// # Errors
    ///
    /// As for [`WebSocket::close`].
    pub fn close(&self, code: u16, reason: &str) -> Result<Closed, SendError> {
        self.ws.close(code, reason)
    }
}

impl Receiver {
    /// The connection.
    pub fn websocket(&self) -> &WebSocket {
        &self.ws
    }

    /// Waits for the next message, see [`WebSocket::receive`].
    pub fn receive(&mut self) -> Option<Message> {
        self.ws.receive()
    }

    /// Waits for the next message, and gives it in parts, see [`WebSocket::receive_parts`].
    pub fn receive_parts(&mut self) -> Option<Parts<'_>> {
        self.ws.receive_parts()
    }

    /// Waits for the next message for so long, see [`WebSocket::receive_within`].
    pub fn receive_within(&mut self, timeout: Duration) -> Option<Option<Message>> {
        self.ws.receive_within(timeout)
    }
}

impl Iterator for Receiver {
    type Item = Result<Message, Closed>;

    fn next(&mut self) -> Option<Self::Item> {
        self.ws.next_message(&mut self.ended)
    }
}
