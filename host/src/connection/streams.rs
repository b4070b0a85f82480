//! A connection as a stream and a sink, and its two halves.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_sink::Sink;

use super::command::{Call, Command};
use super::parts::Parts;
use super::websocket::WebSocket;
use crate::engine::Shard;
use crate::types::{Close, Closed, Compress, Message, Misuse, Outgoing, SendError, State};

/// The messages that come. An end without a closing handshake, or with another code than 1000,
/// 1001 or none, is an error, the last item.
impl Stream for WebSocket {
    type Item = Result<Message, Closed>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Some(event) = ready!(self.mailbox().poll_event(cx)) else {
                return Poll::Ready(None);
            };
            match event.into_message() {
                Ok(message) => return Poll::Ready(Some(Ok(message))),
                Err(crate::Event::Closed(closed)) if !closed.is_ok() => {
                    return Poll::Ready(Some(Err(closed)));
                }
                Err(_) => {}
            }
        }
    }
}

/// Messages that go. Closing it is [`close`](WebSocket::close) with code 1000.
impl Sink<Message> for WebSocket {
    type Error = SendError;

    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        self.mailbox().poll_room(cx)
    }

    fn start_send(self: Pin<&mut Self>, message: Message) -> Result<(), SendError> {
        let outgoing = Outgoing { message, compress: Compress::Auto };
        let mailbox = self.mailbox();
        match Shard::with_link(mailbox, |link| link.send(&outgoing)) {
            Some(Ok(Ok(()))) => Ok(()),
            Some(Ok(Err(SendError::Misuse(Misuse::WouldBlock)))) | None => {
                let command = Command::Send(outgoing);
                mailbox.check(&command)?;
                mailbox.post(command);
                Ok(())
            }
            Some(Ok(Err(error))) => Err(error),
            Some(Err(_)) => Err(SendError::Closed),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        self.mailbox().poll_drained(cx)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        if self.state() == State::Open && !self.mailbox().is_closing() {
            let close = Close { code: NORMAL, reason: String::new() };
            self.mailbox().post(Command::Call(Call::Close(close), None));
        }
        self.mailbox().poll_closed(cx).map(|_| Ok(()))
    }
}

impl WebSocket {
    /// The two directions, for two tasks. Other handles remain as they are.
    pub fn split(self) -> (Sender, Receiver) {
        (Sender { ws: self.clone() }, Receiver { ws: self })
    }
}

/// The half of a connection that sends: a [`Sink`] of messages.
#[derive(Clone, Debug)]
pub struct Sender {
    ws: WebSocket,
}

/// The half of a connection that receives: a [`Stream`] of messages.
#[derive(Debug)]
pub struct Receiver {
    ws: WebSocket,
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
    pub async fn send(&self, message: impl Into<Message>) -> Result<(), SendError> {
        self.ws.send(message).await
    }

    /// Closes the connection, see [`WebSocket::close`].
    ///
    /// # Errors
    ///
    /// As for [`WebSocket::close`].
    pub async fn close(&self, code: u16, reason: &str) -> Result<Closed, SendError> {
        self.ws.close(code, reason).await
    }
}

impl Receiver {
    /// The connection.
    pub fn websocket(&self) -> &WebSocket {
        &self.ws
    }

    /// Waits for the next message, see [`WebSocket::receive`].
    pub async fn receive(&mut self) -> Option<Message> {
        self.ws.receive().await
    }

    /// Waits for the next message, and gives it in parts, see [`WebSocket::receive_parts`].
    pub async fn receive_parts(&mut self) -> Option<Parts<'_>> {
        self.ws.receive_parts().await
    }
}

impl Stream for Receiver {
    type Item = Result<Message, Closed>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.ws).poll_next(cx)
    }
}

impl Sink<Message> for Sender {
    type Error = SendError;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        Pin::new(&mut self.ws).poll_ready(cx)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), SendError> {
        Pin::new(&mut self.ws).start_send(message)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        Pin::new(&mut self.ws).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        Pin::new(&mut self.ws).poll_close(cx)
    }
}

// RFC 6455 §7.4.1: "the purpose for which the connection was established has been fulfilled".
const NORMAL: u16 = 1000;
