//! The component as machine code, kept in a file so that a process starts at once.
//!
//! Without it, each process compiles the component when it first needs it, which takes a few
//! tenths of a second of CPU.
//!
//! ```no_run
//! use std::path::Path;
//! use witsocket_host::precompiled;
//!
//! let file = Path::new("/var/lib/example").join(precompiled::file_name());
//! if !file.exists() {
//!     std::fs::write(&file, precompiled::compile()?)?;
//! }
//! // SAFETY: only we can write to that directory.
//! unsafe { precompiled::load(&file)? };
//! # Ok::<(), std::io::Error>(())
//! ```

use std::io;
use std::path::Path;

use crate::engine;

/// The name for a file with the machine code: another one for each version of the component.
pub fn file_name() -> &'static str {
    concat!("witsocket-", env!("WITSOCKET_COMPONENT_HASH"), ".cwasm")
}

/// Compiles the component for this machine.
///
/// # Errors
///
/// Those of wasmtime, as [`io::ErrorKind::Other`]: this machine cannot run its code.
pub fn compile() -> io::Result<Vec<u8>> {
    engine::precompile().map_err(io::Error::other)
}

/// Uses the machine code in a file. Call it before anything else of this library: a component
/// that is in use stays so.
///
/// # Errors
///
/// The file cannot be read, or it was compiled for another version of wasmtime, other settings or
/// another kind of processor. The library then works as if this had not been called.
///
/// # Safety
///
/// The file must hold what [`compile`] gave, and nobody must change it while this process runs:
/// its code is run as it is. Keep it where only those can write who may change the program too.
#[expect(unsafe_code, reason = "the file is the caller's responsibility")]
pub unsafe fn load(file: &Path) -> io::Result<()> {
    // SAFETY: the caller's.
    unsafe { engine::load(file) }.map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use wasmtime::{Config, Engine, ModuleVersionStrategy};

    use super::*;

    #[test]
    fn what_was_compiled_otherwise_is_refused() {
        let ours = compile().unwrap();
        assert!(load_bytes("ours", &ours).is_ok());

        let error = load_bytes("garbage", b"no machine code").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::Other);
        assert!(load_bytes("cut", &ours[..ours.len() / 2]).is_err());
        let missing = load_file(Path::new("/nowhere/at/all.cwasm")).unwrap_err();
        assert!(missing.to_string().contains("/nowhere/at/all.cwasm"), "{missing}");

        let mut config = Config::new();
        config.epoch_interruption(true);
        let custom = ModuleVersionStrategy::Custom("another version".into());
        config.module_version(custom).unwrap();
        let error = load_bytes("version", &compiled_with(&config)).unwrap_err();
        assert!(error.to_string().contains("version"), "{error}");

        let error = load_bytes("settings", &compiled_with(&Config::new())).unwrap_err();
        assert!(error.to_string().contains("epoch"), "{error}");
    }

    fn compiled_with(config: &Config) -> Vec<u8> {
        Engine::new(config).unwrap().precompile_component(engine::BYTES).unwrap()
    }

    fn load_bytes(name: &str, bytes: &[u8]) -> io::Result<()> {
        let process = std::process::id();
        let file = std::env::temp_dir().join(format!("witsocket-{process}-{name}.cwasm"));
        std::fs::write(&file, bytes)?;
        let loaded = load_file(&file);
        std::fs::remove_file(&file)?;
        loaded
    }

    #[expect(unsafe_code, reason = "that it is refused is what is tested")]
    fn load_file(file: &Path) -> io::Result<()> {
        // SAFETY: what was not compiled by wasmtime is not taken, and what was is harmless.
        unsafe { load(file) }
    }
}
