//! The component: built, checked, and put where it is looked for.

use std::fs;
use std::path::Path;

use crate::debian;
use crate::imports;
use crate::linker::Linker;
use crate::step::{self, Result};
use crate::target::{TRIPLE, Way};
use crate::workspace::Workspace;

/// A component, as bytes.
pub struct Component {
    bytes: Vec<u8>,
}

/// What a component is made of.
#[derive(Clone, Copy)]
pub struct Recipe {
    /// The package.
    package: &'static str,
    /// Its features, if it needs any.
    features: Option<&'static str>,
}

/// The protocol, of world `websocket`.
pub const WEBSOCKET: Recipe = Recipe { package: "witsocket-component", features: None };

/// The protocol, of world `extensible`: it imports extensions.
pub const EXTENSIBLE: Recipe =
    Recipe { package: "witsocket-component", features: Some("extensible") };

/// An extension.
pub const CHECKSUM: Recipe = Recipe { package: "witsocket-checksum", features: None };

impl Component {
    /// Compiles the component.
    pub fn build(workspace: &Workspace, way: Way, recipe: Recipe) -> Result<Self> {
        let linker = Linker::find()?;
        let mut flags = vec!["-Ctarget-feature=+simd128".to_owned()];
        flags.extend(linker.flags());

        let mut cargo = workspace.cargo();
        cargo.args([
            "build",
            "--package",
            recipe.package,
            "--profile",
            "component",
            "--target",
            TRIPLE,
        ]);
        if let Some(features) = recipe.features {
            cargo.args(["--features", features]);
        }
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker.path());
        // Encoded, because a path may have a space in it. With `--target` the
        // flags are the component's alone; the tools that build it have none.
        cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));

        let mut target = workspace.target();
        if way == Way::Debian {
            // Two compilers in one folder would undo each other's work.
            target.push("build-std");
            cargo.env("CARGO_TARGET_DIR", &target);
            debian::build_std(&mut cargo);
        }
        step::run(&mut cargo, "The component does not compile: see above.")?;
        let file = format!("{}.wasm", recipe.package.replace('-', "_"));
        Self::read(&target.join(TRIPLE).join("component").join(file))
    }

    /// Reads a component.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes =
            fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        Ok(Self { bytes })
    }

    /// Fails if the component imports anything.
    pub fn check_imports(&self) -> Result<()> {
        match imports::count(&self.bytes)? {
            0 => Ok(()),
            count => {
                Err(format!("the component has {count} imports: nothing may be asked of a host"))
            }
        }
    }

    /// Fails if the component is larger than what users were promised.
    pub fn check_size(&self) -> Result<()> {
        if self.bytes.len() <= LARGEST {
            Ok(())
        } else {
            Err(format!(
                "the component has {}: at most {} KiB are allowed",
                self.size(),
                LARGEST / 1024
            ))
        }
    }

    /// Writes the component, unless it is there already: its time stamp is
    /// what makes cargo build the host again.
    pub fn write(&self, path: &Path) -> Result<()> {
        if fs::read(path).is_ok_and(|written| written == self.bytes) {
            return Ok(());
        }
        fs::write(path, &self.bytes)
            .map_err(|error| format!("cannot write {}: {error}", path.display()))
    }

    /// The size, to be read by people.
    pub fn size(&self) -> String {
        format!("{:.1} KiB", self.bytes.len() as f64 / 1024.0)
    }
}

const LARGEST: usize = 600 * 1024;
