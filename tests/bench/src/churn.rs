//! The benchmark of connections that come and go: opening and closing handshake, nothing between.

use std::{
    io::{Read, Write},
    net::SocketAddr,
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::{
    cell::Size,
    measure::process_cpu,
    opening::Wakeful,
    placement::Placement,
    report::median,
    server::{Kind, Launcher, Server},
    table::Table,
};

/// Arguments of `churn`.
#[derive(Args)]
pub struct ChurnArgs {
    #[arg(long, value_delimiter = ',', default_value = "witsocket,tungstenite,fastwebsockets")]
    servers: Vec<Kind>,
    /// How often each server has its turn.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// The length of a turn.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// One short round, to see that all of this works.
    #[arg(long, conflicts_with_all = ["rounds", "seconds"])]
    smoke: bool,
    /// The program to measure as witsocket, instead of the one that is built beside this one.
    #[arg(long, value_name = "FILE")]
    witsocket: Option<PathBuf>,
}

/// Measures, and prints the table.
pub fn run(mut args: ChurnArgs) -> Result<()> {
    if args.smoke {
        (args.rounds, args.seconds) = (1, 0.3);
    }
    let window = Duration::try_from_secs_f64(args.seconds).context("--seconds is no time")?;
    let placement = Placement::choose()?;
    placement.enter_load()?;
    let launcher = Launcher { witsocket: args.witsocket.clone(), placement };

    let mut readings: Vec<_> = args.servers.iter().map(|&kind| (kind, Vec::new())).collect();
    let count = readings.len();
    for round in 0..args.rounds {
        for turn in 0..count {
            let (kind, rounds) = &mut readings[(round + turn) % count];
            let server = launcher.start(*kind, MESSAGE)?;
            let reading = measure(&server, window)
                .map_err(|error| server.explain(error))
                .with_context(|| kind.name())?;
            eprintln!("round {} · {} · {reading:.1} µs", round + 1, kind.name());
            rounds.push(reading);
        }
    }
    let ours = readings.iter().find(|(kind, _)| *kind == Kind::Witsocket);
    let ours = ours.map(|(_, rounds)| rounds.clone()).unwrap_or_default();
    let mut table = Table::new(&["server", "CPU µs/connection", "witsocket ÷"]);
    for (kind, rounds) in &readings {
        let ratio = median(ours.iter().zip(rounds).map(|(ours, theirs)| ours / theirs));
        let middle = median(rounds.iter().copied());
        table.push(vec![kind.name().into(), format!("{middle:.1}"), format!("{ratio:.2}")]);
    }
    println!("Connections that open and close, one after the other:\n\n{}", table.render());
    Ok(())
}

/// Microseconds of the server's CPU time for each connection.
fn measure(server: &Server, window: Duration) -> Result<f64> {
    let warm_up = Instant::now();
    while warm_up.elapsed() < window / 4 {
        come_and_go(server.address())?;
    }
    let before = process_cpu(server.pid())?;
    let (since, mut count) = (Instant::now(), 0.0);
    while since.elapsed() < window {
        come_and_go(server.address())?;
        count += 1.0;
    }
    let spent = process_cpu(server.pid())?.since(before);
    Ok(spent.running.as_secs_f64() * 1e6 / count)
}

fn come_and_go(address: SocketAddr) -> Result<()> {
    let mut stream = Wakeful::open(address)?;
    stream.write_all(&CLOSE)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).context("no answer to the close frame")?;
    // RFC 6455 §5.5.1: the close frame comes back.
    ensure!(answer == [0x88, 2, 3, 232], "not a close frame: {answer:02x?}");
    Ok(())
}

/// A close frame with the code 1000 and a mask of zeros.
const CLOSE: [u8; 8] = [0x88, 0x82, 0, 0, 0, 0, 3, 232];
const MESSAGE: Size = Size(125);
