//! The order of things: servers take turns on every cell, in every round.

use std::time::Duration;

use anyhow::{Context, Result};

use crate::{
    cell::Cell,
    idle::{self, Idle},
    report::{Outcome, Reading, Row},
    server::{Kind, Launcher},
    turn,
};

/// What is measured, and how often.
pub struct Plan {
    pub servers: Vec<Kind>,
    /// Which of them the others are compared with.
    pub ours: Kind,
    pub cells: Vec<Cell>,
    pub idle_connections: usize,
    pub rounds: usize,
    pub window: Duration,
    pub launcher: Launcher,
}

impl Plan {
    /// Measures every cell; progress goes to stderr.
    pub fn echo(&self) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for &cell in &self.cells {
            let row = |server, outcome| Row { cell, server, outcome };
            if let Some(why) = cell.obstacle() {
                eprintln!("{cell} · left out: {why}");
                let left_out = |&server| row(server, Outcome::LeftOut(why.clone()));
                rows.extend(self.servers.iter().map(left_out));
                continue;
            }
            let readings = self.rounds_of(cell)?;
            let ours = readings.iter().find(|(server, _)| *server == self.ours);
            rows.extend(readings.iter().map(|(server, rounds)| {
                let ours = ours.filter(|_| *server != self.ours);
                let ours = ours.map(|(_, rounds)| rounds.as_slice());
                row(*server, Outcome::measured(rounds.clone(), ours))
            }));
        }
        Ok(rows)
    }

    /// Measures the memory of idle connections.
    pub fn idle(&self) -> Result<Vec<Idle>> {
        let connections = self.idle_connections;
        let servers = self.servers.iter().filter(|_| connections > 0);
        servers
            .map(|&kind| {
                eprintln!("{connections} idle connections · {}", kind.name());
                idle::measure(&self.launcher, kind, connections)
                    .with_context(|| format!("{} with idle connections", kind.name()))
            })
            .collect()
    }

    /// The readings of each server, in the order of `servers` and of the rounds.
    fn rounds_of(&self, cell: Cell) -> Result<Vec<(Kind, Vec<Reading>)>> {
        let mut readings: Vec<_> = self.servers.iter().map(|&kind| (kind, Vec::new())).collect();
        let count = readings.len();
        for round in 0..self.rounds {
            // The order rotates, so that none always runs in another's wake.
            for turn in 0..count {
                let (kind, rounds) = &mut readings[(round + turn) % count];
                let reading = turn::measure(&self.launcher, *kind, cell, self.window)
                    .with_context(|| format!("{} at {cell}", kind.name()))?;
                eprintln!(
                    "{cell} · round {} of {} · {} · {:.0} msg/s, {:.2} µs",
                    round + 1,
                    self.rounds,
                    kind.name(),
                    reading.messages_per_second,
                    reading.cpu_us_per_message,
                );
                rounds.push(reading);
            }
        }
        Ok(readings)
    }
}
