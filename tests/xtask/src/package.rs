//! `cargo xtask package`: what is published, made and looked at.

use crate::js;
use crate::step::{self, Result, announce};
use crate::workspace::Workspace;

/// Makes the npm tarball, and lists what the crates would hold.
pub fn run(workspace: &Workspace) -> Result<()> {
    js::package(workspace)?;
    let tarball = js::pack(workspace)?;
    println!("    {}", tarball.display());
    for package in CRATES {
        announce(&format!("What the crate {package} holds"));
        let mut cargo = workspace.cargo();
        // To build them from their packages, they would have to find each other in a registry.
        cargo.args(["package", "--list", "--allow-dirty", "--package", package]);
        let list = step::capture(&mut cargo)?;
        for file in list.lines() {
            println!("    {file}");
        }
    }
    Ok(())
}

/// The crates that are published.
const CRATES: [&str; 2] = ["witsocket", "witsocket-host"];
