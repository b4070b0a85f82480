//! The command line tool: `witsocket serve` and `witsocket connect`.

mod args;
mod compile;
mod config;
mod connect;
mod deflate;
mod escape;
mod exec;
mod exit;
mod inherited;
mod json;
mod log;
mod manual;
mod metrics;
mod names;
mod output;
mod pages;
mod progress;
mod relay;
mod serve;
mod signals;
mod stdin;
mod terminal;
mod tls;
mod usage;
mod values;

use std::process::ExitCode;

use args::{Cli, Command, Common};
use exit::Failure;

/// Does what the command line asks for.
pub fn main() -> ExitCode {
    let command = match Cli::read() {
        Ok(cli) => cli.command,
        Err(status) => return status,
    };
    let outcome = run(command);
    terminal::restore();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(arguments) => {
            prepare(&arguments.common);
            block_on(serve::run(arguments))
        }
        Command::Connect(arguments) => {
            prepare(&arguments.common);
            block_on(connect::run(arguments))
        }
        Command::Compile => compile::run(),
        Command::Completions { shell } => manual::complete(shell),
        Command::Man { folder } => manual::man(folder.as_deref()),
    }
}

fn prepare(common: &Common) {
    log::init(common.verbose);
    compile::load();
}

fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Failure::new)?;
    let outcome = runtime.block_on(work);
    // A read of stdin cannot be interrupted; do not wait for it.
    runtime.shutdown_background();
    outcome
}
