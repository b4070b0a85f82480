//! What came out of a subject after each action of a script.

use crate::event::Event;
use crate::failure::{Fault, dump};
use crate::script::Line;

/// What came out of a subject after each action, to compare replays with each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    pub(crate) scenes: Vec<Scene>,
}

/// What came of one action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scene {
    pub(crate) line: Line,
    pub(crate) output: Vec<u8>,
    pub(crate) eof: bool,
    pub(crate) events: Vec<Event>,
}

impl Transcript {
    /// Finds where another replay of the same script gave something else.
    pub(crate) fn difference(&self, other: &Self) -> Option<(Line, Fault)> {
        let mut scenes = self.scenes.iter().zip(&other.scenes);
        let (ours, theirs) = scenes.find(|(ours, theirs)| ours != theirs)?;
        let fault = if ours.output != theirs.output {
            let what = "the output is not the same as in the whole replay";
            Fault::different(what, dump(&ours.output), dump(&theirs.output))
        } else if ours.eof != theirs.eof {
            Fault::Broken("the stream is not ended at the same step as in the whole replay".into())
        } else {
            let what = "the events are not the same as in the whole replay";
            Fault::different(what, list(&ours.events), list(&theirs.events))
        };
        Some((theirs.line.clone(), fault))
    }
}

impl Scene {
    /// The lines for the history in a failure.
    pub(crate) fn lines(&self) -> Vec<String> {
        const SHOWN: usize = 8;

        let mut lines = Vec::new();
        if !self.output.is_empty() {
            lines.push(format!("         > {}", dump(&self.output)));
        }
        if self.eof {
            lines.push("         > eof".into());
        }
        let shown = self.events.iter().take(SHOWN);
        lines.extend(shown.map(|event| format!("         ! {event}")));
        if self.events.len() > SHOWN {
            lines.push(format!("         ! .. {} events", self.events.len()));
        }
        lines
    }
}

fn list(events: &[Event]) -> String {
    let events: Vec<String> = events.iter().map(Event::to_string).collect();
    if events.is_empty() { "none".into() } else { events.join("; ") }
}
