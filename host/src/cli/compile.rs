//! `witsocket compile`: the machine code of the component in a file beside the tool.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use tracing::debug;
use witsocket_host::precompiled;

use super::exit::Failure;

/// Writes the file, unless it is there, and removes those of other versions.
pub fn run() -> Result<(), Failure> {
    let file = file().map_err(|error| Failure::new(format!("where is this program? {error}")))?;
    if !load() {
        write(&file).map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
    }
    for old in others(&file).unwrap_or_default() {
        let _ = fs::remove_file(old);
    }
    println!("{}", file.display());
    Ok(())
}

/// Uses the file if it is there and fits. Returns whether it does.
#[expect(unsafe_code, reason = "who can write beside the program can change the program too")]
pub fn load() -> bool {
    let Some(file) = file().ok().filter(|file| file.exists()) else { return false };
    // SAFETY: `run` wrote it, and it is guarded as well as this program.
    let loaded = unsafe { precompiled::load(&file) };
    if let Err(error) = &loaded {
        debug!(file = %file.display(), %error, "the compiled component is of no use");
    }
    loaded.is_ok()
}

fn write(file: &Path) -> io::Result<()> {
    let code = precompiled::compile()?;
    // Processes that start meanwhile see all of it or nothing.
    let new = file.with_extension(format!("{}.new", process::id()));
    fs::write(&new, code).and_then(|()| fs::rename(&new, file)).inspect_err(|_| {
        let _ = fs::remove_file(&new);
    })
}

fn file() -> io::Result<PathBuf> {
    Ok(env::current_exe()?.with_file_name(precompiled::file_name()))
}

/// The files of other versions.
fn others(file: &Path) -> io::Result<Vec<PathBuf>> {
    let directory = file.parent().map(fs::read_dir).transpose()?;
    let paths = directory.into_iter().flatten().flatten().map(|entry| entry.path());
    let is_other = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        path != file && name.starts_with("witsocket-") && name.ends_with(".cwasm")
    };
    Ok(paths.filter(is_other).collect())
}
