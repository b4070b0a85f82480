//! The compiler for wasm32-unknown-unknown: there are three ways to get one.

use std::env;
use std::process::Command;

use crate::debian;
use crate::linker;
use crate::step::{self, Result, announce};

/// The target of the component: it has no system interface to import.
pub const TRIPLE: &str = "wasm32-unknown-unknown";

/// A way to get the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The `rustc` in PATH has the target.
    Installed,
    /// rustup adds the target.
    Rustup,
    /// Debian's `rustc-web` builds the standard library from its source.
    Debian,
}

impl Way {
    /// Chooses the way that the environment forces, or else the first that
    /// works, and provides what it needs.
    pub fn provide() -> Result<Self> {
        if let Ok(name) = env::var(VARIABLE) {
            let forced = ALL.into_iter().find(|way| way.name() == name);
            let way = forced.ok_or_else(|| {
                format!("{VARIABLE} is \"{name}\": it can be installed, rustup or debian")
            })?;
            way.prepare()
                .map_err(|reason| format!("{VARIABLE} forces the way \"{name}\", but {reason}"))?;
            return Ok(way);
        }
        let mut reasons = String::new();
        for way in ALL {
            match way.prepare() {
                Ok(()) => return Ok(way),
                Err(reason) => reasons.push_str(&format!("  {}: {reason}\n", way.name())),
            }
        }
        Err(format!("no way to compile for {TRIPLE}.\n{reasons}{ADVICE}"))
    }

    /// Provides what this way needs, and says why that is impossible.
    pub fn prepare(self) -> Result<()> {
        match self {
            Self::Installed => installed(),
            Self::Rustup => rustup(),
            Self::Debian => debian::prepare(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Rustup => "rustup",
            Self::Debian => "debian",
        }
    }
}

fn installed() -> Result<()> {
    if linker::sysroot()?.join("lib/rustlib").join(TRIPLE).is_dir() {
        Ok(())
    } else {
        Err(format!("the `rustc` in PATH has no {TRIPLE}"))
    }
}

fn rustup() -> Result<()> {
    // Ask first, so that nothing is announced that cannot happen.
    step::capture(Command::new("rustup").arg("--version"))?;
    announce(&format!("Installing the target {TRIPLE} with rustup"));
    step::run(
        Command::new("rustup").args(["target", "add", TRIPLE]),
        "rustup could not download it.",
    )?;
    installed()
}

const ALL: [Way; 3] = [Way::Installed, Way::Rustup, Way::Debian];

/// Forces a way, so that each of them can be tested.
const VARIABLE: &str = "WITSOCKET_WASM_TARGET";

const ADVICE: &str = "\
Run one of these, then run again:
    rustup target add wasm32-unknown-unknown
    apt-get update && apt-get install rustc-web rust-web-src    (as root, on Debian 12 or newer)";
