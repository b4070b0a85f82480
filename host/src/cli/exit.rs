//! How the tool ends: a status, and one line on stderr if it is not 0.

use std::fmt::Display;
use std::io::Write;
use std::process::{self, ExitCode};

use super::escape::escape;
use super::terminal;

/// Ends the tool at once, whatever it is doing.
pub fn now(failure: Failure) -> ! {
    terminal::restore();
    failure.say();
    process::exit(failure.status.into())
}

/// Why the tool ends with a status other than 0.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    status: u8,
    line: String,
}

impl Failure {
    /// Something went wrong: status 1.
    pub fn new(line: impl Display) -> Self {
        Self { status: 1, line: line.to_string() }
    }

    /// The command line is wrong: status 2.
    pub fn usage(line: impl Display) -> Self {
        Self { status: 2, line: line.to_string() }
    }

    /// Says why and gives the status.
    pub fn report(self) -> ExitCode {
        self.say();
        ExitCode::from(self.status)
    }

    /// The line may quote a peer, and what shows it may be a terminal: it is always escaped.
    fn say(&self) {
        let line = format!("witsocket: {}\n", escape(&self.line));
        // In one piece: the editor may still draw its prompt, over the start of a line that is not
        // complete. There is nobody left to tell that stderr is closed.
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
}
