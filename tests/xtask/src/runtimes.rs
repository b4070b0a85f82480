//! The npm package on every JavaScript runtime: Node 20 and 24, Deno, Bun, workerd, miniflare,
//! Chromium and Firefox.

use std::path::Path;
use std::process::Command;

use crate::step::{self, Result};
use crate::tools;
use crate::workspace::Workspace;

/// Runs `tests/js` with the package in `js/dist`, and what both need from outside.
pub fn run(workspace: &Workspace, package: &Path) -> Result<()> {
    let root = workspace.root();
    let tools = [
        ("WITSOCKET_DIST", package.to_owned()),
        ("WITSOCKET_JS_DIR", tools::ensure_runtimes(root)?),
        ("WITSOCKET_PYTHON", tools::ensure_python(root)?),
        ("WITSOCKET_CHROMIUM", tools::ensure_chromium()?),
        ("WITSOCKET_FIREFOX", tools::ensure_firefox()?),
        ("WITSOCKET_TINYPROXY", tools::ensure_tinyproxy()?),
        ("WITSOCKET_MICROSOCKS", tools::ensure_microsocks()?),
    ];
    // The cases, and the classes of browsers beside those of Chromium.
    for script in ["tests/js/run.mjs", "tests/js/class/compare.mjs"] {
        let mut node = Command::new("node");
        node.arg(root.join(script)).current_dir(root);
        node.envs(tools.iter().map(|(name, path)| (name, path)));
        step::run(&mut node, "The suite failed: see above.")?;
    }
    Ok(())
}
