//! A connection as a stream of bytes.

use std::future::poll_fn;
use std::io::{self, Read, Write};
use std::pin::Pin;

use tokio::io::{AsyncRead as _, AsyncWrite as _, ReadBuf};

use super::wait::wait;
use super::websocket::WebSocket;

impl WebSocket {
    /// The connection as a stream of bytes, for protocols that go over one: see [`ByteStream`].
    pub fn into_bytes(self) -> ByteStream {
        let stream = self.as_async().clone().into_bytes();
        ByteStream { ws: self, stream }
    }
}

/// A connection as a stream of bytes: one to [`Read`] what comes in binary messages, and to
/// [`Write`] them, see [`crate::ByteStream`].
///
/// ```no_run
/// # fn run(ws: witsocket_host::blocking::WebSocket) -> std::io::Result<()> {
/// std::io::copy(&mut ws.into_bytes(), &mut std::fs::File::create("copy")?)?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ByteStream {
    ws: WebSocket,
    stream: crate::ByteStream,
}

impl ByteStream {
    /// The connection.
    pub fn websocket(&self) -> &WebSocket {
        &self.ws
    }

    /// Closes the connection with code 1000, and waits for its end.
    ///
    /// # Errors
    ///
    /// None that is of today.
    pub fn shutdown(&mut self) -> io::Result<()> {
        wait(poll_fn(|cx| Pin::new(&mut self.stream).poll_shutdown(cx)))
    }
}

impl Read for ByteStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut buffer = ReadBuf::new(buffer);
        wait(poll_fn(|cx| Pin::new(&mut self.stream).poll_read(cx, &mut buffer)))?;
        Ok(buffer.filled().len())
    }
}

impl Write for ByteStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        wait(poll_fn(|cx| Pin::new(&mut self.stream).poll_write(cx, bytes)))
    }

    fn flush(&mut self) -> io::Result<()> {
        wait(poll_fn(|cx| Pin::new(&mut self.stream).poll_flush(cx)))
    }
}
