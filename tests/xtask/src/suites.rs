//! The suites of `cargo xtask test`, in the order in which they run.

use std::path::PathBuf;

use crate::bench;
use crate::component::{Component, WEBSOCKET};
use crate::composition;
use crate::debian;
use crate::demo;
use crate::fuzz;
use crate::js;
use crate::playground;
use crate::runtimes;
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

/// All suites, in the order in which they run.
pub const SUITES: [Suite; 16] = [
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
        name: "fuzz",
        about: "the core against inputs that find their way into it, for a moment",
        needs: Needs::Nothing,
        run: fuzz_smoke,
    },
    Suite {
        name: "conformance",
        about: "the wire scripts and the dials, on the crate and on the component",
        needs: Needs::Component,
        run: conformance,
    },
    Suite {
        name: "composition",
        about: "extensions of another component, composed with the protocol",
        needs: Needs::Component,
        run: composition,
    },
    Suite {
        name: "host",
        about: "the host and the command line tool",
        needs: Needs::Cli,
        run: host,
    },
    Suite {
        name: "interop",
        about: "other people's clients, servers, proxies and browsers",
        needs: Needs::Cli,
        run: interop,
    },
    Suite {
        name: "js-package",
        about: "the npm package: its size, types, conditions and documentation",
        needs: Needs::Nothing,
        run: js_package,
    },
    Suite {
        name: "js-conformance",
        about: "the wire scripts and the dials, on the core of the npm package",
        needs: Needs::Nothing,
        run: js_conformance,
    },
    Suite {
        name: "js-readme",
        about: "the programs in the README of the npm package",
        needs: Needs::Nothing,
        run: js_readme,
    },
    Suite {
        name: "js",
        about: "the npm package on Node, Deno, Bun, workerd and in browsers",
        needs: Needs::Nothing,
        run: js_runtimes,
    },
    Suite {
        name: "playground",
        about: "the playground, in Chromium and Firefox",
        needs: Needs::Nothing,
        run: play,
    },
    Suite {
        name: "bench",
        about: "the benchmarks run; our messages are as small as zlib's",
        needs: Needs::Cli,
        run: bench_smoke,
    },
    Suite {
        name: "debian",
        about: "the component from Debian's compiler",
        needs: Needs::Nothing,
        run: debian_fallback,
    },
    Suite { name: "demo", about: "the demo", needs: Needs::Cli, run: demo_again },
];

fn xtask(workspace: &Workspace) -> Result<Outcome> {
    cargo_test(workspace, "xtask", &[])
}

fn component(workspace: &Workspace) -> Result<Outcome> {
    let component = Component::read(&workspace.component())?;
    component.check_imports()?;
    component.check_size()?;
    println!("    {}, no imports", component.size());
    Ok(Outcome::Passed)
}

fn core(workspace: &Workspace) -> Result<Outcome> {
    cargo_test(workspace, "witsocket", &[])
}

fn fuzz_smoke(workspace: &Workspace) -> Result<Outcome> {
    // So many and not so long: what fails once fails again.
    fuzz::run(workspace, &["--runs".into(), "2000".into()])?;
    Ok(Outcome::Passed)
}

fn conformance(workspace: &Workspace) -> Result<Outcome> {
    cargo_test(workspace, "witsocket-conformance", &[])
}

fn composition(workspace: &Workspace) -> Result<Outcome> {
    let composed = composition::compose(workspace)?;
    // Ignored, since nothing but this knows where the component is.
    for (package, test, name) in
        [("witsocket-conformance", "composed", ""), ("witsocket-host", "all", "extension::")]
    {
        let mut cargo = workspace.cargo();
        cargo.args(["test", "--release", "--package", package, "--test", test, "--"]);
        // One after the other, since one of them measures, and another keeps a processor busy.
        cargo.args(["--ignored", "--test-threads=1", name]).env("WITSOCKET_COMPOSED", &composed);
        step::run(&mut cargo, "The suite failed: see above.")?;
    }
    Ok(Outcome::Passed)
}

fn host(workspace: &Workspace) -> Result<Outcome> {
    cargo_test(workspace, "witsocket-host", &[])
}

fn interop(workspace: &Workspace) -> Result<Outcome> {
    let tools = [
        ("WITSOCKET_CLI", workspace.cli()),
        ("WITSOCKET_PYTHON", tools::ensure_python(workspace.root())?),
        ("WITSOCKET_NODE_DIR", tools::ensure_node(workspace.root())?),
        ("WITSOCKET_CHROMIUM", tools::ensure_chromium()?),
        ("WITSOCKET_CURL", tools::ensure_curl()?),
        ("WITSOCKET_TINYPROXY", tools::ensure_tinyproxy()?),
        ("WITSOCKET_MICROSOCKS", tools::ensure_microsocks()?),
    ];
    cargo_test(workspace, "witsocket-interop", &tools)
}

fn js_package(workspace: &Workspace) -> Result<Outcome> {
    js::package(workspace)?;
    js::check_sizes(workspace)?;
    js::consume(workspace)?;
    js::docs(workspace)?;
    Ok(Outcome::Passed)
}

fn js_conformance(workspace: &Workspace) -> Result<Outcome> {
    js::package(workspace)?;
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--release", "--package", "witsocket-conformance-js"]);
    cargo.args(["--", "--ignored"]).env("WITSOCKET_JS_SUBJECT", js::subject(workspace));
    step::run(&mut cargo, "The suite failed: see above.")?;
    Ok(Outcome::Passed)
}

fn js_readme(workspace: &Workspace) -> Result<Outcome> {
    js::package(workspace)?;
    js::run_readme(workspace)?;
    Ok(Outcome::Passed)
}

fn js_runtimes(workspace: &Workspace) -> Result<Outcome> {
    js::package(workspace)?;
    runtimes::run(workspace, &js::dist(workspace))?;
    Ok(Outcome::Passed)
}

fn play(workspace: &Workspace) -> Result<Outcome> {
    playground::build(workspace)?;
    playground::test(workspace)?;
    Ok(Outcome::Passed)
}

fn bench_smoke(workspace: &Workspace) -> Result<Outcome> {
    js::package(workspace)?;
    for benchmark in [
        &["--smoke"][..],
        &["churn", "--smoke"],
        &["deflate", "--smoke"],
        &["memory", "--smoke"],
        &["js", "--smoke"],
    ] {
        let args: Vec<String> = benchmark.iter().map(|&arg| arg.to_owned()).collect();
        bench::run(workspace, &args)?;
    }
    Ok(Outcome::Passed)
}

/// Builds the component the last way that is left, in a folder of its own.
fn debian_fallback(workspace: &Workspace) -> Result<Outcome> {
    if let Some(obstacle) = debian::obstacle() {
        return Ok(Outcome::Skipped(obstacle));
    }
    Way::Debian.prepare()?;
    let component = Component::build(workspace, Way::Debian, WEBSOCKET)?;
    component.check_imports()?;
    println!("    {}, no imports", component.size());
    Ok(Outcome::Passed)
}

fn demo_again(workspace: &Workspace) -> Result<Outcome> {
    demo::run(workspace)?;
    Ok(Outcome::Passed)
}

/// Load and faults in full; the suite of the host has them in a small way.
pub fn soak(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--release", "--package", "witsocket-host", "--test", "soak"]);
    cargo.args(["--", "--nocapture", "--test-threads", "1"]).env("WITSOCKET_SOAK", "1");
    step::run(&mut cargo, "Something did not hold: see above.")
}

/// Runs the tests of a package, which finds what it needs in the environment.
fn cargo_test(
    workspace: &Workspace,
    package: &str,
    environment: &[(&str, PathBuf)],
) -> Result<Outcome> {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--release", "--package", package]);
    cargo.envs(environment.iter().map(|(name, path)| (name, path)));
    step::run(&mut cargo, "The suite failed: see above.")?;
    Ok(Outcome::Passed)
}
