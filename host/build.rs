//! Finds the component that the library carries.
//!
//! It is taken from the environment variable `WITSOCKET_COMPONENT`, or else from where
//! `cargo xtask build` leaves it.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

fn main() {
    let component = match env::var_os("WITSOCKET_COMPONENT") {
        Some(path) => PathBuf::from(path),
        None => {
            let here = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
            Path::new(&here).join("../target/witsocket.wasm")
        }
    };
    println!("cargo::rerun-if-env-changed=WITSOCKET_COMPONENT");
    println!("cargo::rerun-if-changed={}", component.display());
    let Ok(component) = component.canonicalize() else {
        panic!("there is no component at {}: run `cargo xtask build` first", component.display());
    };
    println!("cargo::rustc-env=WITSOCKET_COMPONENT={}", component.display());

    // For the name of the file with its machine code: no one has a reason to forge it.
    let mut hasher = DefaultHasher::new();
    let bytes = fs::read(&component).expect("it was there a moment ago");
    (bytes, env::var_os("CARGO_PKG_VERSION")).hash(&mut hasher);
    println!("cargo::rustc-env=WITSOCKET_COMPONENT_HASH={:016x}", hasher.finish());
}
