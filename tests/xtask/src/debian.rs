//! Debian's way to wasm32-unknown-unknown.
//!
//! Its `rustc-web` has no standard library for the target, but `rust-web-src`
//! has the source of one, with all that it depends on. Cargo builds it with
//! `-Zbuild-std`; any cargo will do, so the one that runs this does.

use std::fs;
use std::process::Command;

use crate::step::{self, Result, announce};

/// Installs the packages, if they are missing.
pub fn prepare() -> Result<()> {
    if has_packages() {
        return Ok(());
    }
    obstacle().map_or(Ok(()), Err)?;
    announce(&format!("Installing {} with apt-get", PACKAGES.join(" ")));
    apt_get(&["update"])?;
    // Recommended packages would also upgrade parts of the running system.
    apt_get(&[&["install", "--yes", "--no-install-recommends"], PACKAGES.as_slice()].concat())
}

/// Says why the packages are missing and cannot be installed, if so.
pub fn obstacle() -> Option<String> {
    if has_packages() {
        return None;
    }
    let os = fs::read_to_string("/etc/os-release").unwrap_or_default();
    if !os.lines().any(|line| line == "ID=debian") {
        return Some("this is not Debian".into());
    }
    match step::capture(Command::new("id").arg("-u")) {
        Ok(user) if user == "0" => None,
        _ => Some(format!("only root can install {}", PACKAGES.join(" "))),
    }
}

/// Turns `cargo build` into one that also builds the standard library.
pub fn build_std(cargo: &mut Command) {
    cargo.env("RUSTC", "/usr/bin/rustc");
    // The cargo of a stable Rust then accepts -Z.
    cargo.env("RUSTC_BOOTSTRAP", "1");
    // Without its default features: five crates serve only backtraces, which
    // a component has none of.
    cargo.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features="]);
    // `cargo run` points it to the libraries of another rustc.
    cargo.env_remove("LD_LIBRARY_PATH");
}

fn has_packages() -> bool {
    let status = step::capture(
        Command::new("dpkg-query")
            .args(["--show", "--showformat=${db:Status-Status}\n"])
            .args(PACKAGES),
    );
    status.is_ok_and(|status| status.lines().all(|line| line == "installed"))
}

fn apt_get(args: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet");
    // Another installation may be under way: wait for it.
    command.args(["-o", "DPkg::Lock::Timeout=120"]).args(args);
    step::run(&mut command, "apt-get could not install the packages.")
}

const PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];
