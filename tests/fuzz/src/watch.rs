//! An eye on inputs that take for ever.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// No input may take longer, even on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// Knows what is running, and since when.
#[derive(Clone, Default)]
pub struct Watch(Arc<Mutex<Running>>);

/// The input, if there is one.
type Running = Option<(Instant, Vec<u8>)>;

impl Watch {
    /// Ends the program, with the input in this file, if one takes for ever.
    pub fn start(file: PathBuf) -> Self {
        let watch = Self::default();
        let other = watch.clone();
        thread::spawn(move || {
            loop {
                thread::sleep(Duration::from_secs(1));
                let running = other.0.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some((since, input)) = &*running
                    && since.elapsed() > PATIENCE
                {
                    let saved = std::fs::write(&file, input);
                    eprintln!("an input of {} bytes does not end: {}", input.len(), file.display());
                    std::process::exit(if saved.is_ok() { 1 } else { 2 });
                }
            }
        });
        watch
    }

    pub fn begin(&self, input: &[u8]) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((Instant::now(), input.to_vec()));
    }

    pub fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
