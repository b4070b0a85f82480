//! The load generator: many connections on one thread, over readiness and nothing else.
//!
//! It must never be the bottleneck. So frames are built ahead, replies are counted by length
//! with only their headers compared, and a message costs one read, one write, two clock readings
//! and its share of a poll.
//!
//! It never sleeps while it measures. Who sleeps is woken by the server, with an interrupt that
//! costs that as much as a message or two; a server that was a little slower than the load slept
//! for would pay it for each message, and one that was a little faster for none. No client of
//! another machine is woken like that.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use mio::{Events, Interest, Poll, Token};

use crate::{client::Client, histogram::Histogram, traffic::Traffic};

/// Open connections to one server.
pub struct Load {
    poll: Poll,
    events: Events,
    clients: Vec<Client>,
    traffic: Traffic,
    scratch: Vec<u8>,
    latency: Histogram,
}

impl Load {
    /// Opens all connections; no message is sent yet.
    pub fn open(address: SocketAddr, connections: usize, traffic: Traffic) -> Result<Self> {
        let poll = Poll::new()?;
        let mut clients = Vec::with_capacity(connections);
        for index in 0..connections {
            let mut client =
                Client::open(address).with_context(|| format!("connection {index}"))?;
            poll.registry().register(
                client.source(),
                Token(index),
                Interest::READABLE | Interest::WRITABLE,
            )?;
            clients.push(client);
        }
        Ok(Self {
            poll,
            events: Events::with_capacity(1024),
            clients,
            traffic,
            scratch: vec![0; SCRATCH],
            latency: Histogram::new(),
        })
    }

    /// Keeps `depth` messages in flight on every connection for a while.
    ///
    /// Returns the latencies of the messages that were completed meanwhile. The messages still
    /// in flight at the end stay so: a second call goes on where the first stopped.
    pub fn run(&mut self, depth: usize, duration: Duration) -> Result<Histogram> {
        self.latency = Histogram::new();
        for client in &mut self.clients {
            client.fill(&self.traffic, depth)?;
        }
        let end = Instant::now() + duration;
        loop {
            if Instant::now() >= end {
                return Ok(std::mem::take(&mut self.latency));
            }
            self.turn(depth, Duration::ZERO)?;
        }
    }

    /// Sends one message on every connection and waits for all the echoes.
    pub fn exchange(&mut self) -> Result<()> {
        self.latency = Histogram::new();
        for client in &mut self.clients {
            client.fill(&self.traffic, 1)?;
        }
        let end = Instant::now() + EXCHANGE_TIMEOUT;
        while self.latency.count() < self.clients.len() as u64 {
            let left = end.saturating_duration_since(Instant::now());
            ensure!(!left.is_zero(), "some messages were not echoed");
            self.turn(0, left)?;
        }
        Ok(())
    }

    fn turn(&mut self, depth: usize, timeout: Duration) -> Result<()> {
        match self.poll.poll(&mut self.events, Some(timeout)) {
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => return Ok(()),
            other => other.context("cannot poll")?,
        }
        for event in &self.events {
            let client = &mut self.clients[event.token().0];
            client.receive(&self.traffic, &mut self.scratch, &mut self.latency)?;
            client.fill(&self.traffic, depth)?;
        }
        Ok(())
    }
}

const SCRATCH: usize = 256 * 1024;
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(30);
