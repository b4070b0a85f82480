//! The playground: a page with both ends of a connection, `js/playground/dist`.

use std::process::Command;

use crate::js;
use crate::linker;
use crate::module::Recipe;
use crate::step::{self, Result, announce};
use crate::target::Way;
use crate::tools;
use crate::workspace::Workspace;

/// The core of the npm package, which also explains frames and timers.
const GLUE: Recipe =
    Recipe { package: "witsocket-js-module", features: Some("explain"), profile: "js" };

/// Builds it. `witsocket serve --playground` serves it.
pub fn build(workspace: &Workspace) -> Result<()> {
    let way = Way::provide()?;
    announce("Building the playground, js/playground/dist");
    let module = GLUE.compile(workspace, way, linker::plain()?.as_deref(), js::flags())?;
    let bindings = workspace.target().join("playground");
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--release", "--quiet", "--package", "witsocket-bindgen", "--"]);
    cargo.arg(module).arg(&bindings);
    step::run(&mut cargo, "wasm-bindgen does not take the module: see above.")?;
    let npm = js::install(workspace)?;
    let mut node = Command::new("node");
    node.arg(npm.join("playground/build.mjs")).arg(&bindings);
    step::run(&mut node, "The playground cannot be made: see above.")
}

/// Uses it in Chromium and Firefox.
pub fn test(workspace: &Workspace) -> Result<()> {
    let root = workspace.root();
    let mut node = Command::new("node");
    node.arg(root.join("tests/js/playground.mjs")).current_dir(root);
    node.env("WITSOCKET_JS_DIR", tools::ensure_runtimes(root)?);
    node.env("WITSOCKET_CHROMIUM", tools::ensure_chromium()?);
    node.env("WITSOCKET_FIREFOX", tools::ensure_firefox()?);
    step::run(&mut node, "The suite failed: see above.")
}
