//! A message whose length is not known when it begins.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;

use bytes::Bytes;
use futures_core::Stream;

use super::mailbox::Mailbox;
use super::websocket::WebSocket;
use crate::types::{Compress, Kind, SendError};

/// Why a message of parts was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamError<E> {
    /// The connection did not take it.
    Send(SendError),
    /// A part could not be had. The connection is closed with code 1011: half a message cannot
    /// be taken back.
    Source(E),
}

impl WebSocket {
    /// Sends a message of parts, each in a frame of its own as soon as it is there, and an empty
    /// frame as its end. A text may be cut anywhere.
    ///
    /// Waits while too much waits for the transport, and for another message of parts to end;
    /// other messages wait for this one. An error of the stream, or dropping the future before
    /// its end, closes the connection with code 1011.
    ///
    /// # Errors
    ///
    /// [`StreamError::Source`] is the stream's; else as for [`part`](Self::part).
    pub async fn send_stream<S, T, E>(
        &self,
        kind: Kind,
        compress: Compress,
        parts: S,
    ) -> Result<(), StreamError<E>>
    where
        S: Stream<Item = Result<T, E>>,
        T: Into<Bytes>,
    {
        let mut parts = pin!(parts);
        let streaming = Streaming::begin(self, kind, compress).await?;
        while let Some(part) = poll_fn(|cx| parts.as_mut().poll_next(cx)).await {
            self.part(part.map_err(StreamError::Source)?).await?;
        }
        streaming.finish().await
    }

    /// Sends a message of parts from an iterator, as [`send_stream`](Self::send_stream) does.
    ///
    /// # Errors
    ///
    /// As for [`part`](Self::part).
    pub async fn send_parts<T: Into<Bytes>>(
        &self,
        kind: Kind,
        compress: Compress,
        parts: impl IntoIterator<Item = T>,
    ) -> Result<(), SendError> {
        let send = async {
            let streaming = Streaming::begin(self, kind, compress).await?;
            for part in parts {
                self.part(part).await?;
            }
            streaming.finish().await
        };
        send.await.map_err(|error: StreamError<std::convert::Infallible>| match error {
            StreamError::Send(error) => error,
            StreamError::Source(never) => match never {},
        })
    }
}

/// A message of parts that is under way. Others wait until it is dropped.
struct Streaming<'a> {
    ws: &'a WebSocket,
    finished: bool,
}

impl<'a> Streaming<'a> {
    async fn begin(ws: &'a WebSocket, kind: Kind, compress: Compress) -> Result<Self, SendError> {
        poll_fn(|cx| ws.mailbox().poll_stream(cx)).await?;
        let mut streaming = Self { ws, finished: true };
        ws.begin_with(kind, compress).await?;
        streaming.finished = false;
        Ok(streaming)
    }

    async fn finish<E>(mut self) -> Result<(), StreamError<E>> {
        self.ws.finish().await?;
        self.finished = true;
        Ok(())
    }

    fn mailbox(&self) -> &Mailbox {
        self.ws.mailbox()
    }
}

impl Drop for Streaming<'_> {
    fn drop(&mut self) {
        self.mailbox().end_stream();
        if !self.finished {
            self.ws.fail();
        }
    }
}

impl<E> From<SendError> for StreamError<E> {
    fn from(error: SendError) -> Self {
        Self::Send(error)
    }
}

impl<E: fmt::Display> fmt::Display for StreamError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(error) => error.fmt(f),
            Self::Source(error) => write!(f, "a part could not be had: {error}"),
        }
    }
}

impl<E: Error> Error for StreamError<E> {}
