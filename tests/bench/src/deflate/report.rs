//! What is printed and stored of the compression benchmark, and whether the goals are met.

use serde::Serialize;

use super::{peer::Peer, plan::Row};
use crate::{
    measure::load_average,
    report::{self, Outcome, Reading},
    table::Table,
};

/// Everything that one run found.
#[derive(Serialize)]
pub struct Report {
    /// The machine, and how busy it was before.
    pub processor: String,
    /// How many of its CPUs may be used.
    pub cpus: usize,
    /// The load average of the last minute, at the start.
    pub load_average: String,
    /// Where the server and the load ran.
    pub placement: String,
    /// Of the peers.
    pub versions: Vec<String>,
    /// The length of a turn.
    pub seconds: f64,
    /// How often each server had its turn.
    pub rounds: usize,
    /// All readings.
    pub rows: Vec<Row>,
}

impl Report {
    /// Of readings that were taken in the run of the echo benchmark.
    pub fn of(echo: &report::Report, versions: Vec<String>, rows: Vec<Row>) -> Self {
        Self {
            processor: echo.processor.clone(),
            cpus: echo.cpus,
            load_average: load_average(),
            placement: echo.placement.clone(),
            versions,
            seconds: echo.seconds,
            rounds: echo.rounds,
            rows,
        }
    }

    /// The table, the conditions above it, and what to know below.
    pub fn render(&self) -> String {
        let mut text = format!(
            "Echo with compression: {} CPUs of {}, load average {}, {}; {}; medians of {} rounds of {} s.\n\n",
            self.cpus,
            self.processor,
            self.load_average,
            self.placement,
            self.versions.join("; "),
            self.rounds,
            self.seconds,
        );
        text += &self.table().render();
        text += "\nSettings are window bits / memLevel, level 6, in both directions. `÷ zlib` is the server's\n\
                 messages over zlib's for the same texts with the same setting. `witsocket ÷` is witsocket's\n\
                 CPU time per message over this server's, paired by round: below 1, witsocket needs less.\n\
                 `plain` are messages that came uncompressed. ws compresses on other threads, on the same CPU:\n\
                 what they wait for each other is in its `disturbed`.\n";
        let mut reservations: Vec<_> =
            self.rows.iter().filter_map(|row| row.server.reservation()).collect();
        reservations.sort_unstable();
        reservations.dedup();
        for reservation in reservations {
            text += &format!("{reservation}.\n");
        }
        text
    }

    /// A line for each goal: whether it is met, and the worst case.
    pub fn goals(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for peer in [Peer::Websockets, Peer::Ws] {
            let rows = self.rows.iter().filter(|row| row.server == peer);
            let ratios = rows.filter_map(|row| Some((row, cpu_ratio(row)?)));
            let Some((row, worst)) = ratios.max_by(|a, b| a.1.total_cmp(&b.1)) else { continue };
            lines.push(format!(
                "{} CPU per message below {}'s: at most {worst:.2} of it ({}, {})",
                mark(worst < 1.0),
                peer.name(),
                row.cell,
                row.setting,
            ));
        }
        if let Some((row, worst)) = self.worst_wire() {
            lines.push(format!(
                "{} bytes at most {MOST_OF_ZLIB} of zlib's: at most {worst:.3} ({}, {})",
                mark(worst <= MOST_OF_ZLIB),
                row.cell,
                row.setting,
            ));
        }
        lines
    }

    /// Our largest messages in relation to zlib's.
    pub fn worst_wire(&self) -> Option<(&Row, f64)> {
        let ours = self.rows.iter().filter(|row| row.server == Peer::Witsocket);
        ours.map(|row| (row, row.wire.ratio)).max_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn table(&self) -> Table {
        let mut table = Table::new(&[
            "message",
            "conns",
            "setting",
            "server",
            "CPU µs/msg",
            "witsocket ÷",
            "wire B/msg",
            "÷ zlib",
            "plain",
            "msg/s",
            "server CPU",
            "load CPU",
            "disturbed",
        ]);
        for row in &self.rows {
            let Some(median) = median(row) else { continue };
            table.push(vec![
                row.cell.size.to_string(),
                row.cell.connections.to_string(),
                row.setting.to_string(),
                row.server.name().to_owned(),
                format!("{:.1}", median.cpu_us_per_message),
                cpu_ratio(row).map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}")),
                format!("{:.1}", row.wire.wire_per_message),
                format!("{:.3}", row.wire.ratio),
                row.wire.plain.to_string(),
                format!("{:.0}", median.messages_per_second),
                format!("{:.0} %", median.server_busy * 100.0),
                format!("{:.0} %", median.load_busy * 100.0),
                format!("{:.0} %", median.disturbed * 100.0),
            ]);
        }
        table
    }
}

/// Whether a goal is met, as the lines begin.
pub fn mark(met: bool) -> &'static str {
    if met { "met:   " } else { "MISSED:" }
}

fn median(row: &Row) -> Option<&Reading> {
    match &row.outcome {
        Outcome::Measured { median, .. } => Some(median),
        Outcome::LeftOut(_) => None,
    }
}

fn cpu_ratio(row: &Row) -> Option<f64> {
    match &row.outcome {
        Outcome::Measured { witsocket_cpu_ratio, .. } => *witsocket_cpu_ratio,
        Outcome::LeftOut(_) => None,
    }
}

/// How much larger than zlib's our messages may be.
pub const MOST_OF_ZLIB: f64 = 1.08;
