//! The echo benchmark: its arguments, its smoke test, where its results go.

use std::{path::PathBuf, thread::available_parallelism, time::Duration};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::{
    cell::{Cell, Size},
    idle::Idle,
    measure::{allow_open_files, processor},
    placement::Placement,
    plan::Plan,
    report::{Outcome, Report, Row, write_json},
    server::{Kind, Launcher},
    tools,
};

#[derive(Args)]
pub struct EchoArgs {
    /// Message sizes, in B, KiB or MiB.
    #[arg(long, value_delimiter = ',', default_value = "20,125,1KiB,16KiB,1MiB")]
    sizes: Vec<Size>,
    /// Numbers of connections.
    #[arg(long, value_delimiter = ',', default_value = "1,100,1000")]
    connections: Vec<usize>,
    /// Messages in flight on each connection.
    #[arg(long, default_value_t = 1)]
    depth: usize,
    /// Idle connections to measure the memory of; 0 leaves that out.
    #[arg(long, default_value_t = 1000)]
    idle: usize,
    #[arg(long, value_delimiter = ',', default_value = "witsocket,tungstenite,fastwebsockets")]
    servers: Vec<Kind>,
    /// How often each server has its turn on a cell.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// The length of a turn.
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// One small cell and half a second for each server, to see that all of this works.
    #[arg(long, conflicts_with_all = ["sizes", "connections", "depth", "idle", "rounds", "seconds"])]
    smoke: bool,
    /// The program to measure as witsocket, instead of the one that is built beside this one.
    #[arg(long, value_name = "FILE")]
    witsocket: Option<PathBuf>,
    /// Where to store all readings [default: target/bench.json]
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Measures, prints the tables, stores the readings.
pub fn run(args: EchoArgs) -> Result<()> {
    // Asked for before this thread is confined to one of them.
    let cpus = available_parallelism()?.get();
    let json = match &args.json {
        Some(json) => json.clone(),
        None => tools::target()?.join("bench.json"),
    };
    let smoke = args.smoke;

    let placement = Placement::choose()?;
    placement.enter_load()?;
    eprintln!("{placement}");
    let plan = args.into_plan(placement)?;
    let (rows, idle) = (plan.echo()?, plan.idle()?);
    if smoke {
        check(&plan, &rows, &idle)?;
    }

    let report = Report {
        processor: processor(),
        cpus,
        placement: placement.to_string(),
        seconds: plan.window.as_secs_f64(),
        rounds: plan.rounds,
        rows,
        idle,
    };
    print!("{}", report.render());
    write_json(&report, &json)?;
    eprintln!("all readings: {}", json.display());
    Ok(())
}

impl EchoArgs {
    fn into_plan(mut self, placement: Placement) -> Result<Plan> {
        if self.smoke {
            (self.sizes, self.connections) = (vec![Size(125)], vec![4]);
            (self.idle, self.rounds, self.seconds) = (20, 1, 0.5);
        }
        let positive = self.rounds > 0 && self.depth > 0 && !self.connections.contains(&0);
        ensure!(positive, "--rounds, --depth and --connections start at 1");
        let window = Duration::try_from_secs_f64(self.seconds).context("--seconds is no time")?;
        ensure!(!window.is_zero(), "--seconds is more than 0");

        let most = self.connections.iter().chain([&self.idle]).max().unwrap_or(&0);
        allow_open_files(*most as u64 + SPARE_FILES)?;

        let depth = self.depth;
        let mut cells = Vec::new();
        for &size in &self.sizes {
            cells.extend(self.connections.iter().map(|&connections| Cell {
                size,
                connections,
                depth,
            }));
        }
        Ok(Plan {
            servers: self.servers,
            ours: Kind::Witsocket,
            cells,
            idle_connections: self.idle,
            rounds: self.rounds,
            window,
            launcher: Launcher { witsocket: self.witsocket, placement },
        })
    }
}

/// Fails unless every server has a reading in every cell, and one of its memory.
fn check(plan: &Plan, rows: &[Row], idle: &[Idle]) -> Result<()> {
    for &server in &plan.servers {
        for &cell in &plan.cells {
            let row = rows.iter().find(|row| row.server == server && row.cell == cell);
            let measured = row.is_some_and(|row| match &row.outcome {
                Outcome::Measured { median, .. } => {
                    median.messages_per_second > 0.0 && median.cpu_us_per_message > 0.0
                }
                Outcome::LeftOut(_) => false,
            });
            ensure!(measured, "no reading of {} at {cell}", server.name());
        }
        let remembered = idle.iter().any(|idle| idle.server == server);
        ensure!(remembered, "no reading of the memory of {}", server.name());
    }
    Ok(())
}

/// Open files besides the connections, in this process and in a server, those of the warm-up too.
const SPARE_FILES: u64 = 1000;
