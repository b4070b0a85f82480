//! One connection of the load: opens it, keeps frames in flight, counts what comes back.

use std::{
    collections::VecDeque,
    io::{ErrorKind, Read, Write},
    net::SocketAddr,
    time::Instant,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{histogram::Histogram, opening, traffic::Traffic};

/// A connection whose opening handshake is complete.
pub struct Client {
    stream: mio::net::TcpStream,
    /// When each message that awaits its echo was handed over, oldest first.
    in_flight: VecDeque<Instant>,
    /// Bytes of messages in flight that the socket has not taken yet.
    owed: usize,
    /// How far into a frame the next byte to send is.
    position: usize,
    /// Bytes of the current reply that have arrived.
    received: usize,
    /// Replies that have arrived; the payload of the first is compared whole.
    replies: u64,
}

impl Client {
    /// Connects and upgrades, blocking, then makes the socket non-blocking.
    pub fn open(address: SocketAddr) -> Result<Self> {
        let (stream, _) = opening::open(address, None)?;
        Ok(Self {
            stream,
            in_flight: VecDeque::new(),
            owed: 0,
            position: 0,
            received: 0,
            replies: 0,
        })
    }

    /// Puts messages in flight until there are `depth`.
    pub fn fill(&mut self, traffic: &Traffic, depth: usize) -> Result<()> {
        if self.in_flight.len() < depth {
            let now = Instant::now();
            while self.in_flight.len() < depth {
                self.in_flight.push_back(now);
                self.owed += traffic.frame_len();
            }
        }
        self.flush(traffic)
    }

    /// Reads what has arrived and records the latency of each completed echo.
    ///
    /// `scratch` is a buffer that all connections share. Readiness is edge-triggered: this stops
    /// only where the socket is known to be empty.
    pub fn receive(
        &mut self,
        traffic: &Traffic,
        scratch: &mut [u8],
        latency: &mut Histogram,
    ) -> Result<()> {
        while !self.in_flight.is_empty() {
            let n = match self.stream.read(scratch) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(n) => n,
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => return Err(e).context("cannot read"),
            };
            self.count(traffic, &scratch[..n], latency)?;
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

    fn count(
        &mut self,
        traffic: &Traffic,
        mut bytes: &[u8],
        latency: &mut Histogram,
    ) -> Result<()> {
        let reply = traffic.reply();
        let mut now = None;
        while !bytes.is_empty() {
            let Some(&since) = self.in_flight.front() else {
                bail!("more bytes than one echo a message")
            };
            let wanted = &reply[self.received..reply.len().min(self.received + bytes.len())];
            let (part, rest) = bytes.split_at(wanted.len());
            let compared = match self.replies {
                0 => wanted.len(),
                _ => traffic.header_len().saturating_sub(self.received).min(wanted.len()),
            };
            ensure!(
                part[..compared] == wanted[..compared],
                "a reply is not the echo of its message: at byte {} came {:02x?}, not {:02x?}",
                self.received,
                &part[..compared.min(16)],
                &wanted[..compared.min(16)],
            );
            self.received += wanted.len();
            if self.received == reply.len() {
                latency.record(now.get_or_insert_with(Instant::now).duration_since(since));
                self.in_flight.pop_front();
                self.received = 0;
                self.replies += 1;
            }
            bytes = rest;
        }
        Ok(())
    }

    fn flush(&mut self, traffic: &Traffic) -> Result<()> {
        while self.owed > 0 {
            match self.stream.write(traffic.outgoing(self.position, self.owed)) {
                Ok(n) => {
                    self.owed -= n;
                    self.position = (self.position + n) % traffic.frame_len();
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(e) => return Err(e).context("cannot write"),
            }
        }
        Ok(())
    }
}
