//! Talking at a terminal: a line that is edited, and above it what comes.

mod editor;
mod gate;
mod screen;

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, thread};

use nix::sys::termios::{InputFlags, LocalFlags, SetArg, Termios, tcgetattr, tcsetattr};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use self::editor::LineEditor;
use self::gate::Gate;

pub use editor::Typed;
pub use screen::Screen;

/// What is typed, and where the rest is shown.
pub struct Terminal {
    /// No more of them than somebody typed.
    pub typed: UnboundedReceiver<Typed>,
    pub screen: Screen,
}

impl Terminal {
    /// Begins to read lines. The terminal is changed until [`restore`].
    pub fn open(history: Option<&Path>) -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        tcsetattr(io::stdin(), SetArg::TCSADRAIN, &key_by_key(before.clone()))?;
        *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
        let gate = Arc::new(Gate::default());
        let (sender, typed) = unbounded_channel();
        let mut editor = LineEditor::new(history, gate.clone(), sender)?;
        let screen = Screen::new(editor.printer()?, gate)?;
        thread::Builder::new().name("witsocket-editor".into()).spawn(move || editor.run())?;
        Ok(Self { typed, screen })
    }
}

/// The mode in which the editor reads. It would set it for each line anew; but what is typed between
/// two lines would be shown twice then.
fn key_by_key(mut mode: Termios) -> Termios {
    mode.input_flags -= InputFlags::BRKINT
        | InputFlags::ICRNL
        | InputFlags::INPCK
        | InputFlags::ISTRIP
        | InputFlags::IXON;
    mode.local_flags -=
        LocalFlags::ECHO | LocalFlags::ICANON | LocalFlags::IEXTEN | LocalFlags::ISIG;
    mode
}

/// Whether somebody sits there.
pub fn is_there() -> bool {
    // What the editor cannot move the cursor of.
    let is_dumb = env::var("TERM").is_ok_and(|term| ["dumb", "cons25", "emacs"].contains(&&*term));
    io::stdin().is_terminal() && io::stdout().is_terminal() && !is_dumb
}

/// Leaves the terminal as it was, without the line that was edited. The editor does not come to
/// an end by itself, but with the process.
pub fn restore() {
    let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(mode) = before else { return };
    let mut stdout = io::stdout();
    let _ = stdout.write_all(CLEAN).and_then(|()| stdout.flush());
    let _ = tcsetattr(io::stdin(), SetArg::TCSADRAIN, &mode);
}

/// How the terminal was.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// Back to the start of the line, erase the rest of the screen, and let what is pasted be as if it
/// was typed.
const CLEAN: &[u8] = b"\r\x1b[J\x1b[?2004l";
