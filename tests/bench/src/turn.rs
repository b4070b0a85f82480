//! One server's turn on one cell: a fresh process, its connections, a warm-up, one window of time.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::{
    cell::Cell,
    histogram::Histogram,
    load::Load,
    measure::{process_cpu, thread_cpu},
    report::Reading,
    server::{Kind, Launcher, Server},
    traffic::Traffic,
};

/// Starts the server, measures for `window`, and kills it.
pub fn measure(launcher: &Launcher, kind: Kind, cell: Cell, window: Duration) -> Result<Reading> {
    let server = launcher.start(kind, cell.size)?;
    read(&server, cell, window).map_err(|error| server.explain(error))
}

fn read(server: &Server, cell: Cell, length: Duration) -> Result<Reading> {
    let traffic = Traffic::new(cell.size.0, cell.depth);
    let mut load = Load::open(server.address(), cell.connections, traffic)?;
    load.run(cell.depth, (length / 4).min(WARM_UP))?;

    window(server, || load.run(cell.depth, length))
}

/// Measures the server while `run` sends messages and takes their latencies.
pub fn window(server: &Server, run: impl FnOnce() -> Result<Histogram>) -> Result<Reading> {
    let start = Instant::now();
    let (server_before, load_before) = (process_cpu(server.pid())?, thread_cpu()?);
    let latency = run()?;
    let (server_cpu, load_cpu) =
        (process_cpu(server.pid())?.since(server_before), thread_cpu()?.since(load_before));
    let elapsed = start.elapsed();

    ensure!(latency.count() > 0, "no message was echoed within {elapsed:?}");
    let (elapsed, messages) = (elapsed.as_secs_f64(), latency.count() as f64);
    Ok(Reading {
        messages_per_second: messages / elapsed,
        cpu_us_per_message: server_cpu.running.as_secs_f64() * 1e6 / messages,
        p50_us: latency.quantile_us(0.5),
        p99_us: latency.quantile_us(0.99),
        server_busy: server_cpu.running.as_secs_f64() / elapsed,
        load_busy: load_cpu.running.as_secs_f64() / elapsed,
        disturbed: server_cpu.waiting.max(load_cpu.waiting).as_secs_f64() / elapsed,
    })
}

const WARM_UP: Duration = Duration::from_millis(500);
