//! Messages of parts, both ways.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::wait::wait;
use super::websocket::WebSocket;
use crate::StreamError;
use crate::types::{Closed, Compress, Kind, Message, SendError};

impl WebSocket {
    /// Waits for the next message, and gives it in the parts in which it comes: an iterator, see
    /// [`crate::WebSocket::receive_parts`]. `None` is the end.
    ///
    /// ```no_run
    /// # use std::error::Error;
    /// # fn run(mut ws: witsocket_host::blocking::WebSocket) -> Result<(), Box<dyn Error>> {
    /// let mut file = std::fs::File::create("copy")?;
    /// if let Some(parts) = ws.receive_parts() {
    ///     for part in parts {
    ///         std::io::Write::write_all(&mut file, part?.as_bytes())?;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn receive_parts(&mut self) -> Option<Parts<'_>> {
        wait(self.as_async_mut().receive_parts()).map(|parts| Parts { parts })
    }

    /// Sends a message of parts, each in a frame of its own as soon as the iterator has it, see
    /// [`crate::WebSocket::send_parts`].
    ///
    /// # Errors
    ///
    /// As for [`part`](Self::part).
    pub fn send_parts<T: Into<Bytes>>(
        &self,
        kind: Kind,
        compress: Compress,
        parts: impl IntoIterator<Item = T>,
    ) -> Result<(), SendError> {
        wait(self.as_async().send_parts(kind, compress, parts))
    }

    /// Sends a message of parts that may fail, such as those of something that is read, see
    /// [`crate::WebSocket::send_stream`].
    ///
    /// ```no_run
    /// # use std::error::Error;
    /// # fn run(ws: witsocket_host::blocking::WebSocket) -> Result<(), Box<dyn Error>> {
    /// use std::io::{BufRead as _, BufReader};
    /// use witsocket_host::{Compress, Kind};
    ///
    /// let lines = BufReader::new(std::fs::File::open("log")?).split(b'\n');
    /// ws.send_stream(Kind::Text, Compress::Auto, lines)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`StreamError::Source`] is the iterator's; else as for [`part`](Self::part).
    pub fn send_stream<T, E>(
        &self,
        kind: Kind,
        compress: Compress,
        parts: impl IntoIterator<Item = Result<T, E>>,
    ) -> Result<(), StreamError<E>>
    where
        T: Into<Bytes>,
    {
        wait(self.as_async().send_stream(kind, compress, Ready(parts.into_iter())))
    }
}

/// The parts of a message, see [`crate::Parts`].
pub struct Parts<'a> {
    parts: crate::Parts<'a>,
}

impl Parts<'_> {
    /// What the message carries.
    pub fn kind(&self) -> Kind {
        self.parts.kind()
    }
}

impl Iterator for Parts<'_> {
    type Item = Result<Message, Closed>;

    /// Waits for the next part.
    fn next(&mut self) -> Option<Self::Item> {
        wait(self.parts.next())
    }
}

/// An iterator as a stream.
struct Ready<I>(I);

// It is never pinned itself.
impl<I> Unpin for Ready<I> {}

impl<I: Iterator> Stream for Ready<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}
