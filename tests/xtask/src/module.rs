//! Compiling for wasm32-unknown-unknown, whichever way the compiler came.

use std::path::{Path, PathBuf};

use crate::debian;
use crate::step::{self, Result};
use crate::target::{TRIPLE, Way};
use crate::workspace::Workspace;

/// What a module is made of.
#[derive(Clone, Copy)]
pub struct Recipe {
    /// The package.
    pub package: &'static str,
    /// Its features, if it needs any.
    pub features: Option<&'static str>,
    /// The profile.
    pub profile: &'static str,
}

impl Recipe {
    /// Compiles it, linked by this linker with these flags for it, and returns where it is.
    pub fn compile(
        self,
        workspace: &Workspace,
        way: Way,
        linker: Option<&Path>,
        linker_flags: Vec<String>,
    ) -> Result<PathBuf> {
        let mut flags = vec!["-Ctarget-feature=+simd128".to_owned()];
        flags.extend(linker_flags);

        let mut cargo = workspace.cargo();
        cargo.args(["build", "--package", self.package]);
        cargo.args(["--profile", self.profile, "--target", TRIPLE]);
        if let Some(features) = self.features {
            cargo.args(["--features", features]);
        }
        if let Some(linker) = linker {
            cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        // Encoded, because a path may have a space in it. With `--target` the
        // flags are the module's alone; the tools that build it have none.
        cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));

        let mut target = workspace.target();
        if way == Way::Debian {
            // Two compilers in one folder would undo each other's work.
            target.push("build-std");
            cargo.env("CARGO_TARGET_DIR", &target);
            debian::build_std(&mut cargo);
        }
        step::run(&mut cargo, &format!("{} does not compile: see above.", self.package))?;
        let file = format!("{}.wasm", self.package.replace('-', "_"));
        Ok(target.join(TRIPLE).join(self.profile).join(file))
    }
}
