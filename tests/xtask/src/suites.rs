//! The suites of `cargo xtask test`, in the order in which they run.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::bench;
use crate::component::Component;
use crate::debian;
use crate::demo;
use crate::step::{self, Result};
use crate::target::Way;
use crate::tools;
use crate::workspace::Workspace;

/// A suite, chosen by its name with `--only`.
pub struct Suite {
    /// The name on the command line.
    pub name: &'static str,
    /// What it shows, in a line.
    pub about: &'static str,
    /// What must be built before.
    pub needs: Needs,
    /// Runs it.
    pub run: fn(&Workspace) -> Result<Outcome>,
}

/// What a suite needs built; each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// Nothing but its own package.
    Nothing,
    /// The component.
    Component,
    /// The command line tool.
    Cli,
}

/// How a suite ended that did not fail.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything held.
    Passed,
    /// This machine cannot run it, for a reason.
    Skipped(String),
}

/// All suites, the quick ones first.
pub const SUITES: [Suite; 9] = [
    Suite { name: "xtask", about: "this program itself", needs: Needs::Nothing, run: xtask },
    Suite {
        name: "component",
        about: "the component: imports nothing, small",
        needs: Needs::Component,
        run: component,
    },
    Suite {
        name: "core",
        about: "the core: unit tests, laws, documentation",
        needs: Needs::Nothing,
        run: core,
    },
    Suite {
        name: "conformance",
        about: "the wire scripts, on the crate and on the component",
        needs: Needs::Component,
        run: conformance,
    },
    Suite {
        name: "host",
        about: "the host and the command line tool",
        needs: Needs::Cli,
        run: host,
    },
    Suite {
        name: "interop",
        about: "other people's clients, servers and browsers",
        needs: Needs::Cli,
        run: interop,
    },
    Suite { name: "bench", about: "the benchmark runs", needs: Needs::Cli, run: bench_smoke },
    Suite {
        name: "debian",
        about: "the component from Debian's compiler",
        needs: Needs::Nothing,
        run: debian_fallback,
    },
    Suite { name: "demo", about: "the demo", needs: Needs::Cli, run: demo_again },
];

fn xtask(workspace: &Workspace) -> Result<Outcome> {
    run(cargo_test(workspace, "xtask"))
}

fn component(workspace: &Workspace) -> Result<Outcome> {
    let component = Component::read(&workspace.component())?;
    component.check_size()?;
    println!("    {}, no imports", component.size());
    Ok(Outcome::Passed)
}

fn core(workspace: &Workspace) -> Result<Outcome> {
    run(cargo_test(workspace, "witsocket"))
}

fn conformance(workspace: &Workspace) -> Result<Outcome> {
    let mut cargo = workspace.cargo_host("test");
    cargo.args(test_targets(&workspace.root().join("tests/conformance/tests"))?);
    run(cargo)
}

fn host(workspace: &Workspace) -> Result<Outcome> {
    let mut cargo = workspace.cargo_host("test");
    cargo.args(["--lib", "--bins"]).args(test_targets(&workspace.root().join("host/tests"))?);
    run(cargo)?;
    let mut documentation = workspace.cargo_host("test");
    documentation.arg("--doc");
    run(documentation)
}

fn interop(workspace: &Workspace) -> Result<Outcome> {
    let mut cargo = cargo_test(workspace, "witsocket-interop");
    cargo.env("WITSOCKET_CLI", workspace.cli());
    cargo.env("WITSOCKET_PYTHON", tools::ensure_python(workspace.root())?);
    cargo.env("WITSOCKET_NODE_DIR", tools::ensure_node(workspace.root())?);
    cargo.env("WITSOCKET_CHROMIUM", tools::ensure_chromium()?);
    run(cargo)
}

fn bench_smoke(workspace: &Workspace) -> Result<Outcome> {
    bench::run(workspace, &["--smoke".to_owned()])?;
    Ok(Outcome::Passed)
}

/// Builds the component the last way that is left, in a folder of its own.
fn debian_fallback(workspace: &Workspace) -> Result<Outcome> {
    if let Some(obstacle) = debian::obstacle() {
        return Ok(Outcome::Skipped(obstacle));
    }
    Way::Debian.prepare()?;
    let component = Component::build(workspace, Way::Debian)?;
    println!("    {}, no imports", component.size());
    Ok(Outcome::Passed)
}

fn demo_again(workspace: &Workspace) -> Result<Outcome> {
    demo::run(workspace)?;
    Ok(Outcome::Passed)
}

fn cargo_test(workspace: &Workspace, package: &str) -> Command {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--release", "--package", package]);
    cargo
}

/// The arguments that choose the integration tests of a folder.
fn test_targets(folder: &Path) -> Result<Vec<String>> {
    let unreadable = |error| format!("cannot read {}: {error}", folder.display());
    let mut args = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_test = path.extension().is_some_and(|extension| extension == "rs")
            || path.join("main.rs").is_file();
        if let (true, Some(name)) = (is_test, path.file_stem()) {
            args.extend(["--test".to_owned(), name.to_string_lossy().into_owned()]);
        }
    }
    Ok(args)
}

fn run(mut suite: Command) -> Result<Outcome> {
    step::run(&mut suite, "The suite failed: see above.")?;
    Ok(Outcome::Passed)
}
