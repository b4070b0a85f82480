//! The workspace: where things are, and how cargo is called in it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::Result;

/// The checkout that `cargo xtask` was called in.
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Finds the workspace by what cargo tells the programs that it runs.
    pub fn find() -> Result<Self> {
        // Read at run time: a build that moved with its target folder would
        // otherwise work on the place that it came from.
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        match manifest.as_deref().and_then(|tests_xtask| tests_xtask.ancestors().nth(2)) {
            Some(root) => Ok(Self { root: root.to_owned() }),
            None => {
                Err("cargo does not say where the workspace is: call `cargo xtask` inside it"
                    .into())
            }
        }
    }

    /// The folder of the workspace's Cargo.toml.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of everything that is built.
    pub fn target(&self) -> PathBuf {
        self.root.join("target")
    }

    /// The component, where users and the host's build script look for it.
    pub fn component(&self) -> PathBuf {
        self.target().join("witsocket.wasm")
    }

    /// The command line tool, where users look for it.
    pub fn cli(&self) -> PathBuf {
        self.target().join("release/witsocket")
    }

    /// The cargo that runs this, told to work in this workspace.
    pub fn cargo(&self) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root);
        // What is built has a documented place, whatever the user configured.
        cargo.env("CARGO_TARGET_DIR", self.target()).env_remove("CARGO_BUILD_TARGET");
        // What cargo says of this package: a build script that looks at such variables, as that of
        // ring does, would run again whenever cargo is called by hand in between.
        for (name, _) in env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                cargo.env_remove(&name);
            }
        }
        cargo
    }
}
