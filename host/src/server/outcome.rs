//! What a handler may end with.

use std::fmt::Display;

/// What a handler may end with: nothing, or a result whose error can be shown.
pub trait Outcome {
    /// Why the handler failed, if it did.
    fn failure(self) -> Option<String>;
}

impl Outcome for () {
    fn failure(self) -> Option<String> {
        None
    }
}

impl<E: Display> Outcome for Result<(), E> {
    fn failure(self) -> Option<String> {
        self.err().map(|error| error.to_string())
    }
}
