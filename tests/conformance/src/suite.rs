//! All scripts, and the report about them.

use std::fmt;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use crate::failure::Failure;
use crate::replay::{Cut, replay};
use crate::script::Script;
use crate::subject::Start;

/// The scripts of a directory.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// The scripts, by name.
    pub scripts: Vec<Script>,
    /// What could not be read.
    pub mistakes: Vec<String>,
}

/// What came of running a suite.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many scripts were run.
    pub scripts: usize,
    /// How many times a script was replayed.
    pub replays: usize,
    /// One text for each script that failed or could not be read.
    pub failures: Vec<String>,
}

/// The ways in which each script is replayed after it was replayed whole.
const CUTS: [Cut; 5] =
    [Cut::EveryByte, Cut::Random(1), Cut::Random(2), Cut::Random(3), Cut::NeedlessTimeouts];

impl Suite {
    /// Reads `tests/scripts`: all of it, or the scripts whose names contain the value of the
    /// environment variable `SCRIPTS`.
    pub fn load() -> Self {
        let only = std::env::var("SCRIPTS").unwrap_or_default();
        Self::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts")), &only)
    }

    /// Reads the scripts of a directory whose names contain `only`.
    pub fn read(directory: &Path, only: &str) -> Self {
        let mut suite = Self::default();
        let mut names: Vec<String> = match fs::read_dir(directory) {
            Ok(entries) => entries
                .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
                .filter(|name| name.ends_with(".ws") && name.contains(only))
                .collect(),
            Err(error) => {
                suite.mistakes.push(format!("the scripts cannot be read: {error}"));
                return suite;
            }
        };
        names.sort();
        for name in names {
            let script = fs::read_to_string(directory.join(&name))
                .map_err(|error| format!("{name}: {error}"))
                .and_then(|text| Script::parse(&name, &text));
            match script {
                Ok(script) => suite.scripts.push(script),
                Err(mistake) => suite.mistakes.push(mistake),
            }
        }
        suite
    }

    /// Replays every script in every way.
    pub fn run(&self, start: &Start<'_>) -> Report {
        let mut report = Report { failures: self.mistakes.clone(), ..Report::default() };
        for script in &self.scripts {
            report.scripts += 1;
            if let Err(failure) = check(script, start, &mut report.replays) {
                report.failures.push(failure);
            }
        }
        report
    }
}

impl Report {
    /// Prints the count, and panics with all failures if there are any.
    #[track_caller]
    pub fn assert_passed(&self, subject: &str) {
        println!("{subject}: {} scripts in {} replays", self.scripts, self.replays);
        assert!(self.failures.is_empty(), "{subject}\n{self}");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.failures.iter().try_for_each(|failure| writeln!(f, "\n{failure}"))?;
        let passed = self.scripts.saturating_sub(self.failures.len());
        writeln!(f, "{passed} of {} scripts passed", self.scripts)
    }
}

/// Replays a script in every way, up to the first failure.
fn check(script: &Script, start: &Start<'_>, replays: &mut usize) -> Result<(), String> {
    let mut guarded = |cut| {
        *replays += 1;
        panic::catch_unwind(AssertUnwindSafe(|| replay(script, cut, start)))
            .map_err(|panic| format!("{} ({cut})\n  panicked: {}", script.name, message(&*panic)))?
            .map_err(|failure| failure.to_string())
    };
    let whole = guarded(Cut::Whole)?;
    for cut in CUTS {
        let other = guarded(cut)?;
        if let Some((line, fault)) = whole.difference(&other) {
            let (name, source) = (script.name.clone(), line.source);
            let seen = Vec::new();
            let failure = Failure { script: name, line: line.number, source, cut, fault, seen };
            return Err(failure.to_string());
        }
    }
    Ok(())
}

fn message(panic: &dyn std::any::Any) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
