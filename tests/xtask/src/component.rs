//! The component: built, checked, and put where it is looked for.

use std::fs;
use std::path::Path;

use crate::debian;
use crate::imports;
use crate::linker::Linker;
use crate::step::{self, Result};
use crate::target::{TRIPLE, Way};
use crate::workspace::Workspace;

/// A component that imports nothing.
pub struct Component {
    bytes: Vec<u8>,
}

impl Component {
    /// Compiles the component.
    pub fn build(workspace: &Workspace, way: Way) -> Result<Self> {
        let linker = Linker::find()?;
        let mut flags = vec!["-Ctarget-feature=+simd128".to_owned()];
        flags.extend(linker.flags());

        let mut cargo = workspace.cargo();
        cargo.args([
            "build",
            "--package",
            "witsocket-component",
            "--profile",
            "component",
            "--target",
            TRIPLE,
        ]);
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
        Self::read(&target.join(TRIPLE).join("component/witsocket_component.wasm"))
    }

    /// Reads a component, and refuses one that imports anything.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes =
            fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        match imports::count(&bytes)? {
            0 => Ok(Self { bytes }),
            count => Err(format!(
                "{} has {count} imports: nothing may be asked of a host",
                path.display()
            )),
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
