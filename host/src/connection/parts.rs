//! A message that is taken while it comes.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use super::websocket::WebSocket;
use crate::types::{Chunk, Closed, Event, Kind, Message};

impl WebSocket {
    /// Waits for the next message, and gives it in the parts in which it comes. `None` is the end:
    /// [`closed`](Self::closed) tells how.
    ///
    /// [`Config::delivery`](crate::Config::delivery) says what a part is: a frame, or what has come
    /// of one; otherwise a message is one part. Nothing else than what waits for the application is
    /// kept, so that a message may be of any length that
    /// [`Limits::max_message`](crate::Limits::max_message) allows.
    ///
    /// ```no_run
    /// # async fn run(mut ws: witsocket_host::WebSocket) -> Result<(), Box<dyn std::error::Error>> {
    /// while let Some(mut parts) = ws.receive_parts().await {
    ///     while let Some(part) = parts.next().await {
    ///         println!("{:?}, {} bytes more", parts.kind(), part?.len());
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// To drop the [`Parts`] passes over what was not taken of the message; until then the next one
    /// waits, for other handles, too. Meanwhile these should take no event, and can send. Dropping
    /// the future loses nothing.
    pub async fn receive_parts(&mut self) -> Option<Parts<'_>> {
        poll_fn(|cx| self.mailbox().poll_reading(cx)).await;
        let mut parts =
            Parts { ws: self, kind: Kind::Binary, first: None, rest: Vec::new(), ended: true };
        loop {
            let event = self.event().await?;
            parts.kind = match &event {
                Event::Text(_) => Kind::Text,
                Event::Binary(_) => Kind::Binary,
                Event::Chunk(chunk) => chunk.kind,
                _ => continue,
            };
            parts.first = Some(event);
            parts.ended = false;
            return Some(parts);
        }
    }
}

/// The parts of a message, see [`WebSocket::receive_parts`]: a [`Stream`].
///
/// Those of a text are [`Message::Text`] with whole characters, wherever its frames were cut,
/// unless [`Config::check_utf8`](crate::Config::check_utf8) is off; others are
/// [`Message::Binary`]. None is empty. If the connection ends before the message does, how it
/// ended is an error, the last item.
pub struct Parts<'a> {
    ws: &'a WebSocket,
    kind: Kind,
    /// What it began with, if that was not looked at yet.
    first: Option<Event>,
    /// The start of a character.
    rest: Vec<u8>,
    /// The last part was seen.
    ended: bool,
}

impl Parts<'_> {
    /// What the message carries.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Waits for the next part. `None` is the end of the message.
    pub async fn next(&mut self) -> Option<Result<Message, Closed>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    fn part(&mut self, data: Bytes) -> Message {
        if self.kind == Kind::Binary || !self.ws.mailbox().settings.wit.check_utf8 {
            return Message::Binary(data);
        }
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(&data);
        if let Err(error) = std::str::from_utf8(&bytes)
            && error.error_len().is_none()
        {
            self.rest = bytes.split_off(error.valid_up_to());
        }
        // The component has looked at it: there is nothing left that is not UTF-8.
        Message::Text(String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl Stream for Parts<'_> {
    type Item = Result<Message, Closed>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while !self.ended {
            let event = match self.first.take() {
                Some(event) => Some(event),
                None => ready!(self.ws.mailbox().poll_event(cx)),
            };
            let part = match event {
                Some(Event::Chunk(Chunk { data, end_of_message, .. })) => {
                    self.ended = end_of_message;
                    self.part(data)
                }
                Some(Event::Text(text)) => {
                    self.ended = true;
                    Message::Text(text)
                }
                Some(Event::Binary(bytes)) => {
                    self.ended = true;
                    Message::Binary(bytes)
                }
                Some(Event::Closed(closed)) => {
                    self.ended = true;
                    return Poll::Ready(Some(Err(closed)));
                }
                None => {
                    // Somebody else took the last event.
                    self.ended = true;
                    return Poll::Ready(self.ws.closed().map(Err));
                }
                Some(_) => continue,
            };
            if !part.is_empty() {
                return Poll::Ready(Some(Ok(part)));
            }
        }
        Poll::Ready(None)
    }
}

impl Drop for Parts<'_> {
    fn drop(&mut self) {
        // What was looked at first may be all of it.
        let whole = match &self.first {
            Some(Event::Chunk(chunk)) => chunk.end_of_message,
            Some(_) => true,
            None => false,
        };
        self.ws.mailbox().end_reading(!self.ended && !whole);
    }
}
