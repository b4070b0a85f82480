//! `cargo xtask test`: builds, runs the suites, and tells how long each took.

use std::time::{Duration, Instant};

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::build;
use crate::step::{Result, announce};
use crate::suites::{Needs, Outcome, SUITES, Suite};
use crate::workspace::Workspace;

/// Arguments of `cargo xtask test`.
#[derive(Args)]
pub struct TestArgs {
    /// Run only this suite; may be given more than once
    #[arg(long, value_name = "SUITE", value_parser = PossibleValuesParser::new(SUITES.iter().map(|suite| suite.name)))]
    only: Vec<String>,
    /// Run the other suites after one failed
    #[arg(long)]
    keep_going: bool,
}

/// Runs the suites, and fails if one of them does.
pub fn run(workspace: &Workspace, args: &TestArgs) -> Result<()> {
    let suites: Vec<_> = SUITES
        .iter()
        .filter(|suite| args.only.is_empty() || args.only.iter().any(|name| name == suite.name))
        .collect();
    let mut report = Report::default();

    report.row("build", || prepare(workspace, &suites));
    // Nothing can run on what was not built, whatever `--keep-going` says.
    if report.failed == 0 {
        for suite in &suites {
            println!();
            announce(&format!("Suite {}: {}", suite.name, suite.about));
            report.row(suite.name, || (suite.run)(workspace));
            if report.failed > 0 && !args.keep_going {
                break;
            }
        }
    }
    report.print();
    match report.failed {
        0 => Ok(()),
        1 => Err("1 step failed".into()),
        failed => Err(format!("{failed} steps failed")),
    }
}

fn prepare(workspace: &Workspace, suites: &[&Suite]) -> Result<Outcome> {
    match suites.iter().map(|suite| suite.needs).max() {
        None | Some(Needs::Nothing) => {}
        Some(Needs::Component) => build::component(workspace)?,
        Some(Needs::Cli) => build::cli(workspace)?,
    }
    Ok(Outcome::Passed)
}

/// The table at the end: a row for each step.
#[derive(Default)]
struct Report {
    rows: Vec<String>,
    failed: usize,
}

impl Report {
    fn row(&mut self, name: &str, step: impl FnOnce() -> Result<Outcome>) {
        let start = Instant::now();
        let outcome = match step() {
            Ok(Outcome::Passed) => "ok".to_owned(),
            Ok(Outcome::Skipped(reason)) => {
                println!("    skipped: {reason}");
                format!("skipped: {reason}")
            }
            Err(error) => {
                // Now, beside what the step printed; the table is far below.
                eprintln!("\nxtask: {name}: {error}");
                self.failed += 1;
                "FAILED".to_owned()
            }
        };
        self.rows.push(format!("{name:<12} {:>9}   {outcome}", human(start.elapsed())));
    }

    fn print(&self) {
        println!();
        announce("Results");
        for row in &self.rows {
            println!("    {row}");
        }
    }
}

fn human(duration: Duration) -> String {
    match duration.as_secs() {
        seconds @ 60.. => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{:.1} s", duration.as_secs_f64()),
    }
}
