//! The transport of a connection that is being made.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::ReadBuf;

use super::line::Wire;

/// What came of the transport.
pub(super) enum Io {
    Data(Vec<u8>),
    Eof,
    Failed(u32, io::Error),
}

/// Writes what there is to write, and reads if that is wanted.
pub(super) fn poll_io(
    wires: &mut HashMap<u32, Wire>,
    output: &mut Vec<u8>,
    wants_read: bool,
    cx: &mut Context<'_>,
) -> Poll<Io> {
    let Some((&number, wire)) = wires.iter_mut().next() else { return Poll::Pending };
    let mut transport = Pin::new(&mut *wire.transport);
    while !output.is_empty() {
        match transport.as_mut().poll_write(cx, output) {
            Poll::Ready(Ok(written)) => drop(output.drain(..written)),
            Poll::Ready(Err(error)) => return Poll::Ready(Io::Failed(number, error)),
            Poll::Pending => break,
        }
    }
    if output.is_empty()
        && let Poll::Ready(Err(error)) = transport.as_mut().poll_flush(cx)
    {
        return Poll::Ready(Io::Failed(number, error));
    }
    if !wants_read {
        return Poll::Pending;
    }
    let mut buffer = [0; READ];
    let mut buffer = ReadBuf::new(&mut buffer);
    Poll::Ready(match ready!(transport.poll_read(cx, &mut buffer)) {
        Ok(()) if buffer.filled().is_empty() => Io::Eof,
        Ok(()) => Io::Data(buffer.filled().to_vec()),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Io::Eof,
        Err(error) => Io::Failed(number, error),
    })
}

const READ: usize = 4 << 10;
