//! Results: readings of each round, their medians, and what is printed and stored of them.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde::Serialize;

use crate::{cell::Cell, idle::Idle, server::Kind, table::Table};

/// Everything that one run of the echo benchmark found.
#[derive(Serialize)]
pub struct Report {
    pub processor: String,
    pub cpus: usize,
    pub placement: String,
    pub seconds: f64,
    pub rounds: usize,
    pub rows: Vec<Row>,
    pub idle: Vec<Idle>,
}

/// One server on one cell.
#[derive(Serialize)]
pub struct Row {
    pub cell: Cell,
    pub server: Kind,
    pub outcome: Outcome,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Measured {
        median: Reading,
        /// The median over the rounds of witsocket's CPU time per message, divided by this
        /// server's in the same round.
        witsocket_cpu_ratio: Option<f64>,
        rounds: Vec<Reading>,
    },
    LeftOut(String),
}

/// What one window of time showed.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Reading {
    pub messages_per_second: f64,
    pub cpu_us_per_message: f64,
    pub p50_us: f64,
    pub p99_us: f64,
    /// The share of the window that the server spent on a CPU: near 1, its speed was the limit.
    pub server_busy: f64,
    /// The same of the load's thread: near 1 while the server's is not, the load was the limit.
    pub load_busy: f64,
    /// The share of the window that the server or the load, whichever was worse off, was kept
    /// waiting for a CPU by other programs: the more, the less the reading is worth.
    pub disturbed: f64,
}

impl Reading {
    fn median(rounds: &[Self]) -> Self {
        let of = |field: fn(&Self) -> f64| median(rounds.iter().map(field));
        Self {
            messages_per_second: of(|r| r.messages_per_second),
            cpu_us_per_message: of(|r| r.cpu_us_per_message),
            p50_us: of(|r| r.p50_us),
            p99_us: of(|r| r.p99_us),
            server_busy: of(|r| r.server_busy),
            load_busy: of(|r| r.load_busy),
            disturbed: of(|r| r.disturbed),
        }
    }
}

impl Outcome {
    /// Sums up a server's rounds; `ours` are witsocket's readings of the same rounds, if it ran.
    pub fn measured(rounds: Vec<Reading>, ours: Option<&[Reading]>) -> Self {
        let witsocket_cpu_ratio = ours.map(|ours| {
            let pairs = ours.iter().zip(&rounds);
            median(pairs.map(|(ours, theirs)| ours.cpu_us_per_message / theirs.cpu_us_per_message))
        });
        Self::Measured { median: Reading::median(&rounds), witsocket_cpu_ratio, rounds }
    }
}

impl Report {
    /// The tables, with a line on the conditions above and the reading aid below.
    pub fn render(&self) -> String {
        let mut text = format!(
            "Echo: {} CPUs of {}, {}; medians of {} rounds of {} s.\n\n",
            self.cpus, self.processor, self.placement, self.rounds, self.seconds,
        );
        text += &self.echo_table().render();
        for (cell, why) in self.left_out() {
            text += &format!("\n{cell} is left out: {why}.\n");
        }
        text += "\nEach server has one worker thread. The last column is witsocket's CPU time per message over\n\
                 this server's, paired by round: below 1, witsocket needs less.\n";
        if !self.idle.is_empty() {
            text += "\nResident memory of an idle connection:\n\n";
            text += &self.idle_table().render();
        }
        text
    }

    fn echo_table(&self) -> Table {
        let mut table = Table::new(&[
            "message",
            "conns",
            "server",
            "msg/s",
            "CPU µs/msg",
            "p50 µs",
            "p99 µs",
            "server CPU",
            "load CPU",
            "disturbed",
            "witsocket ÷",
        ]);
        for row in &self.rows {
            let mut line = vec![row.cell.size.to_string(), row.cell.connections.to_string()];
            match &row.outcome {
                Outcome::LeftOut(_) => {
                    line.extend([row.server.name().to_owned(), "left out".to_owned()]);
                }
                Outcome::Measured { median, witsocket_cpu_ratio, .. } => line.extend([
                    row.server.name().to_owned(),
                    format!("{:.0}", median.messages_per_second),
                    format!("{:.2}", median.cpu_us_per_message),
                    format!("{:.1}", median.p50_us),
                    format!("{:.1}", median.p99_us),
                    format!("{:.0} %", median.server_busy * 100.0),
                    format!("{:.0} %", median.load_busy * 100.0),
                    format!("{:.0} %", median.disturbed * 100.0),
                    witsocket_cpu_ratio
                        .map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}")),
                ]),
            }
            table.push(line);
        }
        table
    }

    /// The cells without readings, once each, and why.
    fn left_out(&self) -> Vec<(Cell, &str)> {
        let mut cells = Vec::new();
        for row in &self.rows {
            if let Outcome::LeftOut(why) = &row.outcome
                && !cells.contains(&(row.cell, why.as_str()))
            {
                cells.push((row.cell, why.as_str()));
            }
        }
        cells
    }

    fn idle_table(&self) -> Table {
        let mut table =
            Table::new(&["server", "conns", "after opening KiB", "after one message KiB"]);
        for idle in &self.idle {
            table.push(vec![
                idle.server.name().to_owned(),
                idle.connections.to_string(),
                format!("{:.1}", idle.opened_kib),
                format!("{:.1}", idle.used_kib),
            ]);
        }
        table
    }
}

/// Stores all readings as JSON.
pub fn write_json(report: &impl Serialize, path: &Path) -> Result<()> {
    let mut json = serde_json::to_string_pretty(report)?;
    json.push('\n');
    fs::write(path, json).with_context(|| format!("cannot write {}", path.display()))
}

/// The middle one, or the mean of the two in the middle; NaN if there is none.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    match (values.len() / 2, values.len() % 2) {
        (_, _) if values.is_empty() => f64::NAN,
        (middle, 0) => (values[middle - 1] + values[middle]) / 2.0,
        (middle, _) => values[middle],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(cpu_us_per_message: f64) -> Reading {
        Reading {
            messages_per_second: 1.0,
            cpu_us_per_message,
            p50_us: 1.0,
            p99_us: 1.0,
            server_busy: 1.0,
            load_busy: 1.0,
            disturbed: 0.0,
        }
    }

    #[test]
    fn ratios_are_paired_by_round_before_the_median_is_taken() {
        let ours = [2.0, 30.0, 4.0].map(reading);
        let theirs = [4.0, 15.0, 8.0].map(reading);
        let outcome = Outcome::measured(theirs.to_vec(), Some(&ours));
        let Outcome::Measured { median, witsocket_cpu_ratio, .. } = outcome else {
            panic!("not measured")
        };
        assert_eq!(witsocket_cpu_ratio, Some(0.5));
        assert_eq!(median.cpu_us_per_message, 8.0);
    }
}
