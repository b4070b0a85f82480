//! Finds the component that the library carries.
//!
//! It is taken from the environment variable `WITSOCKET_COMPONENT`, or else from where
//! `cargo xtask build` leaves it.

use std::env;
use std::path::{Path, PathBuf};

fn main() {
    let component = match env::var_os("WITSOCKET_COMPONENT") {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/witsocket.wasm"),
    };
    println!("cargo::rerun-if-env-changed=WITSOCKET_COMPONENT");
    println!("cargo::rerun-if-changed={}", component.display());
    let Ok(component) = component.canonicalize() else {
        panic!("there is no component at {}: run `cargo xtask build` first", component.display());
    };
    println!("cargo::rustc-env=WITSOCKET_COMPONENT={}", component.display());
}
