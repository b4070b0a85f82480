//! The protocol with an extension of another component, as one component.

use std::path::PathBuf;

use crate::component::{CHECKSUM, Component, EXTENSIBLE};
use crate::step::{self, Result, announce};
use crate::target::Way;
use crate::workspace::Workspace;

/// Builds both and composes them. Returns where the result is.
pub fn compose(workspace: &Workspace) -> Result<PathBuf> {
    let way = Way::provide()?;
    let folder = workspace.target();
    let path = |name: &str| folder.join(name).with_extension("wasm");
    let (socket, plug, composed) =
        (path("witsocket-extensible"), path("frame-checksum"), path("witsocket-checksum"));

    announce("Building a protocol with holes for extensions, and an extension");
    let component = Component::build(workspace, way, EXTENSIBLE)?;
    if component.check_imports().is_ok() {
        return Err("the component of world `extensible` imports no extensions".into());
    }
    component.write(&socket)?;
    Component::build(workspace, way, CHECKSUM)?.write(&plug)?;

    announce("Composing them, target/witsocket-checksum.wasm");
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--release", "--package", "witsocket-composition", "--"]);
    cargo.args([&socket, &plug, &composed]);
    step::run(&mut cargo, "The components do not fit: see above.")?;
    let component = Component::read(&composed)?;
    component.check_imports()?;
    println!("    {}, no imports", component.size());
    Ok(composed)
}
