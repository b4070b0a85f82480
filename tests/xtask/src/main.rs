//! Set-up, build, tests and benchmarks of this repository, as `cargo xtask`.
//!
//! It says what it does before it does it, installs what is missing, and an
//! error says what to do about it.

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::step::Result;
use crate::workspace::Workspace;

mod bench;
mod build;
mod component;
mod composition;
mod debian;
mod demo;
mod fuzz;
mod imports;
mod js;
mod linker;
mod module;
mod package;
mod playground;
mod runtimes;
mod step;
mod suites;
mod target;
mod test;
mod tools;
mod workspace;

/// Set-up, build, tests and benchmarks of witsocket
#[derive(Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the component and the command line tool, let them talk, and print the conversation
    Demo,
    /// Build the component (target/witsocket.wasm), the command line tool (target/release/witsocket)
    /// and the npm package (js/dist)
    Build(BuildArgs),
    /// Build everything and run every suite
    Test(test::TestArgs),
    /// Load and faults in full: 10 000 connections and more, some minutes long
    Soak,
    /// Build everything and measure it beside its peers
    #[command(disable_help_flag = true)]
    Bench(BenchArgs),
    /// Fuzz the core
    #[command(disable_help_flag = true)]
    Fuzz(FuzzArgs),
    /// Build the npm package and make what is published: target/package, and the lists of the crates
    Package,
    /// Write the documentation of the npm package, js/dist-docs
    Docs,
    /// Build the playground, js/playground/dist, which `witsocket serve --playground` serves
    Playground,
}

#[derive(Args)]
struct BuildArgs {
    /// Build only the component
    #[arg(long)]
    component: bool,
    /// Build only the npm package
    #[arg(long, conflicts_with = "component")]
    js: bool,
}

#[derive(Args)]
struct BenchArgs {
    /// Which benchmark (`deflate`, `js`, `memory`, or the echo if none is named) and its arguments;
    /// `--help` lists them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

#[derive(Args)]
struct FuzzArgs {
    /// Which targets and how long; `--help` lists them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    let workspace = Workspace::find()?;
    match command {
        Command::Demo => {
            build::cli(&workspace)?;
            demo::run(&workspace)
        }
        Command::Build(BuildArgs { component: true, .. }) => build::component(&workspace),
        Command::Build(BuildArgs { js: true, .. }) => js::package(&workspace),
        Command::Build(_) => {
            build::cli(&workspace)?;
            js::package(&workspace)
        }
        Command::Test(args) => test::run(&workspace, &args),
        Command::Soak => {
            build::cli(&workspace)?;
            suites::soak(&workspace)
        }
        Command::Bench(BenchArgs { args }) => {
            // What there is to ask can be told without our server.
            let helps = args.iter().any(|arg| arg == "--help" || arg == "-h");
            match args.first().map(String::as_str) {
                _ if helps => {}
                Some("js") => js::package(&workspace)?,
                _ => build::cli(&workspace)?,
            }
            bench::run(&workspace, &args)
        }
        Command::Fuzz(FuzzArgs { args }) => fuzz::run(&workspace, &args),
        Command::Package => package::run(&workspace),
        Command::Playground => playground::build(&workspace),
        Command::Docs => js::docs(&workspace),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn bench(line: &str) -> Vec<String> {
        match Cli::parse_from(line.split(' ')).command {
            Command::Bench(BenchArgs { args }) => args,
            _ => panic!("not bench"),
        }
    }

    #[test]
    fn the_benchmarks_get_their_arguments_with_and_without_dashes_before() {
        assert_eq!(bench("xtask bench deflate --sizes 2KiB"), ["deflate", "--sizes", "2KiB"]);
        assert_eq!(bench("xtask bench -- --smoke"), ["--smoke"]);
        assert_eq!(bench("xtask bench --smoke"), ["--smoke"]);
        assert_eq!(bench("xtask bench --help"), ["--help"]);
        assert_eq!(bench("xtask bench memory --help"), ["memory", "--help"]);
        assert!(bench("xtask bench").is_empty());
    }
}
