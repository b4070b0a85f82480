//! Benchmarks that set witsocket beside its peers, in one run on one machine.
//!
//! Absolute numbers of a shared machine mean little, so everything here is a
//! comparison: the servers take turns on the same cell, several rounds long,
//! and the result that counts is the ratio within a round.
//!
//! ```text
//!   bench process, CPU a                      child process, CPU b
//!   load ── prebuilt masked frames ──► TCP ──► echo server, one worker thread
//!        ◄─ replies, counted in bytes ─ TCP ──
//!   measure ◄──────────── /proc/PID/{task/*/schedstat, smaps_rollup}
//! ```
//!
//! Without a subcommand it runs the echo benchmark, whose order of things is in [`plan`].

#![forbid(unsafe_code)]

use anyhow::Result;
use clap::{Parser, Subcommand};

mod cell;
mod churn;
mod client;
mod deflate;
mod echo;
mod histogram;
mod idle;
mod js;
mod load;
mod measure;
mod memory;
mod opening;
mod peer;
mod placement;
mod plan;
mod report;
mod server;
mod table;
mod tools;
mod traffic;
mod turn;

/// Measures witsocket's echo server beside its peers.
#[derive(Parser)]
#[command(name = "witsocket-bench", args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    echo: echo::EchoArgs,
}

#[derive(Subcommand)]
enum Command {
    /// Measures connections that open and close.
    Churn(churn::ChurnArgs),
    /// Measures echo servers that compress: their time, and what is on the wire.
    Deflate(deflate::DeflateArgs),
    /// Measures the npm package on Node beside the package ws.
    Js(js::JsArgs),
    /// Measures the memory of connections, with compression and without.
    Memory(memory::MemoryArgs),
    /// Runs a peer's echo server, as the benchmarks do in a child process.
    Peer(peer::PeerArgs),
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    match cli.command {
        None => echo::run(cli.echo),
        Some(Command::Churn(args)) => churn::run(args),
        Some(Command::Deflate(args)) => deflate::run(args),
        Some(Command::Js(args)) => js::run(args),
        Some(Command::Memory(args)) => memory::run(args),
        Some(Command::Peer(args)) => peer::serve(&args),
    }
}
