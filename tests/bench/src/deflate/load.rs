//! The load: connections on one thread that send compressed messages, prepared before.

use std::{
    mem,
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use mio::{Events, Interest, Poll, Token};

use super::{
    client::{Client, Tally},
    corpus::Corpus,
    setting::Setting,
};

/// Open connections to one server.
pub struct Load<'a> {
    poll: Poll,
    events: Events,
    clients: Vec<Client>,
    corpus: &'a Corpus,
    scratch: Vec<u8>,
    tally: Tally,
}

impl<'a> Load<'a> {
    /// Opens all connections; no message is sent yet.
    pub fn open(
        address: SocketAddr,
        connections: usize,
        setting: Setting,
        corpus: &'a Corpus,
    ) -> Result<Self> {
        let poll = Poll::new()?;
        let mut clients = Vec::with_capacity(connections);
        for index in 0..connections {
            let mut client =
                Client::open(address, setting).with_context(|| format!("connection {index}"))?;
            let interest = Interest::READABLE | Interest::WRITABLE;
            poll.registry().register(client.source(), Token(index), interest)?;
            clients.push(client);
        }
        Ok(Self {
            poll,
            events: Events::with_capacity(1024),
            clients,
            corpus,
            scratch: vec![0; SCRATCH],
            tally: Tally::default(),
        })
    }

    /// Sends the first `count` messages on every connection, waits for all the echoes, inflates
    /// each and compares it.
    pub fn verify(&mut self, depth: usize, count: usize) -> Result<Tally> {
        for client in &mut self.clients {
            client.fill(self.corpus, depth, count)?;
        }
        let mut heard = Instant::now();
        while self.clients.iter().any(|client| client.answered() < count) {
            let before = self.tally.latency.count();
            self.turn(depth, count, PATIENCE)?;
            if self.tally.latency.count() > before {
                heard = Instant::now();
            }
            ensure!(heard.elapsed() < PATIENCE, "some messages were not echoed");
        }
        Ok(mem::take(&mut self.tally))
    }

    /// Keeps `depth` messages in flight on every connection for a while; replies are counted.
    pub fn run(&mut self, depth: usize, duration: Duration) -> Result<Tally> {
        for client in &mut self.clients {
            client.trust();
            client.fill(self.corpus, depth, usize::MAX)?;
        }
        let end = Instant::now() + duration;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(mem::take(&mut self.tally));
            }
            self.turn(depth, usize::MAX, left)?;
        }
    }

    fn turn(&mut self, depth: usize, limit: usize, timeout: Duration) -> Result<()> {
        match self.poll.poll(&mut self.events, Some(timeout)) {
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => return Ok(()),
            other => other.context("cannot poll")?,
        }
        for event in &self.events {
            let client = &mut self.clients[event.token().0];
            client.receive(self.corpus, &mut self.scratch, &mut self.tally)?;
            client.fill(self.corpus, depth, limit)?;
        }
        Ok(())
    }
}

const SCRATCH: usize = 256 * 1024;
const PATIENCE: Duration = Duration::from_secs(30);
