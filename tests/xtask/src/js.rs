//! The npm package, `js/dist`: installable as it is.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::linker;
use crate::module::Recipe;
use crate::step::{self, Result, announce};
use crate::target::Way;
use crate::tools;
use crate::workspace::Workspace;

/// The core behind wasm-bindgen.
const GLUE: Recipe = Recipe { package: "witsocket-js-module", features: None, profile: "js" };

/// The compiler's flags for a module that becomes bindings.
pub fn flags() -> Vec<String> {
    let flags = [
        // For what panics leave behind: see `tests/bindgen/src/unreached.rs`.
        "-Clink-arg=--emit-relocs",
        // Loops in place of many times the same: only passwords are hashed by these.
        "--cfg=sha2_backend=\"soft\"",
        "--cfg=sha2_backend_soft=\"compact\"",
    ];
    flags.map(str::to_owned).to_vec()
}

/// Builds `js/dist`.
pub fn package(workspace: &Workspace) -> Result<()> {
    let way = Way::provide()?;
    announce("Building the npm package, js/dist");
    let module = GLUE.compile(workspace, way, linker::plain()?.as_deref(), flags())?;
    let bindings = bindings(workspace);
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--release", "--quiet", "--package", "witsocket-bindgen", "--"]);
    cargo.arg(module).arg(&bindings);
    step::run(&mut cargo, "wasm-bindgen does not take the module: see above.")?;
    let npm = install(workspace)?;
    let mut node = Command::new("node");
    node.arg(npm.join("build.mjs")).arg(&bindings);
    step::run(&mut node, "The npm package cannot be made: see above.")
}

/// Fails if something in `js/dist` is larger than what users were promised.
pub fn check_sizes(workspace: &Workspace) -> Result<()> {
    let mut node = Command::new("node");
    node.arg(workspace.root().join("js/build.mjs")).arg(bindings(workspace)).arg("--check-sizes");
    step::run(&mut node, "The npm package is too large.")
}

/// The core of the package, made to be driven by `tests/conformance`.
pub fn subject(workspace: &Workspace) -> PathBuf {
    bindings(workspace).join("subject/subject.js")
}

/// Runs the programs in `js/README.md`.
pub fn run_readme(workspace: &Workspace) -> Result<()> {
    let root = workspace.root();
    let mut node = Command::new("node");
    node.arg(root.join("tests/js/readme.mjs")).current_dir(root);
    node.env("WITSOCKET_DIST", dist(workspace));
    node.env("WITSOCKET_JS_DIR", tools::ensure_runtimes(root)?);
    step::run(&mut node, "A program of the README failed: see above.")
}

/// Uses the package as somebody else's project does: its types and conditions.
pub fn consume(workspace: &Workspace) -> Result<()> {
    let root = workspace.root();
    let mut node = Command::new("node");
    node.arg(root.join("tests/js/package.mjs")).env("WITSOCKET_DIST", dist(workspace));
    step::run(&mut node, "The package is of no use to others: see above.")
}

/// Packs `js/dist` into `target/package`, as npm would publish it, and returns where.
pub fn pack(workspace: &Workspace) -> Result<PathBuf> {
    announce("Packing the npm package");
    let folder = workspace.target().join("package");
    fs::create_dir_all(&folder)
        .map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    let mut npm = Command::new("npm");
    npm.args(["pack", "--silent", "--pack-destination"]).arg(&folder);
    let name = step::capture(npm.current_dir(dist(workspace)))?;
    Ok(folder.join(name))
}

/// Writes the documentation of the package's names into `js/dist-docs`.
pub fn docs(workspace: &Workspace) -> Result<()> {
    let npm = install(workspace)?;
    announce("Writing the documentation of the npm package, js/dist-docs");
    let mut typedoc = Command::new(npm.join("node_modules/.bin/typedoc"));
    typedoc.args(["--tsconfig", "tsconfig.json", "--out", "dist-docs", "--readme", "README.md"]);
    // Names that it refers to are in it, and links lead somewhere.
    typedoc.args(["--disableSources", "--logLevel", "Warn", "--treatWarningsAsErrors"]);
    typedoc.arg("src/index.ts");
    step::run(typedoc.current_dir(&npm), "typedoc failed: see above.")
}

/// The package, where users and the suites look for it.
pub fn dist(workspace: &Workspace) -> PathBuf {
    workspace.root().join("js/dist")
}

fn bindings(workspace: &Workspace) -> PathBuf {
    workspace.target().join("js-build")
}

/// Installs what `js/package-lock.json` pins, if it is not there, and returns the folder `js`.
pub fn install(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root().join("js");
    let lock = folder.join("package-lock.json");
    let pinned =
        fs::read(&lock).map_err(|error| format!("cannot read {}: {error}", lock.display()))?;
    // Not a time stamp: a checkout makes those anew.
    let stamp = folder.join("node_modules/.installed-from");
    if fs::read(&stamp).is_ok_and(|installed| installed == pinned) {
        return Ok(folder);
    }
    announce("Installing the npm packages of js/package-lock.json into js/node_modules");
    let mut npm = Command::new("npm");
    // No package here needs its install scripts, so none gets to run any.
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    step::run(
        npm.current_dir(&folder),
        "npm (with Node 20 or newer) must be in PATH and have access to a registry.",
    )?;
    fs::write(&stamp, pinned)
        .map_err(|error| format!("cannot write {}: {error}", stamp.display()))?;
    Ok(folder)
}
