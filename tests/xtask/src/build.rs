//! `cargo xtask build`: what users look for, each at its place.

use std::process::Command;

use crate::component::{Component, WEBSOCKET};
use crate::step::{self, Result, announce};
use crate::target::Way;
use crate::workspace::Workspace;

/// Builds `target/witsocket.wasm`.
pub fn component(workspace: &Workspace) -> Result<()> {
    let way = Way::provide()?;
    announce("Building the component, target/witsocket.wasm");
    let component = Component::build(workspace, way, WEBSOCKET)?;
    component.check_imports()?;
    component.write(&workspace.component())?;
    println!("    {}, no imports", component.size());
    Ok(())
}

/// Builds `target/release/witsocket`, and the component that it embeds.
pub fn cli(workspace: &Workspace) -> Result<()> {
    component(workspace)?;
    announce(
        "Building the command line tool, target/release/witsocket (the first time takes minutes)",
    );
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--release", "--package", "witsocket-host", "--bin", "witsocket"]);
    step::run(&mut cargo, "The command line tool does not compile: see above.")?;
    // What it compiles once here it does not compile at each start.
    let compiled = step::capture(Command::new(workspace.cli()).arg("compile"))?;
    println!("    {compiled}");
    Ok(())
}
