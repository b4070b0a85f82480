//! One connection of the load: sends the corpus in order, takes the replies.

use std::{
    collections::VecDeque,
    io::{ErrorKind, Read, Write},
    net::SocketAddr,
    time::Instant,
};

use anyhow::{Context, Result, bail};

use super::{
    corpus::Corpus,
    replies::{Checker, Replies},
    setting::{OFFER, Setting},
};
use crate::{histogram::Histogram, opening};

/// A connection that agreed to a setting.
pub struct Client {
    stream: mio::net::TcpStream,
    /// When each message that awaits its echo was handed over, oldest first.
    in_flight: VecDeque<Instant>,
    sent: usize,
    answered: usize,
    /// Bytes of messages in flight that the socket has not taken yet, and where they are.
    owed: usize,
    position: usize,
    replies: Replies,
    /// Looks at every reply, until it is trusted.
    checker: Option<Checker>,
}

/// What was counted of the replies.
#[derive(Default)]
pub struct Tally {
    /// From a message to its echo.
    pub latency: Histogram,
    /// Bytes of messages from the server, without the headers of frames.
    pub payload: u64,
    /// The same with them.
    pub wire: u64,
    /// What zlib makes of the same messages.
    pub zlib: u64,
    /// Messages that the server did not compress.
    pub plain: u64,
}

impl Client {
    /// Connects, and fails unless the server agrees to the setting.
    pub fn open(address: SocketAddr, setting: Setting) -> Result<Self> {
        let (stream, response) = opening::open(address, Some(OFFER))?;
        setting.check(&response)?;
        Ok(Self {
            stream,
            in_flight: VecDeque::new(),
            sent: 0,
            answered: 0,
            owed: 0,
            position: 0,
            replies: Replies::kept(),
            checker: Some(Checker::new(setting)),
        })
    }

    /// From now on replies are only counted.
    pub fn trust(&mut self) {
        self.checker = None;
        self.replies = Replies::default();
    }

    /// How many messages came back.
    pub fn answered(&self) -> usize {
        self.answered
    }

    /// Puts messages in flight until there are `depth` or `limit` have been sent in all.
    pub fn fill(&mut self, corpus: &Corpus, depth: usize, limit: usize) -> Result<()> {
        if self.in_flight.len() < depth && self.sent < limit {
            let now = Instant::now();
            while self.in_flight.len() < depth && self.sent < limit {
                self.in_flight.push_back(now);
                self.owed += corpus.frame_len(self.sent);
                self.sent += 1;
            }
        }
        self.flush(corpus)
    }

    /// Reads what has arrived and counts the messages in it.
    ///
    /// `scratch` is a buffer that all connections share. Readiness is edge-triggered: this stops
    /// only where the socket is known to be empty.
    pub fn receive(
        &mut self,
        corpus: &Corpus,
        scratch: &mut [u8],
        tally: &mut Tally,
    ) -> Result<()> {
        while !self.in_flight.is_empty() {
            let n = match self.stream.read(scratch) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(n) => n,
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => return Err(e).context("cannot read"),
            };
            self.count(corpus, &scratch[..n], tally)?;
            if n < scratch.len() {
                break;
            }
        }
        Ok(())
    }

    /// The socket, to register it for readiness.
    pub fn source(&mut self) -> &mut mio::net::TcpStream {
        &mut self.stream
    }

    fn count(&mut self, corpus: &Corpus, mut bytes: &[u8], tally: &mut Tally) -> Result<()> {
        while let Some(reply) = self.replies.next(&mut bytes)? {
            let since = self.in_flight.pop_front().context("more messages than were sent")?;
            tally.latency.record(since.elapsed());
            tally.payload += reply.payload as u64;
            tally.wire += reply.wire as u64;
            tally.zlib += corpus.zlib(self.answered) as u64;
            tally.plain += u64::from(!reply.compressed);
            if let Some(checker) = &mut self.checker {
                let text = corpus.text(self.answered);
                let payload = self.replies.payload();
                checker
                    .check(reply, payload, text)
                    .with_context(|| format!("message {}", self.answered))?;
            }
            self.answered += 1;
        }
        Ok(())
    }

    fn flush(&mut self, corpus: &Corpus) -> Result<()> {
        while self.owed > 0 {
            match self.stream.write(corpus.outgoing(self.position, self.owed)) {
                Ok(n) => {
                    self.owed -= n;
                    self.position = (self.position + n) % corpus.frames_len();
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => return Err(e).context("cannot write"),
            }
        }
        Ok(())
    }
}
