//! The benchmark of memory: what a connection takes, by what was agreed on and what was said.

mod report;

use std::{path::PathBuf, thread, time::Duration};

use anyhow::{Context, Result, ensure};
use clap::Args;

use self::report::{Report, Row};
use crate::{
    cell::Size,
    deflate::{Corpus, Load, Peer, Setting},
    measure::{allow_open_files, load_average, processor, resident},
    placement::Placement,
    report::write_json,
    server::{Launcher, Server},
    tools,
};

/// Arguments of `memory`.
#[derive(Args)]
pub struct MemoryArgs {
    /// How many connections there are.
    #[arg(long, default_value_t = 1000)]
    connections: usize,
    /// The size of the one message that is echoed on each.
    #[arg(long, default_value = "1KiB")]
    size: Size,
    /// How to compress: window bits/memLevel, with /reset for no context takeover; or none.
    #[arg(long, value_delimiter = ',', default_value = "12/5,15/8,12/5/reset,none")]
    settings: Vec<Setting>,
    #[arg(long, value_delimiter = ',', default_value = "witsocket,websockets,ws,yawc")]
    servers: Vec<Peer>,
    /// Few connections with the first setting, to see that all of this works.
    #[arg(long, conflicts_with_all = ["connections", "size", "settings"])]
    smoke: bool,
    /// The program to measure as witsocket, instead of the one that is built beside this one.
    #[arg(long, value_name = "FILE")]
    witsocket: Option<PathBuf>,
    /// Where to store all readings [default: target/bench-memory.json]
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Measures, prints the table and the goals, stores the readings.
pub fn run(mut args: MemoryArgs) -> Result<()> {
    if args.smoke {
        // So many that what they share is little for each.
        args.connections = 100;
        args.settings.truncate(1);
    }
    ensure!(args.connections > 0, "--connections starts at 1");
    let json = match &args.json {
        Some(json) => json.clone(),
        None => tools::target()?.join(JSON),
    };
    let load_average = load_average();
    allow_open_files((args.connections + WARM_UP) as u64 + SPARE_FILES)?;
    let placement = Placement::choose()?;
    placement.enter_load()?;
    let launcher = Launcher { witsocket: args.witsocket.clone(), placement };

    let mut rows = Vec::new();
    for &setting in &args.settings {
        let corpus = Corpus::new(args.size, setting)?;
        for &peer in &args.servers {
            eprintln!("{} connections · {setting} · {}", args.connections, peer.name());
            let row = measure(&launcher, peer, setting, &corpus, args.connections)
                .with_context(|| format!("{} with {setting}", peer.name()))?;
            rows.push(row);
        }
    }
    let versions = args.servers.iter().filter_map(|server| server.version().transpose());
    let report = Report {
        processor: processor(),
        load_average,
        versions: versions.collect::<Result<_>>()?,
        connections: args.connections,
        message: args.size,
        rows,
    };
    print!("{}", report.render());
    write_json(&report, &json)?;
    eprintln!("all readings: {}", json.display());
    Ok(())
}

fn measure(
    launcher: &Launcher,
    peer: Peer,
    setting: Setting,
    corpus: &Corpus,
    connections: usize,
) -> Result<Row> {
    let server = peer.start(launcher, setting)?;
    let (opened_kib, used_kib) =
        read(&server, setting, corpus, connections).map_err(|error| server.explain(error))?;
    Ok(Row { setting, server: peer, opened_kib, used_kib })
}

fn read(
    server: &Server,
    setting: Setting,
    corpus: &Corpus,
    connections: usize,
) -> Result<(f64, f64)> {
    // What the first connections touch (code, tables, the allocator's arenas) is not theirs.
    let mut first = Load::open(server.address(), WARM_UP, setting, corpus)?;
    first.verify(1, 1)?;
    let before = settled(server)?;

    let mut load = Load::open(server.address(), connections, setting, corpus)?;
    let opened = settled(server)?;
    load.verify(1, 1)?;
    let used = settled(server)?;

    let each_kib = |now: u64| (now as f64 - before as f64) / connections as f64 / 1024.0;
    Ok((each_kib(opened), each_kib(used)))
}

fn settled(server: &Server) -> Result<u64> {
    thread::sleep(Duration::from_millis(300));
    resident(server.pid())
}

const WARM_UP: usize = 8;

/// Open files besides the connections, in this process and in a server.
const SPARE_FILES: u64 = 100;

const JSON: &str = "bench-memory.json";
