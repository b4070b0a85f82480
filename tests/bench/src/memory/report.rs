//! What is printed and stored of the benchmark of memory, and whether the goals are met.

use serde::Serialize;

use crate::{
    cell::Size,
    deflate::{Peer, Setting, mark},
    table::Table,
};

/// Everything that one run found.
#[derive(Serialize)]
pub struct Report {
    /// The machine.
    pub processor: String,
    /// The load average of the last minute, at the start.
    pub load_average: String,
    /// Of the peers.
    pub versions: Vec<String>,
    /// How many there were.
    pub connections: usize,
    /// What was echoed on each.
    pub message: Size,
    /// All readings.
    pub rows: Vec<Row>,
}

/// Resident memory of a server, for each connection.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Row {
    /// How it compresses.
    pub setting: Setting,
    /// Which server.
    pub server: Peer,
    /// After the opening handshake, before any message.
    pub opened_kib: f64,
    /// After one message was echoed on each, when all is quiet again.
    pub used_kib: f64,
}

impl Report {
    /// The table, the conditions above it, the goals below.
    pub fn render(&self) -> String {
        let mut text = format!(
            "Resident memory for each of {} connections, in KiB; messages are JSON of {}; {}, load average {}; {}.\n\n",
            self.connections,
            self.message,
            self.processor,
            self.load_average,
            self.versions.join("; "),
        );
        let mut table = Table::new(&["setting", "server", "agreed, idle", "after one echo"]);
        for row in &self.rows {
            table.push(vec![
                row.setting.to_string(),
                row.server.name().to_owned(),
                format!("{:.1}", row.opened_kib),
                format!("{:.1}", row.used_kib),
            ]);
        }
        text += &table.render();
        text += "\nSettings are window bits / memLevel, level 6, in both directions; `reset` is without context\n\
                 takeover, `none` without compression. Memory of the kernel is not counted.\n\n";
        text += &self.goal("idle", MOST_OPENED_KIB, |row| row.opened_kib);
        text += &self.goal("after one echo", MOST_USED_KIB, |row| row.used_kib);
        text
    }

    fn goal(&self, state: &str, most: f64, value: fn(&Row) -> f64) -> String {
        let ours = self.rows.iter().filter(|row| row.server == Peer::Witsocket);
        let values = ours.map(|row| (row, value(row)));
        match values.max_by(|a, b| a.1.total_cmp(&b.1)) {
            None => String::new(),
            Some((row, worst)) => format!(
                "{} {state}, at most {most} KiB: at most {worst:.1} ({})\n",
                mark(worst <= most),
                row.setting,
            ),
        }
    }
}

const MOST_OPENED_KIB: f64 = 4.0;
const MOST_USED_KIB: f64 = 64.0;
