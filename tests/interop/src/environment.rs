//! Where the programs are. A missing one fails the test: none is ever skipped.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The command line tool under test.
pub fn witsocket() -> Command {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/release/witsocket");
    let program = env::var_os("WITSOCKET_CLI").map_or(built, PathBuf::from);
    assert!(program.exists(), "no {}: run `cargo xtask test`", program.display());
    let mut command = Command::new(program);
    // The proxies of who runs the tests are not what is tested.
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().to_ascii_lowercase().ends_with("_proxy") {
            command.env_remove(name);
        }
    }
    command
}

/// A Python script of `peers/`.
pub fn python(script: &str) -> Command {
    let mut command = Command::new(variable("WITSOCKET_PYTHON"));
    command.arg(peer(script));
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("PYTHONUTF8", "1");
    command
}

/// A Python program that is a module.
pub fn python_module(name: &str) -> Command {
    let mut command = Command::new(variable("WITSOCKET_PYTHON"));
    command.args(["-m", name]);
    command.env("PYTHONUNBUFFERED", "1").env("PYTHONUTF8", "1");
    command
}

/// The program that this variable names.
pub fn program(name: &str) -> Command {
    Command::new(variable(name))
}

/// A script for Node of `peers/`.
pub fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(peer(script)).env("WITSOCKET_NODE_DIR", variable("WITSOCKET_NODE_DIR"));
    command
}

/// The script for Node that drives the browser.
pub fn browser() -> Command {
    let mut command = node("browser.mjs");
    command.env("WITSOCKET_CHROMIUM", variable("WITSOCKET_CHROMIUM"));
    command
}

fn peer(script: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(script)
}

fn variable(name: &str) -> PathBuf {
    let path = env::var_os(name)
        .unwrap_or_else(|| panic!("{name} is not set: run `cargo xtask test --only interop`"));
    PathBuf::from(path)
}
