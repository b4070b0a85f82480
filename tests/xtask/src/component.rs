//! The component: built, checked, and put where it is looked for.

use std::fs;
use std::path::Path;

use crate::imports;
use crate::linker::Linker;
use crate::module::Recipe;
use crate::step::Result;
use crate::target::Way;
use crate::workspace::Workspace;

/// A component, as bytes.
pub struct Component {
    bytes: Vec<u8>,
}

/// The protocol, of world `websocket`.
pub const WEBSOCKET: Recipe = recipe("witsocket-component", None);

/// The protocol, of world `extensible`: it imports extensions.
pub const EXTENSIBLE: Recipe = recipe("witsocket-component", Some("extensible"));

/// An extension.
pub const CHECKSUM: Recipe = recipe("witsocket-checksum", None);

const fn recipe(package: &'static str, features: Option<&'static str>) -> Recipe {
    Recipe { package, features, profile: "component" }
}

impl Component {
    /// Compiles the component.
    pub fn build(workspace: &Workspace, way: Way, recipe: Recipe) -> Result<Self> {
        let linker = Linker::find()?;
        let file = recipe.compile(workspace, way, Some(linker.path()), linker.flags())?;
        Ok(Self { bytes: imports::without_names(&Self::read(&file)?.bytes) })
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
