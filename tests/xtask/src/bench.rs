//! `cargo xtask bench`: the benchmark, run on what was just built.

use crate::step::{self, Result, announce};
use crate::workspace::Workspace;

/// Runs the benchmark with the given arguments.
pub fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    announce("Running the benchmark");
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--release", "--package", "witsocket-bench", "--"]).args(args);
    cargo.env("WITSOCKET_CLI", workspace.cli());
    step::run(&mut cargo, "The benchmark failed: see above.")
}
