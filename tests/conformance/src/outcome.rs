//! What comes out of a subject, the laws that hold for all of it, and what a script expects of it.

use std::collections::VecDeque;

use crate::event::{Event, Expectation};
use crate::failure::{Fault, abridged, dump};
use crate::frames::{Context, Deflated};
use crate::pattern::{Memory, Pattern};
use crate::script::Line;
use crate::subject::{Delivery, Output, Role, Setup};
use crate::transcript::Scene;

/// What came out of a subject: all of it, and the part that no step has matched yet.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) memory: Memory,
    output: Vec<u8>,
    eof: bool,
    events: VecDeque<Event>,
    /// All that was ever written.
    written: Vec<u8>,
    ended: bool,
    closed: bool,
    role: Role,
    /// What the peer knows of our compressor, once compression was agreed on.
    context: Option<Context>,
    /// Adjacent chunks of a message count as one.
    merge: bool,
    /// The response that we write has no body, since it answers HEAD.
    to_head: bool,
}

impl Outcome {
    pub(crate) fn new(setup: &Setup) -> Self {
        let deflate = setup.deflate.as_ref().filter(|_| setup.open);
        Self {
            role: setup.role,
            context: deflate.map(|deflate| Context::new(setup.role, deflate.agreed())),
            merge: setup.delivery == Delivery::Chunk,
            memory: Memory::default(),
            output: Vec::new(),
            eof: false,
            events: VecDeque::new(),
            written: Vec::new(),
            ended: false,
            closed: false,
            to_head: false,
        }
    }

    /// Takes an event of the subject.
    pub(crate) fn event(&mut self, event: Event) -> Result<(), Fault> {
        if self.closed {
            return Err(Fault::Broken(format!("`closed` has to be the last event, yet: {event}")));
        }
        self.closed = matches!(event, Event::Closed(_));
        if let Event::Open { deflate: Some(agreed), .. } = event {
            self.context = Some(Context::new(self.role, agreed));
        }
        self.to_head |= matches!(&event, Event::Request { method, .. } if method == "HEAD");
        if self.merge
            && let Event::Chunk { kind, last, data } = &event
        {
            // Where a chunk ends depends on how the bytes arrive.
            if data.is_empty() && !last {
                return Ok(());
            }
            if let Some(Event::Chunk { kind: open, last: ended @ false, data: begun }) =
                self.events.back_mut()
                && open == kind
            {
                begun.extend_from_slice(data);
                *ended = *last;
                return Ok(());
            }
        }
        self.events.push_back(event);
        Ok(())
    }

    /// Takes output of the subject.
    pub(crate) fn output(&mut self, output: Output) -> Result<(), Fault> {
        if self.ended {
            return Err(Fault::Broken(format!("the stream was ended, yet: {output:?}")));
        }
        match output {
            Output::Data(data) => {
                self.output.extend_from_slice(&data);
                self.written.extend_from_slice(&data);
            }
            Output::Eof => {
                self.ended = true;
                self.eof = true;
            }
        }
        Ok(())
    }

    /// Matches the beginning of the output.
    pub(crate) fn expect_output(&mut self, pattern: &Pattern) -> Result<(), Fault> {
        let taken = pattern.take(&self.output, &mut self.memory).map_err(Fault::output)?;
        self.output.drain(..taken);
        Ok(())
    }

    /// Matches compressed frames at the beginning of the output.
    pub(crate) fn expect_deflated(&mut self, expected: &Deflated) -> Result<(), Fault> {
        let context = self.context.as_mut();
        let context =
            context.ok_or_else(|| Fault::Broken("compression was not agreed on".into()))?;
        let taken = context.take(expected, &self.output, &mut self.memory.masks)?;
        self.output.drain(..taken);
        Ok(())
    }

    /// Matches the end of the output.
    pub(crate) fn expect_eof(&mut self) -> Result<(), Fault> {
        if !self.output.is_empty() {
            return Err(Fault::different("the output", "its end", dump(&self.output)));
        }
        if !std::mem::take(&mut self.eof) {
            return Err(Fault::different("the output", "its end", "nothing"));
        }
        Ok(())
    }

    /// Matches the next event.
    pub(crate) fn expect_event(
        &mut self,
        expectation: &Expectation,
        line: &Line,
    ) -> Result<(), Fault> {
        let event = self.events.pop_front();
        let matches = match &event {
            Some(event) => expectation.matches(event, &self.memory).map_err(Fault::Broken)?,
            None => false,
        };
        if matches {
            return Ok(());
        }
        let expected = abridged(line.source.trim_start_matches(['!', ' ']));
        let actual = event.map_or("no event".into(), |event| event.to_string());
        Err(Fault::different("the event", expected, actual))
    }

    /// Matches a line of the head that was written.
    pub(crate) fn expect_header(&self, header: &[u8]) -> Result<(), Fault> {
        let head = self.head()?;
        let mut lines = head.split(|byte| *byte == b'\n');
        if lines.any(|line| line.strip_suffix(b"\r") == Some(header)) {
            return Ok(());
        }
        Err(Fault::different("a header", dump(header), dump(head)))
    }

    /// Matches the lack of a header in the head that was written.
    pub(crate) fn expect_no_header(&self, name: &[u8]) -> Result<(), Fault> {
        let is_it = |line: &&[u8]| {
            line.get(name.len()) == Some(&b':') && line[..name.len()].eq_ignore_ascii_case(name)
        };
        match self.head()?.split(|byte| *byte == b'\n').find(is_it) {
            Some(line) => Err(Fault::different("a header", "not there", dump(line))),
            None => Ok(()),
        }
    }

    /// Checks that everything was matched.
    pub(crate) fn nothing_is_left(&self, when: &str) -> Result<(), Fault> {
        let actual = if !self.output.is_empty() {
            format!("> {}", dump(&self.output))
        } else if self.eof {
            "> eof".into()
        } else if let Some(event) = self.events.front() {
            format!("! {event}")
        } else {
            return Ok(());
        };
        Err(Fault::different(format!("more than the script says, {when}"), "nothing", actual))
    }

    /// Checks that a refusal of ours has a body as long as it says (RFC 9112 §6.3), and none
    /// where there must not be one (RFC 9110 §9.3.2, §15.3.5).
    pub(crate) fn response_is_complete(&self, setup: &Setup) -> Result<(), Fault> {
        let response = setup.role == Role::Server && !setup.open;
        if !response || self.written.is_empty() || self.written.starts_with(b"HTTP/1.1 101 ") {
            return Ok(());
        }
        let body = &self.written[self.head()?.len() + 2..];
        let without = [b"HTTP/1.1 204 ", b"HTTP/1.1 304 "];
        if self.to_head || without.iter().any(|head| self.written.starts_with(*head)) {
            if body.is_empty() {
                return Ok(());
            }
            return Err(Fault::different("the body of the response", "nothing", dump(body)));
        }
        self.expect_header(format!("Content-Length: {}", body.len()).as_bytes())
    }

    /// What no step has matched yet.
    pub(crate) fn scene(&self, line: &Line) -> Scene {
        Scene {
            line: line.clone(),
            output: self.output.clone(),
            eof: self.eof,
            events: self.events.iter().cloned().collect(),
        }
    }

    /// The HTTP head that we wrote, with which the output of a handshake begins.
    fn head(&self) -> Result<&[u8], Fault> {
        let end = self.written.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.ok_or_else(|| Fault::Broken("no HTTP head was written".into()))?;
        Ok(&self.written[..end + 2])
    }
}
