//! Bytes on their way into a transport.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;

use super::transport::Transport;
use crate::types::{FileBody, Message};

/// What the component gave to transmit and the transport did not take yet.
#[derive(Default)]
pub(crate) struct Output {
    bytes: Vec<u8>,
    /// Behind `bytes`. Other connections have them as well.
    shared: Bytes,
    /// Of both.
    written: usize,
    /// Behind both, read as they are written.
    file: Option<FileBody>,
    /// Some of it was written since somebody asked.
    moves: bool,
    phase: Phase,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Open,
    /// The transport may hold bytes back until it is flushed.
    Dirty,
    /// The write side ends when all is written.
    Ending,
    Ended,
    /// The transport takes nothing any more: whatever comes is forgotten.
    Failed,
}

impl Output {
    pub(crate) fn push(&mut self, bytes: Vec<u8>) {
        if matches!(self.phase, Phase::Ended | Phase::Failed) {
            return;
        }
        if self.pending() == 0 {
            self.bytes = bytes;
            self.shared = Bytes::new();
            self.written = 0;
        } else {
            let shared = std::mem::take(&mut self.shared);
            self.bytes.extend_from_slice(&shared);
            self.bytes.extend_from_slice(&bytes);
        }
    }

    /// Writes bytes that are not this connection's alone, without a copy if they fit so.
    pub(crate) fn push_shared(&mut self, bytes: Bytes) {
        match self.phase {
            Phase::Ended | Phase::Failed => {}
            _ if self.shared.is_empty() => self.shared = bytes,
            _ => self.push(bytes.into()),
        }
    }

    /// Writes a message behind its head, without a copy of it if it is long.
    pub(crate) fn push_message(&mut self, head: &[u8], message: Message) {
        if matches!(self.phase, Phase::Ended | Phase::Failed) {
            return;
        }
        if message.len() >= LONG && self.shared.is_empty() {
            self.bytes.extend_from_slice(head);
            self.shared = message.into_bytes();
            return;
        }
        let shared = std::mem::take(&mut self.shared);
        self.bytes.reserve(shared.len() + head.len() + message.len());
        for part in [&shared[..], head, message.as_bytes()] {
            self.bytes.extend_from_slice(part);
        }
    }

    /// Writes a file behind what there is. Nothing may be pushed until it is written.
    pub(crate) fn stream(&mut self, file: FileBody) {
        if !matches!(self.phase, Phase::Ended | Phase::Failed) {
            self.file = Some(file);
        }
    }

    /// Whether a part of a file was written since this was asked.
    pub(crate) fn has_moved(&mut self) -> bool {
        std::mem::take(&mut self.moves)
    }

    /// Ends the write side of the transport once all is written.
    pub(crate) fn end(&mut self) {
        if matches!(self.phase, Phase::Open | Phase::Dirty) {
            self.phase = Phase::Ending;
        }
    }

    /// Forgets what was not written, and all that comes.
    pub(crate) fn fail(&mut self) {
        *self = Self { phase: Phase::Failed, ..Self::default() };
    }

    /// Writes as much as goes. Ready when nothing is left to do, for now.
    pub(crate) fn poll(
        &mut self,
        transport: &mut dyn Transport,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        let mut transport = Pin::new(transport);
        let mut pieces = 0;
        while self.pending() > 0 || self.next_piece()? {
            if self.file.is_some() {
                if pieces == PIECES {
                    // The other connections of this thread have their turn.
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                pieces += 1;
            }
            let written = match self.written.checked_sub(self.bytes.len()) {
                Some(written) => transport.as_mut().poll_write(cx, &self.shared[written..]),
                None if self.shared.is_empty() => {
                    transport.as_mut().poll_write(cx, &self.bytes[self.written..])
                }
                // A head is not to be a packet of its own.
                None => {
                    let both = [&self.bytes[self.written..], &self.shared].map(IoSlice::new);
                    transport.as_mut().poll_write_vectored(cx, &both)
                }
            };
            match ready!(written)? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                n => self.written += n,
            }
            self.moves |= self.file.is_some();
            if self.phase == Phase::Open {
                self.phase = Phase::Dirty;
            }
        }
        self.bytes = Vec::new();
        self.shared = Bytes::new();
        self.written = 0;
        match self.phase {
            Phase::Open | Phase::Ended | Phase::Failed => {}
            Phase::Dirty => {
                ready!(transport.poll_flush(cx))?;
                self.phase = Phase::Open;
            }
            Phase::Ending => {
                ready!(transport.poll_shutdown(cx))?;
                self.phase = Phase::Ended;
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Reads on in the file, if there is one. Returns whether there is something to write.
    fn next_piece(&mut self) -> io::Result<bool> {
        let Some(file) = &mut self.file else { return Ok(false) };
        match file.read()? {
            Some(piece) => {
                self.bytes = piece;
                self.shared = Bytes::new();
                self.written = 0;
                Ok(true)
            }
            None => {
                self.file = None;
                Ok(false)
            }
        }
    }

    /// Bytes in memory that wait for the transport.
    pub(crate) fn pending(&self) -> usize {
        self.bytes.len() + self.shared.len() - self.written
    }

    /// Whether there is something left to do with the transport, be it only to flush or end it.
    pub(crate) fn is_busy(&self) -> bool {
        let unwritten = self.pending() > 0 || self.file.is_some();
        unwritten || matches!(self.phase, Phase::Dirty | Phase::Ending)
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.phase == Phase::Failed
    }

    /// Whether nothing will be written any more.
    pub(crate) fn has_ended(&self) -> bool {
        matches!(self.phase, Phase::Ended | Phase::Failed)
    }
}

/// Bytes from which on a copy costs more than to write from two places.
const LONG: usize = 2 << 10;

/// Writes of a file in one turn of a connection.
const PIECES: u32 = 16;

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    #[tokio::test]
    async fn a_partial_write_goes_on_where_it_stopped() {
        let (mut ours, mut theirs) = tokio::io::duplex(4);
        let mut output = Output::default();
        output.push(b"hello ".to_vec());
        assert!(poll_once(&mut output, &mut ours).is_pending());
        assert_eq!(output.pending(), 2);
        output.push(b"world".to_vec());
        output.end();

        let writing = std::future::poll_fn(|cx| output.poll(&mut ours, cx));
        let mut read = Vec::new();
        let (written, length) = tokio::join!(writing, theirs.read_to_end(&mut read));
        written.unwrap();
        assert_eq!((length.unwrap(), &read[..]), (11, &b"hello world"[..]));
        assert!(output.has_ended());
    }

    #[tokio::test]
    async fn shared_bytes_keep_their_place() {
        let (mut ours, mut theirs) = tokio::io::duplex(4);
        let mut output = Output::default();
        let shared = Bytes::from_static(b"shared ");
        output.push_shared(shared.clone());
        assert!(poll_once(&mut output, &mut ours).is_pending());
        output.push(b"own ".to_vec());
        output.push_shared(shared.clone());
        output.push_shared(shared);
        assert_eq!(output.pending(), 21);
        output.end();
        let writing = std::future::poll_fn(|cx| output.poll(&mut ours, cx));
        let mut read = Vec::new();
        let (written, _) = tokio::join!(writing, theirs.read_to_end(&mut read));
        written.unwrap();
        assert_eq!(&read[..], b"shared own shared shared ");
    }

    #[tokio::test]
    async fn messages_stand_behind_their_heads_copied_or_not() {
        let (mut ours, mut theirs) = tokio::io::duplex(4);
        let mut output = Output::default();
        let long = vec![b'x'; LONG];
        for message in [long.clone(), b"short".to_vec(), long.clone()] {
            output.push_message(b"head ", Message::Binary(message.into()));
            assert!(poll_once(&mut output, &mut ours).is_pending());
        }
        output.end();
        let writing = std::future::poll_fn(|cx| output.poll(&mut ours, cx));
        let mut read = Vec::new();
        let (written, _) = tokio::join!(writing, theirs.read_to_end(&mut read));
        written.unwrap();
        let head = &b"head "[..];
        assert!(read == [head, &long, head, b"short", head, &long].concat());
    }

    #[tokio::test]
    async fn after_a_failure_bytes_are_forgotten() {
        let (mut ours, theirs) = tokio::io::duplex(4);
        drop(theirs);
        let mut output = Output::default();
        output.push(b"lost".to_vec());
        assert!(matches!(poll_once(&mut output, &mut ours), Poll::Ready(Err(_))));
        output.fail();
        output.push(b"lost too".to_vec());
        assert_eq!(output.pending(), 0);
        assert!(matches!(poll_once(&mut output, &mut ours), Poll::Ready(Ok(()))));
    }

    #[tokio::test]
    async fn what_a_transport_holds_back_is_flushed_before_the_end() {
        let (ours, mut theirs) = tokio::io::duplex(4);
        let mut ours = tokio::io::BufWriter::new(ours);
        let mut output = Output::default();
        output.push(b"held back".to_vec());
        assert!(poll_once(&mut output, &mut ours).is_pending());
        assert_eq!((output.pending(), output.is_busy()), (0, true));

        let mut read = [0; 9];
        let flushing = std::future::poll_fn(|cx| output.poll(&mut ours, cx));
        let (flushed, length) = tokio::join!(flushing, theirs.read_exact(&mut read));
        flushed.unwrap();
        assert_eq!((length.unwrap(), &read), (9, b"held back"));
        assert!(!output.is_busy());
    }

    fn poll_once(output: &mut Output, transport: &mut dyn Transport) -> Poll<io::Result<()>> {
        output.poll(transport, &mut Context::from_waker(std::task::Waker::noop()))
    }
}
