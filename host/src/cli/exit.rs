//! How the tool ends: a status, and one line on stderr if it is not 0.

use std::fmt::Display;
use std::io::Write;
use std::process::{self, ExitCode};

use super::escape::escape;
use super::terminal;

/// Ends the tool at once, whatever it is doing.
pub fn now(status: u8) -> ! {
    terminal::restore();
    process::exit(status.into())
}

/// Why the tool ends with a status other than 0.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    status: u8,
    line: Option<String>,
}

impl Failure {
    /// Something went wrong: status 1.
    pub fn new(line: impl Display) -> Self {
        Self { status: 1, line: Some(line.to_string()) }
    }

    /// The command line is wrong: status 2.
    pub fn usage(line: impl Display) -> Self {
        Self { status: 2, line: Some(line.to_string()) }
    }

    /// A signal said so: there is nothing to explain.
    pub fn signal(status: u8) -> Self {
        Self { status, line: None }
    }

    /// Says why and gives the status.
    ///
    /// The line may quote a peer, and what shows it may be a terminal: it is always escaped.
    pub fn report(self) -> ExitCode {
        if let Some(line) = self.line {
            // There is nobody left to tell that stderr is closed.
            let _ = writeln!(std::io::stderr(), "witsocket: {}", escape(&line));
        }
        ExitCode::from(self.status)
    }
}
