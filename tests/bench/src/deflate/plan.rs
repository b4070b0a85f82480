//! The order of things: servers take turns on every cell and setting, in every round.

use std::time::Duration;

use anyhow::{Context, Result};
use serde::Serialize;

use super::{client::Tally, corpus::Corpus, load::Load, peer::Peer, setting::Setting};
use crate::{
    cell::{Cell, Size},
    report::{Outcome, Reading},
    server::{Launcher, Server},
    turn,
};

/// What is measured, and how often.
pub struct Plan {
    /// The servers, in the order of the table.
    pub servers: Vec<Peer>,
    /// Which of them the others are compared with.
    pub ours: Peer,
    /// Bytes of the messages.
    pub sizes: Vec<Size>,
    /// How they are compressed.
    pub settings: Vec<Setting>,
    /// Numbers of connections.
    pub connections: Vec<usize>,
    /// Messages in flight on each.
    pub depth: usize,
    /// How often each server has its turn.
    pub rounds: usize,
    /// How long a turn is measured.
    pub window: Duration,
    /// Starts the servers.
    pub launcher: Launcher,
}

/// One server on one cell with one setting.
#[derive(Serialize)]
pub struct Row {
    /// What was sent.
    pub cell: Cell,
    /// How it was compressed.
    pub setting: Setting,
    /// By which server.
    pub server: Peer,
    /// What came back, as bytes.
    pub wire: Wire,
    /// The times.
    pub outcome: Outcome,
}

/// Bytes from the server, over the first messages of each connection: the same in every run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Wire {
    /// Messages that were inflated and compared.
    pub messages: u64,
    /// Bytes of a message, without the headers of frames.
    pub payload_per_message: f64,
    /// The same with them.
    pub wire_per_message: f64,
    /// What zlib makes of a message.
    pub zlib_per_message: f64,
    /// Payload over zlib.
    pub ratio: f64,
    /// Messages that came uncompressed.
    pub plain: u64,
}

impl From<&Tally> for Wire {
    fn from(tally: &Tally) -> Self {
        let messages = tally.latency.count();
        let each = |bytes: u64| bytes as f64 / messages as f64;
        Self {
            messages,
            payload_per_message: each(tally.payload),
            wire_per_message: each(tally.wire),
            zlib_per_message: each(tally.zlib),
            ratio: tally.payload as f64 / tally.zlib as f64,
            plain: tally.plain,
        }
    }
}

impl Plan {
    /// Measures everything; progress goes to stderr.
    pub fn measure(&self) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for &size in &self.sizes {
            for &setting in &self.settings {
                let corpus = Corpus::new(size, setting)?;
                for &connections in &self.connections {
                    let cell = Cell { size, connections, depth: self.depth };
                    rows.extend(self.rows(cell, setting, &corpus)?);
                }
            }
        }
        Ok(rows)
    }

    fn rows(&self, cell: Cell, setting: Setting, corpus: &Corpus) -> Result<Vec<Row>> {
        let mut readings: Vec<Vec<(Wire, Reading)>> = vec![Vec::new(); self.servers.len()];
        let count = self.servers.len();
        for round in 0..self.rounds {
            // The order rotates, so that none always runs in another's wake.
            for index in (0..count).map(|turn| (round + turn) % count) {
                let server = self.servers[index];
                let (wire, reading) = self
                    .turn(server, cell, setting, corpus)
                    .with_context(|| format!("{} at {cell} with {setting}", server.name()))?;
                eprintln!(
                    "{cell} · {setting} · round {} of {} · {} · {:.0} msg/s, {:.1} µs, {:.3} of zlib",
                    round + 1,
                    self.rounds,
                    server.name(),
                    reading.messages_per_second,
                    reading.cpu_us_per_message,
                    wire.ratio,
                );
                readings[index].push((wire, reading));
            }
        }
        let times = |index: usize| -> Vec<Reading> {
            readings[index].iter().map(|(_, reading)| *reading).collect()
        };
        let ours = self.servers.iter().position(|&server| server == self.ours).map(times);
        let rows = self.servers.iter().enumerate().filter_map(|(index, &server)| {
            let ours = ours.as_deref().filter(|_| server != self.ours);
            // Rounds differ, if at all, by which connections shared a compressor.
            let wire = readings[index].iter().map(|(wire, _)| *wire);
            let wire = wire.max_by(|a, b| a.ratio.total_cmp(&b.ratio))?;
            let outcome = Outcome::measured(times(index), ours);
            Some(Row { cell, setting, server, wire, outcome })
        });
        Ok(rows.collect())
    }

    fn turn(
        &self,
        peer: Peer,
        cell: Cell,
        setting: Setting,
        corpus: &Corpus,
    ) -> Result<(Wire, Reading)> {
        let server = peer.start(&self.launcher, setting)?;
        let turn = self.read(&server, cell, setting, corpus);
        turn.map_err(|error| server.explain(error))
    }

    /// The whole corpus once, every reply compared, which also warms up; then a window of time.
    fn read(
        &self,
        server: &Server,
        cell: Cell,
        setting: Setting,
        corpus: &Corpus,
    ) -> Result<(Wire, Reading)> {
        let mut load = Load::open(server.address(), cell.connections, setting, corpus)?;
        let wire = Wire::from(&load.verify(cell.depth, corpus.count())?);
        let run = || Ok(load.run(cell.depth, self.window)?.latency);
        Ok((wire, turn::window(server, run)?))
    }
}
