//! A fuzzer for the core that needs nothing but a stable compiler: `cargo xtask fuzz`.
//!
//! The inputs of the wire scripts and the dials are changed at random and given to the targets,
//! each of which holds the core to its laws. Inputs that reach code which none has reached before
//! are kept and changed further; that needs a build with the compiler's coverage counters, which
//! xtask makes, with checks for overflow and debug assertions. Without them it goes by chance.
//!
//! ```text
//! scripts ──► corpus ──► mutation ──► target: the core, its laws ──► failure: a file to replay
//!               ▲                        │
//!               └── reached new code ◄───┘ counters
//! ```
//!
//! The same seed and the same number of runs give the same inputs.

mod campaign;
mod choices;
mod coverage;
mod mutation;
mod random;
mod seeds;
mod targets;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use campaign::{Budget, Campaign};
use targets::Target;

/// Fuzz the core of witsocket
#[derive(Parser)]
#[command(bin_name = "cargo xtask fuzz", disable_version_flag = true)]
struct Cli {
    /// What to fuzz; all of them if none is named
    #[arg(value_enum, value_name = "TARGET")]
    targets: Vec<Target>,
    /// Seconds for each target
    #[arg(long, value_name = "S", default_value_t = 60, conflicts_with = "runs")]
    seconds: u64,
    /// Inputs for each target, in place of a time
    #[arg(long, value_name = "N")]
    runs: Option<u64>,
    /// Where chance begins
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Run only this input, which failed before
    #[arg(long, value_name = "FILE", requires = "targets")]
    input: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<(), String> {
    let targets = match &cli.targets[..] {
        [] => Target::ALL.to_vec(),
        named => named.to_vec(),
    };
    if let Some(file) = &cli.input {
        let input = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        targets.iter().for_each(|target| target.run(&input));
        return Ok(());
    }
    let budget = match cli.runs {
        Some(runs) => Budget::Runs(runs),
        None => Budget::Time(Duration::from_secs(cli.seconds)),
    };
    for target in targets {
        println!("{}", Campaign::new(target, cli.seed)?.run(budget)?);
    }
    Ok(())
}
