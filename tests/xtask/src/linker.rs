//! The linker that makes a component.
//!
//! `wasm-component-ld` is `wasm-ld` followed by wit-component and its
//! validator. It is a part of Rust's own distribution (it links wasm32-wasip2)
//! and serves wasm32-unknown-unknown as well. With the wit-component crate as
//! a dependency, compiling xtask alone took three minutes on two cores.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step::{self, Result};

/// A `wasm-component-ld`, and the `wasm-ld` that it shall call.
pub struct Linker {
    path: PathBuf,
    wasm_ld: Option<PathBuf>,
}

impl Linker {
    /// Finds the one that belongs to the `rustc` in PATH, or one in PATH.
    pub fn find() -> Result<Self> {
        let host = host_triple()?;
        let tools = sysroot()?.join("lib/rustlib").join(host).join("bin");
        let path = tools.join(NAME);
        if path.is_file() {
            // Only Rust's own distribution puts this folder in the PATH of
            // the linker, so a foreign rustc has to be told.
            return Ok(Self { path, wasm_ld: Some(tools.join("gcc-ld/wasm-ld")) });
        }
        let folders = env::var_os("PATH").unwrap_or_default();
        match env::split_paths(&folders).map(|folder| folder.join(NAME)).find(|path| path.is_file())
        {
            Some(path) => Ok(Self { path, wasm_ld: None }),
            None => Err(ADVICE.into()),
        }
    }

    /// The linker's executable.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The compiler's flags that this linker needs.
    pub fn flags(&self) -> Vec<String> {
        let wasm_ld = self.wasm_ld.as_ref();
        wasm_ld
            .map(|path| format!("-Clink-arg=--wasm-ld-path={}", path.display()))
            .into_iter()
            .collect()
    }
}

/// What links a module that is no component. Without one, the compiler knows its own.
pub fn plain() -> Result<Option<PathBuf>> {
    let path = sysroot()?.join("lib/rustlib").join(host_triple()?).join("bin/rust-lld");
    Ok(path.is_file().then_some(path))
}

/// The folder that the `rustc` in PATH is installed in.
pub fn sysroot() -> Result<PathBuf> {
    step::capture(Command::new("rustc").args(["--print", "sysroot"])).map(PathBuf::from)
}

fn host_triple() -> Result<String> {
    let version = step::capture(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "`rustc -vV` names no host".into())
}

const NAME: &str = "wasm-component-ld";

const ADVICE: &str = "\
`wasm-component-ld` is missing: it makes a component of a WebAssembly module.
It comes with the Rust that rustup installs. With any other Rust, run
    cargo install wasm-component-ld
and install `wasm-ld` (a part of LLVM's lld) too, then run again.";
