//! A connection as a stream of bytes.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use futures_sink::Sink as _;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::websocket::WebSocket;
use crate::types::{Chunk, Event, Kind, Message, SendError};

impl WebSocket {
    /// The connection as a stream of bytes, for protocols that go over one: see [`ByteStream`].
    pub fn into_bytes(self) -> ByteStream {
        ByteStream { ws: self, rest: Bytes::new() }
    }
}

/// A connection as a stream of bytes: an [`AsyncRead`] of what comes in binary messages, and an
/// [`AsyncWrite`] of which each write is a binary message of at most 64 KiB.
///
/// Where messages begin and end means nothing. A text message is an error, of kind
/// [`InvalidData`](io::ErrorKind::InvalidData), behind which reading goes on. To shut it down is to
/// close the connection with code 1000; so is its end, after which nothing can be written, while
/// an end that is none in order is an error with the [`Closed`](crate::Closed) in it.
///
/// ```no_run
/// # async fn run(ws: witsocket_host::WebSocket) -> std::io::Result<()> {
/// let mut backend = tokio::net::TcpStream::connect("localhost:5900").await?;
/// tokio::io::copy_bidirectional(&mut ws.into_bytes(), &mut backend).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ByteStream {
    ws: WebSocket,
    /// What was received and not read.
    rest: Bytes,
}

impl ByteStream {
    /// The connection.
    pub fn websocket(&self) -> &WebSocket {
        &self.ws
    }

    fn poll_rest(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.rest.is_empty() {
            match ready!(self.ws.mailbox().poll_event(cx)) {
                Some(
                    Event::Binary(data) | Event::Chunk(Chunk { kind: Kind::Binary, data, .. }),
                ) => self.rest = data,
                Some(Event::Text(_) | Event::Chunk(_)) => {
                    let what = "a text message in a stream of bytes";
                    return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, what)));
                }
                Some(Event::Closed(closed)) if !closed.is_ok() => {
                    let error = io::Error::new(io::ErrorKind::ConnectionAborted, closed);
                    return Poll::Ready(Err(error));
                }
                Some(_) => {}
                None => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for ByteStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.poll_rest(cx))?;
        let length = self.rest.len().min(buffer.remaining());
        buffer.put_slice(&self.rest[..length]);
        self.rest.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ByteStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut ws = Pin::new(&mut self.ws);
        ready!(ws.as_mut().poll_ready(cx)).map_err(broken)?;
        let bytes = &bytes[..bytes.len().min(MAX_WRITE)];
        if !bytes.is_empty() {
            let message = Message::Binary(Bytes::copy_from_slice(bytes));
            ws.start_send(message).map_err(broken)?;
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.ws).poll_flush(cx).map_err(broken)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.ws).poll_close(cx).map_err(broken)
    }
}

fn broken(error: SendError) -> io::Error {
    let kind = match error {
        SendError::Closed => io::ErrorKind::BrokenPipe,
        _ => io::ErrorKind::Other,
    };
    io::Error::new(kind, error)
}

/// Bytes of a write. A longer one would be copied at once.
const MAX_WRITE: usize = 64 << 10;
