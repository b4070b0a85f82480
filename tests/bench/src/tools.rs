//! What the peers outside of Rust run with: a Python with `websockets`, a Node with `ws`.
//!
//! `cargo xtask bench` installs them into `target/tools`, and says where in the environment.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

/// A script for Python, followed by its arguments.
pub fn python(script: &str) -> Result<Command> {
    let program = find("WITSOCKET_PYTHON", "python/bin/python")?;
    let mut command = Command::new(program);
    command.args(["-c", script]).env("PYTHONUTF8", "1");
    Ok(command)
}

/// A module for Node, followed by its arguments.
pub fn node(script: &str) -> Result<Command> {
    let packages = find("WITSOCKET_NODE_DIR", "node")?;
    let mut command = Command::new("node");
    command.args(["--input-type=module", "--eval", script, "--"]);
    command.env("WITSOCKET_NODE_DIR", packages);
    Ok(command)
}

/// What a command prints, in one line.
pub fn answer(mut command: Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot run {command:?}"))?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let complaint = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "a peer does not tell its version:\n{complaint}");
    Ok(said)
}

/// The folder of everything that is built: this program lies in `target/<profile>/`.
pub fn target() -> Result<PathBuf> {
    let this = env::current_exe().context("cannot find the benchmark's own program")?;
    let target = this.ancestors().nth(2).map(Path::to_owned);
    target.context("this program is in no target folder: run it with `cargo xtask bench`")
}

/// The npm package of this repository.
pub fn dist() -> Result<PathBuf> {
    let place = match env::var_os("WITSOCKET_DIST") {
        Some(place) => PathBuf::from(place),
        None => target()?.with_file_name("js").join("dist"),
    };
    ensure!(place.exists(), "{} is missing: run `cargo xtask build --js`", place.display());
    Ok(place)
}

/// The place that the environment names, or that below `target/tools`.
fn find(variable: &str, below: &str) -> Result<PathBuf> {
    let place = match env::var_os(variable) {
        Some(place) => PathBuf::from(place),
        None => target()?.join("tools").join(below),
    };
    ensure!(
        place.exists(),
        "{} is missing: `cargo xtask bench deflate` installs it, and {variable} names another",
        place.display(),
    );
    Ok(place)
}
