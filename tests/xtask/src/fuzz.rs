//! `cargo xtask fuzz`: the fuzzer, built with the compiler's coverage counters.

use std::process::Command;

use crate::step::{self, Result, announce};
use crate::workspace::Workspace;

/// LLVM's SanitizerCoverage, which needs no nightly compiler: a counter for each edge.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=3 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters";

/// Runs the fuzzer with the given arguments.
pub fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    announce("Fuzzing the core (the first time it is compiled for that, which takes a minute)");
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--release", "--quiet", "--package", "witsocket-fuzz"]);
    // Build scripts and macros are for this machine, and get no counters.
    cargo.args(["--target", &host()?, "--"]).args(args);
    cargo.env("RUSTFLAGS", COVERAGE).env_remove("CARGO_ENCODED_RUSTFLAGS");
    // Of its own, since everything is compiled otherwise: also with checks that a release leaves
    // out.
    cargo.env("CARGO_TARGET_DIR", workspace.target().join("fuzz"));
    cargo.env("CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS", "true");
    cargo.env("CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS", "true");
    step::run(&mut cargo, "The fuzzer does not compile, or has found something: see above.")
}

/// The target triple of this machine.
fn host() -> Result<String> {
    let version = step::capture(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc does not say what machine this is".into())
}
