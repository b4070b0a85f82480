//! `cargo xtask bench`: the benchmarks, run on what was just built.

use crate::js;
use crate::step::{self, Result, announce};
use crate::tools;
use crate::workspace::Workspace;

/// Runs a benchmark with the given arguments, of which the first may name it.
pub fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--release", "--package", "witsocket-bench", "--"]).args(args);
    cargo.env("WITSOCKET_CLI", workspace.cli());
    let helps = args.iter().any(|arg| arg == "--help" || arg == "-h");
    let others = matches!(args.first().map(String::as_str), Some("deflate" | "js" | "memory"));
    if others && !helps {
        cargo.env("WITSOCKET_PYTHON", tools::ensure_python(workspace.root())?);
        cargo.env("WITSOCKET_NODE_DIR", tools::ensure_node(workspace.root())?);
    }
    cargo.env("WITSOCKET_DIST", js::dist(workspace));
    announce("Running the benchmark");
    step::run(&mut cargo, "The benchmark failed: see above.")
}
