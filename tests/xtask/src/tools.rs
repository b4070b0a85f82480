//! What the suites need from outside: a Python with `websockets`, a Node with
//! `ws` and `playwright-core`, JavaScript runtimes, browsers, and proxies.
//!
//! Each `ensure_*` returns at once when its tool is there, and else installs
//! it below `target/tools` (or with apt-get) and says so. None is skipped:
//! what cannot be installed is an error that names the way out.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Provides a virtual environment with what `tests/interop/requirements.txt`
/// pins, and returns its interpreter.
pub fn ensure_python(root: &Path) -> Result<PathBuf, String> {
    let requirements = root.join("tests/interop/requirements.txt");
    let home = root.join("target/tools/python");
    let python = home.join("bin/python");
    let stamp = Stamp::new(&home, &[&requirements])?;
    if stamp.is_fresh() && answers(&python) {
        return Ok(python);
    }

    announce(
        "installing the Python packages of tests/interop/requirements.txt into target/tools/python",
    );
    empty(&home)?;
    if make_venv("python3", &home).is_err() {
        // Debian splits `venv` off its Python. An interpreter that shadows
        // Debian's would still lack it afterwards, so name that one.
        apt_get_install(&["python3", "python3-venv"])?;
        empty(&home)?;
        make_venv("/usr/bin/python3", &home)?;
    }
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(&requirements))
    .map_err(|error| format!("{error}\nThe tests need Python packages: give pip access to a package index, then run again."))?;
    stamp.write()?;
    Ok(python)
}

/// Provides a directory whose `node_modules` hold what
/// `tests/interop/package-lock.json` pins, and returns it.
pub fn ensure_node(root: &Path) -> Result<PathBuf, String> {
    ensure_npm(root, "tests/interop", "target/tools/node")
}

/// Provides a directory whose `node_modules` hold what `tests/js/package-lock.json`
/// pins, the JavaScript runtimes among it, and returns it.
pub fn ensure_runtimes(root: &Path) -> Result<PathBuf, String> {
    ensure_npm(root, "tests/js", "target/tools/js")
}

/// Provides the directory `to` with what the lock file in `from` pins.
fn ensure_npm(root: &Path, from: &str, to: &str) -> Result<PathBuf, String> {
    if node_major().is_none() {
        apt_get_install(&["nodejs", "npm"])?;
    }
    match node_major() {
        Some(major) if major >= OLDEST_NODE => {}
        Some(major) => {
            return Err(format!(
                "node is version {major}; the tests need {OLDEST_NODE} or newer: install one and put it first in PATH"
            ));
        }
        None => return Err(format!("no `node` in PATH: install Node {OLDEST_NODE} or newer")),
    }

    let manifests = ["package.json", "package-lock.json"].map(|name| root.join(from).join(name));
    let home = root.join(to);
    let stamp = Stamp::new(&home, &[&manifests[0], &manifests[1]])?;
    if stamp.is_fresh() {
        return Ok(home);
    }

    if !answers(Path::new("npm")) {
        apt_get_install(&["npm"])?;
    }
    announce(&format!("installing the npm packages of {from}/package-lock.json into {to}"));
    empty(&home)?;
    for manifest in &manifests {
        let copy = home.join(manifest.file_name().unwrap_or_default());
        fs::copy(manifest, &copy)
            .map_err(|error| format!("cannot write {}: {error}", copy.display()))?;
    }
    // No package here needs its install scripts, so none gets to run any.
    run(Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(&home))
    .map_err(|error| {
        format!(
            "{error}\nThe tests need npm packages: give npm access to a registry, then run again."
        )
    })?;
    stamp.write()?;
    Ok(home)
}

/// Provides Chromium, and returns its executable.
pub fn ensure_chromium() -> Result<PathBuf, String> {
    ensure_program("chromium", "chromium")
}

/// Provides Firefox, and returns its executable.
pub fn ensure_firefox() -> Result<PathBuf, String> {
    ensure_program("firefox-esr", "firefox-esr")
}

/// Provides curl, and returns its executable.
pub fn ensure_curl() -> Result<PathBuf, String> {
    ensure_program("curl", "curl")
}

/// Provides the HTTP proxy tinyproxy, and returns its executable.
pub fn ensure_tinyproxy() -> Result<PathBuf, String> {
    // The package `tinyproxy` would also start it, as a service of the system.
    ensure_program("tinyproxy", "tinyproxy-bin")
}

/// Provides the SOCKS proxy microsocks, and returns its executable.
pub fn ensure_microsocks() -> Result<PathBuf, String> {
    ensure_program("microsocks", "microsocks")
}

/// Provides a program of a Debian package.
fn ensure_program(name: &str, package: &str) -> Result<PathBuf, String> {
    if let Some(path) = find(name) {
        return Ok(path);
    }
    apt_get_install(&[package])?;
    find(name).ok_or_else(|| {
        format!("{name} is still missing after its installation: put it somewhere in PATH")
    })
}

/// A program in PATH.
fn find(name: &str) -> Option<PathBuf> {
    let directories = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&directories).map(|directory| directory.join(name)).find(|path| path.is_file())
}

/// The record in an installation of the files that it was made from.
struct Stamp {
    path: PathBuf,
    content: String,
}

impl Stamp {
    fn new(home: &Path, sources: &[&Path]) -> Result<Self, String> {
        let mut content = String::new();
        for source in sources {
            let text = fs::read_to_string(source)
                .map_err(|error| format!("cannot read {}: {error}", source.display()))?;
            content.push_str(&text);
        }
        Ok(Self { path: home.join("installed-from"), content })
    }

    fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|written| written == self.content)
    }

    fn write(&self) -> Result<(), String> {
        fs::write(&self.path, &self.content)
            .map_err(|error| format!("cannot write {}: {error}", self.path.display()))
    }
}

fn make_venv(python: &str, home: &Path) -> Result<(), String> {
    run(Command::new(python).args(["-m", "venv"]).arg(home))
        .map_err(|error| format!("{error}\nThe tests need Python 3.11 or newer with its `venv` module: install it and put it first in PATH."))
}

/// The major version of the `node` in PATH, if there is one.
fn node_major() -> Option<u32> {
    let output = Command::new("node").arg("--version").output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn answers(program: &Path) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

fn apt_get_install(packages: &[&str]) -> Result<(), String> {
    let names = packages.join(" ");
    announce(&format!("installing {names} with apt-get"));
    let advice = |error| {
        format!(
            "{error}\nInstall {names} yourself (as root: apt-get install {names}), then run again."
        )
    };
    run(apt_get().arg("update")).map_err(advice)?;
    // Recommended packages would also upgrade parts of the running system.
    run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
        .map_err(advice)
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    // Another one may be at work, on a machine that was just started.
    command.args(["-o", "DPkg::Lock::Timeout=120"]);
    command.arg("--quiet").env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Runs a command quietly; its output is part of the error if it fails.
fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("cannot run {command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let lines: Vec<&str> = said.lines().collect();
    let tail = lines[lines.len().saturating_sub(20)..].join("\n");
    Err(format!("{command:?} failed ({}):\n{tail}", output.status))
}

fn empty(directory: &Path) -> Result<(), String> {
    if directory.exists() {
        fs::remove_dir_all(directory)
            .map_err(|error| format!("cannot remove {}: {error}", directory.display()))?;
    }
    fs::create_dir_all(directory)
        .map_err(|error| format!("cannot create {}: {error}", directory.display()))
}

fn announce(what: &str) {
    println!("==> {what}");
}

const OLDEST_NODE: u32 = 20;
