//! The line that is edited.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::process::{Signal, getpid, kill_process};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Editor, ExternalPrinter, Helper};
use tokio::sync::mpsc::UnboundedSender;

use super::gate::Gate;

/// What somebody typed.
pub enum Typed {
    Line(String),
    /// Ctrl-D.
    End,
    Failed(io::Error),
}

/// Reads lines from the terminal, on a thread of its own.
pub struct LineEditor {
    editor: Editor<Manners, FileHistory>,
    history: Option<PathBuf>,
    typed: UnboundedSender<Typed>,
}

impl LineEditor {
    pub fn new(
        history: Option<&Path>,
        gate: Arc<Gate>,
        typed: UnboundedSender<Typed>,
    ) -> io::Result<Self> {
        let mut editor = Editor::new().map_err(failed)?;
        editor.set_helper(Some(Manners(gate)));
        if let Some(path) = history.filter(|path| path.exists()) {
            editor.load_history(path).map_err(failed)?;
        }
        Ok(Self { editor, history: history.map(Path::to_owned), typed })
    }

    /// What shows lines above the one that is edited.
    pub fn printer(&mut self) -> io::Result<impl ExternalPrinter + Send + use<>> {
        self.editor.create_external_printer().map_err(failed)
    }

    /// Reads until nothing more can come.
    pub fn run(mut self) {
        let mut prompt = PROMPT;
        loop {
            match self.editor.readline(prompt) {
                Ok(line) if prompt == PROMPT => {
                    let kept = self.keep(&line);
                    let _ = self.typed.send(Typed::Line(line));
                    if let Err(error) = kept {
                        let _ = self.typed.send(Typed::Failed(error));
                    }
                }
                Ok(_) | Err(ReadlineError::Signal(_)) => {}
                Err(ReadlineError::Eof) if prompt == PROMPT => {
                    // Nothing more can be said, but something may still come, and Ctrl-C be told.
                    prompt = "";
                    let _ = self.typed.send(Typed::End);
                }
                Err(ReadlineError::Eof) => return,
                // As if the terminal did not belong to us.
                Err(ReadlineError::Interrupted) => {
                    prompt = "";
                    let _ = kill_process(getpid(), Signal::INT);
                }
                Err(error) => {
                    let _ = self.typed.send(Typed::Failed(failed(error)));
                    return;
                }
            }
        }
    }

    /// Keeps a line, to be found again.
    fn keep(&mut self, line: &str) -> io::Result<()> {
        let is_new = self.editor.add_history_entry(line).map_err(failed)?;
        match &self.history {
            Some(path) if is_new => self.editor.append_history(path).map_err(failed),
            _ => Ok(()),
        }
    }
}

/// Opens the gate when a line is begun, and closes it when it is done: of all that the editor asks,
/// these questions come then.
struct Manners(Arc<Gate>);

impl Hinter for Manners {
    type Hint = String;

    fn hint(&self, _line: &str, _position: usize, _context: &Context<'_>) -> Option<String> {
        self.0.open();
        None
    }
}

impl Validator for Manners {
    fn validate(
        &self,
        _context: &mut ValidationContext<'_>,
    ) -> rustyline::Result<ValidationResult> {
        self.0.close();
        Ok(ValidationResult::Valid(None))
    }
}

impl Completer for Manners {
    type Candidate = String;
}

impl Highlighter for Manners {}

impl Helper for Manners {}

fn failed(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        error => io::Error::other(error),
    }
}

const PROMPT: &str = "> ";
