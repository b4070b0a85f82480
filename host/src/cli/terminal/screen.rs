//! What is shown above the line that is edited.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;
use std::{io, thread};

use rustyline::ExternalPrinter;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::gate::Gate;

/// The screen, but for the line that is edited.
pub struct Screen {
    pieces: Sender<Piece>,
}

/// Some lines, and whom to tell that they are shown.
type Piece = (String, oneshot::Sender<io::Result<()>>);

impl Screen {
    /// A thread of its own waits for a terminal that is slow.
    pub fn new(
        mut printer: impl ExternalPrinter + Send + 'static,
        gate: Arc<Gate>,
    ) -> io::Result<Self> {
        let (pieces, received) = channel::<Piece>();
        thread::Builder::new().name("witsocket-screen".into()).spawn(move || {
            for (text, shown) in received {
                gate.pass();
                let _ = shown.send(printer.print(text).map_err(io::Error::other));
            }
        })?;
        Ok(Self { pieces })
    }

    /// Shows lines, and waits until the editor has them or is behind no more than one piece.
    pub async fn show(&self, lines: String) -> io::Result<()> {
        let (shown, wait) = oneshot::channel();
        let ended = |_| io::ErrorKind::BrokenPipe.into();
        self.pieces.send((lines, shown)).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        wait.await.unwrap_or_else(|error| Err(ended(error)))
    }

    /// Waits until all is shown.
    pub async fn settle(&self) {
        let all = async {
            // The editor takes one piece more than it has shown: behind two more it has shown all.
            for _ in 0..2 {
                let _ = self.show(NOTHING.into()).await;
            }
        };
        let _ = timeout(PATIENCE, all).await;
    }
}

/// A line that changes nothing: up, and down again.
const NOTHING: &str = "\x1b[A\n";

/// A terminal that takes longer does not show anything any more.
const PATIENCE: Duration = Duration::from_millis(500);
