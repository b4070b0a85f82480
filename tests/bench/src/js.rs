//! The npm package on Node beside the package ws with bufferutil: echo, echo with compression,
//! memory.

use std::{path::PathBuf, process::Command, time::Duration};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde::Serialize;

use crate::{
    cell::{Cell, Size},
    deflate::{self, Peer, Row as DeflateRow, Setting},
    idle::Idle,
    measure::{allow_open_files, processor},
    placement::Placement,
    plan::Plan,
    report::{Outcome, Report, Row, write_json},
    server::{Kind, Launcher},
    tools,
};

/// Arguments of `js`.
#[derive(Args)]
pub struct JsArgs {
    /// Message sizes, in B, KiB or MiB.
    #[arg(long, value_delimiter = ',', default_value = "20,125,1KiB,16KiB,1MiB")]
    sizes: Vec<Size>,
    /// Sizes of the compressed messages, which are JSON.
    #[arg(long, value_delimiter = ',', default_value = "200,2KiB,64KiB")]
    compressed: Vec<Size>,
    /// Numbers of connections.
    #[arg(long, value_delimiter = ',', default_value = "1,100")]
    connections: Vec<usize>,
    /// Idle connections to measure the memory of; 0 leaves that out.
    #[arg(long, default_value_t = 4000)]
    idle: usize,
    /// How often each server has its turn on a cell.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// The length of a turn.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Few cells and short turns, to see that all of this works.
    #[arg(long, conflicts_with_all = ["sizes", "compressed", "connections", "idle", "rounds", "seconds"])]
    smoke: bool,
    /// Where to store all readings [default: target/bench-js.json]
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Measures, prints the tables and the goals, stores the readings.
pub fn run(mut args: JsArgs) -> Result<()> {
    let json = match args.json.take() {
        Some(json) => json,
        None => tools::target()?.join("bench-js.json"),
    };
    if args.smoke {
        (args.sizes, args.compressed) = (vec![Size(125)], vec![Size(200)]);
        (args.connections, args.idle, args.rounds, args.seconds) = (vec![4], 20, 1, 0.5);
    }
    let smoke = args.smoke;
    let positive = args.rounds > 0 && !args.connections.contains(&0);
    ensure!(positive, "--rounds and --connections start at 1");
    let most = args.connections.iter().chain([&args.idle]).max().unwrap_or(&0);
    allow_open_files(*most as u64 + SPARE_FILES)?;

    let cpus = std::thread::available_parallelism()?.get();
    let placement = Placement::choose()?;
    placement.enter_load()?;
    eprintln!("{placement}");
    let window = Duration::try_from_secs_f64(args.seconds).context("--seconds is no time")?;
    let launcher = || Launcher { witsocket: None, placement };
    let cells = args.sizes.iter().flat_map(|&size| {
        args.connections.iter().map(move |&connections| Cell { size, connections, depth: 1 })
    });
    let plan = Plan {
        servers: vec![Kind::WitsocketJs, Kind::Ws],
        ours: Kind::WitsocketJs,
        cells: cells.collect(),
        idle_connections: args.idle,
        rounds: args.rounds,
        window,
        launcher: launcher(),
    };
    let compressing = deflate::Plan {
        servers: vec![Peer::WitsocketJs, Peer::Ws],
        ours: Peer::WitsocketJs,
        sizes: args.compressed,
        settings: vec![SETTING.parse::<Setting>()?],
        connections: args.connections,
        depth: 1,
        rounds: args.rounds,
        window,
        launcher: launcher(),
    };
    let report = Report {
        processor: processor(),
        cpus,
        placement: placement.to_string(),
        seconds: args.seconds,
        rounds: args.rounds,
        rows: plan.echo()?,
        idle: plan.idle()?,
    };
    let versions = Peer::Ws.version()?.into_iter().collect();
    let compressed = deflate::Report::of(&report, versions, compressing.measure()?);
    print!("{}\n{}\n", report.render(), compressed.render());
    // Times of such short turns say nothing about the goals.
    if !smoke {
        for goal in goals(&report, &compressed.rows) {
            println!("{goal}");
        }
    }
    write_json(&Readings { plain: &report, compressed: &compressed }, &json)?;
    eprintln!("all readings: {}", json.display());
    Ok(())
}

/// An echo server of our package, without the address to listen on.
pub fn ours() -> Result<Command> {
    let mut command = tools::node(include_str!("../peers/serve.mjs"))?;
    command.env("WITSOCKET_DIST", tools::dist()?);
    Ok(command)
}

/// An echo server of the package ws.
pub fn ws() -> Result<Command> {
    tools::node(include_str!("../peers/echo.mjs"))
}

#[derive(Serialize)]
struct Readings<'a> {
    plain: &'a Report,
    compressed: &'a deflate::Report,
}

/// A line for each goal: whether it is met, and the figures.
fn goals(report: &Report, compressed: &[DeflateRow]) -> Vec<String> {
    let mut lines = Vec::new();
    for size in [Size(125), Size(16 << 10)] {
        let rows = report.rows.iter().filter(|row| row.cell.size == size);
        lines.extend(rows.filter_map(|row: &Row| goal(row.cell, &row.outcome, 1.0)));
    }
    lines.extend(compressed.iter().filter_map(|row| goal(row.cell, &row.outcome, 0.8)));
    if let [ours, theirs] = report.idle[..] {
        let mark = deflate::mark(ours.used_kib <= theirs.used_kib);
        let Idle { opened_kib, used_kib, .. } = ours;
        lines.push(format!(
            "{mark} memory of a connection at most ws's: {opened_kib:.1} KiB opened, {used_kib:.1} used; \
             ws {:.1}, {:.1}",
            theirs.opened_kib, theirs.used_kib,
        ));
    }
    lines
}

fn goal(cell: Cell, outcome: &Outcome, most: f64) -> Option<String> {
    let Outcome::Measured { witsocket_cpu_ratio: Some(ratio), .. } = outcome else { return None };
    let mark = deflate::mark(*ratio <= most);
    let kind = if most < 1.0 { ", compressed" } else { "" };
    Some(format!("{mark} CPU per message at most {most} of ws's: {ratio:.2} ({cell}{kind})"))
}

/// Window bits / memLevel of the compressed messages.
const SETTING: &str = "12/5";

/// Open files besides the connections, in this process and in a server, those of the warm-up too.
const SPARE_FILES: u64 = 1000;
