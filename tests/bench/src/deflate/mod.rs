//! The benchmark of compression: its arguments, its smoke test, where its results go.
//!
//! Every server gets the same settings, and the same messages from the same compressor: zlib,
//! before the measurement. The first of them, which also warm the server up, are inflated and
//! compared when they come back; after that, replies are counted.

mod client;
mod corpus;
mod load;
mod peer;
mod plan;
mod replies;
mod report;
mod setting;
mod text;

use std::{path::PathBuf, thread::available_parallelism, time::Duration};

use anyhow::{Context, Result, ensure};
use clap::Args;

pub use self::{
    corpus::Corpus,
    load::Load,
    peer::Peer,
    plan::{Plan, Row},
    report::{Report, mark},
    setting::Setting,
};
use self::{report::MOST_OF_ZLIB, text::SMALLEST};
use crate::{
    cell::Size,
    measure::{load_average, processor},
    placement::Placement,
    report::write_json,
    server::Launcher,
    tools,
};

/// Arguments of `deflate`.
#[derive(Args)]
pub struct DeflateArgs {
    /// Message sizes, in B, KiB or MiB.
    #[arg(long, value_delimiter = ',', default_value = "200,2KiB,64KiB")]
    sizes: Vec<Size>,
    /// Numbers of connections.
    #[arg(long, value_delimiter = ',', default_value = "1,20")]
    connections: Vec<usize>,
    /// Messages in flight on each connection.
    #[arg(long, default_value_t = 1)]
    depth: usize,
    /// How to compress: window bits/memLevel, with /reset for no context takeover; or none.
    #[arg(long, value_delimiter = ',', default_value = "12/5,15/8")]
    settings: Vec<Setting>,
    #[arg(long, value_delimiter = ',', default_value = "witsocket,websockets,ws,yawc")]
    servers: Vec<Peer>,
    /// How often each server has its turn on a cell.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// The length of a turn.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Short turns, to see that all of this works, and that our messages are as small as zlib's.
    #[arg(long, conflicts_with_all = ["sizes", "connections", "depth", "settings", "rounds", "seconds"])]
    smoke: bool,
    /// The program to measure as witsocket, instead of the one that is built beside this one.
    #[arg(long, value_name = "FILE")]
    witsocket: Option<PathBuf>,
    /// Where to store all readings [default: target/bench-deflate.json]
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Measures, prints the table and the goals, stores the readings.
pub fn run(args: DeflateArgs) -> Result<()> {
    // Asked for before this thread is confined to one of them.
    let cpus = available_parallelism()?.get();
    let load_average = load_average();
    let json = match &args.json {
        Some(json) => json.clone(),
        None => tools::target()?.join(JSON),
    };
    let smoke = args.smoke;

    let placement = Placement::choose()?;
    placement.enter_load()?;
    eprintln!("{placement}");
    let plan = args.into_plan(placement)?;
    let versions = plan.servers.iter().filter_map(|server| server.version().transpose());
    let report = Report {
        processor: processor(),
        cpus,
        load_average,
        placement: placement.to_string(),
        versions: versions.collect::<Result<_>>()?,
        seconds: plan.window.as_secs_f64(),
        rounds: plan.rounds,
        rows: plan.measure()?,
    };
    print!("{}", report.render());
    write_json(&report, &json)?;
    eprintln!("all readings: {}", json.display());
    if smoke {
        // Times of such short turns say nothing about the goals.
        return check(&report);
    }
    println!();
    for goal in report.goals() {
        println!("{goal}");
    }
    Ok(())
}

impl DeflateArgs {
    fn into_plan(mut self, placement: Placement) -> Result<Plan> {
        if self.smoke {
            (self.connections, self.rounds, self.seconds) = (vec![20], 1, 0.1);
        }
        let positive = self.rounds > 0 && self.depth > 0 && !self.connections.contains(&0);
        ensure!(positive, "--rounds, --depth and --connections start at 1");
        ensure!(
            self.sizes.iter().all(|size| size.0 >= SMALLEST),
            "JSON takes {SMALLEST} bytes: use larger --sizes"
        );
        let window = Duration::try_from_secs_f64(self.seconds).context("--seconds is no time")?;
        ensure!(!window.is_zero(), "--seconds is more than 0");
        Ok(Plan {
            servers: self.servers,
            ours: Peer::Witsocket,
            sizes: self.sizes,
            settings: self.settings,
            connections: self.connections,
            depth: self.depth,
            rounds: self.rounds,
            window,
            launcher: Launcher { witsocket: self.witsocket, placement },
        })
    }
}

/// Fails unless our messages are about as small as zlib's. That every server answered, and
/// rightly, is seen before.
fn check(report: &Report) -> Result<()> {
    let Some((row, worst)) = report.worst_wire() else { return Ok(()) };
    ensure!(
        worst <= MOST_OF_ZLIB,
        "our messages are {worst:.3} times as large as zlib's at {} with {}: the limit is {MOST_OF_ZLIB}",
        row.cell,
        row.setting,
    );
    Ok(())
}

const JSON: &str = "bench-deflate.json";
