//! A directory for the files of a test.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

/// A new directory, which is removed with all that is in it when it is dropped.
pub(crate) struct Directory(PathBuf);

impl Directory {
    #[track_caller]
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("witsocket-interop-{}-{number}", process::id()));
        fs::create_dir(&path)
            .unwrap_or_else(|error| panic!("cannot create {}: {error}", path.display()));
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Its path, as an argument.
    pub(crate) fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("the name of a temporary file is text").to_owned()
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // What is left is only untidy.
        let _ = fs::remove_dir_all(&self.0);
    }
}
