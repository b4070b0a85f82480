//! Replays a script against a subject.

use std::time::Duration;

use crate::event::Event;
use crate::failure::{Failure, Fault, abridged};
use crate::outcome::Outcome;
use crate::script::{Action, Line, Script, Step};
use crate::subject::{Command, Compress, Kind, Start, Subject};
use crate::transcript::Transcript;

/// How the input of a script is cut into pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Consecutive `<` lines are one piece.
    Whole,
    /// Each byte is a piece.
    EveryByte,
    /// Pieces of pseudo-random length.
    Random(u64),
    /// As [`Whole`](Self::Whole), and the timers are asked when nothing is due.
    NeedlessTimeouts,
}

/// Replays a script with one cut.
pub fn replay(script: &Script, cut: Cut, start: &Start<'_>) -> Result<Transcript, Box<Failure>> {
    let fail = |line: &Line, fault, seen| {
        let (script, source) = (script.name.clone(), line.source.clone());
        Box::new(Failure { script, line: line.number, source, cut, fault, seen })
    };
    let refusal = match script.steps.first().map(|step| &step.action) {
        Some(Action::Failed(misuse)) => Some(misuse.as_str()),
        _ => None,
    };
    let subject = match (start(&script.setup, Duration::ZERO), refusal) {
        (Ok(subject), None) => subject,
        (Err(misuse), Some(refusal)) if misuse.0 == refusal => return Ok(Transcript::default()),
        (result, _) => {
            let actual = result.err().map_or("it begins".into(), |misuse| misuse.0);
            let expected = refusal.unwrap_or("it begins");
            let fault = Fault::different("the connection", expected, actual);
            return Err(fail(&script.first, fault, Vec::new()));
        }
    };
    let mut replay = Replay::new(script, cut, subject);
    match replay.run() {
        Ok(()) => Ok(replay.transcript),
        Err((line, fault)) => Err(fail(&line, fault, replay.seen)),
    }
}

struct Replay<'a> {
    script: &'a Script,
    cut: Cut,
    random: u64,
    subject: Box<dyn Subject>,
    now: Duration,
    blocked: bool,
    outcome: Outcome,
    transcript: Transcript,
    seen: Vec<String>,
}

/// A subject that gives more than this after one call will not stop.
const MAX_POLLS: usize = 1_000_000;

impl<'a> Replay<'a> {
    fn new(script: &'a Script, cut: Cut, subject: Box<dyn Subject>) -> Self {
        let random = match cut {
            Cut::Random(seed) => {
                // FNV-1a, so that each script is cut at other places.
                let name = script.name.bytes().chain(seed.to_le_bytes());
                name.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
                    (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
                })
            }
            _ => 0,
        };
        Self {
            script,
            cut,
            random,
            subject,
            now: Duration::ZERO,
            blocked: false,
            outcome: Outcome::new(&script.setup),
            transcript: Transcript::default(),
            seen: Vec::new(),
        }
    }

    fn run(&mut self) -> Result<(), (Line, Fault)> {
        let script = self.script;
        let mut line = &script.first;
        self.act(line, |_| Ok(())).map_err(|fault| (line.clone(), fault))?;
        let mut steps = script.steps.as_slice();
        while let Some(step) = steps.first() {
            line = &step.line;
            let done = self.step(step, steps).map_err(|fault| (line.clone(), fault))?;
            steps = &steps[done..];
        }
        self.outcome
            .nothing_is_left("at the end")
            .and_then(|()| self.outcome.response_is_complete(&script.setup))
            .map_err(|fault| (line.clone(), fault))
    }

    /// Does the first of `steps`, and returns how many were done with it.
    fn step(&mut self, step: &Step, steps: &[Step]) -> Result<usize, Fault> {
        let line = &step.line;
        match &step.action {
            Action::Receive(_) => return self.receive(line, steps),
            Action::ReceiveEof => self.act(line, |replay| {
                replay.subject.receive_eof(replay.now);
                Ok(())
            })?,
            Action::Advance(time) => self.act(line, |replay| replay.advance(*time))?,
            Action::Apply(command) => return self.apply(line, command, steps.get(1)),
            Action::Block => self.act(line, |replay| {
                replay.blocked = true;
                replay.subject.block();
                Ok(())
            })?,
            Action::Unblock => self.act(line, |replay| {
                replay.blocked = false;
                replay.subject.unblock(replay.now);
                Ok(())
            })?,
            Action::Written(pattern) => self.outcome.expect_output(pattern)?,
            Action::WrittenDeflated(frames) => self.outcome.expect_deflated(frames)?,
            Action::WrittenEof => self.outcome.expect_eof()?,
            Action::Happened(times, expectation) => {
                (0..*times).try_for_each(|_| self.outcome.expect_event(expectation, line))?;
            }
            Action::Failed(_) => {
                return Err(Fault::Broken("the step before did not fail".into()));
            }
            Action::WantsRead(wanted) => {
                let word = |wants| if wants { "on" } else { "off" };
                let wants = self.subject.wants_read();
                if wants != *wanted {
                    return Err(Fault::different("wants-read", word(*wanted), word(wants)));
                }
            }
            Action::Header(header) => self.outcome.expect_header(header)?,
            Action::NoHeader(name) => self.outcome.expect_no_header(name)?,
        }
        Ok(1)
    }

    /// Does something to the subject, and collects what comes of it.
    fn act(
        &mut self,
        line: &Line,
        action: impl FnOnce(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.outcome.nothing_is_left("before this step")?;
        self.seen.push(format!("{:3}  {}", line.number, abridged(&line.source)));
        let result = action(self).and_then(|()| self.drain()).and_then(|()| {
            if self.cut == Cut::NeedlessTimeouts {
                self.subject.timeout(self.now);
                self.drain()?;
            }
            Ok(())
        });
        let scene = self.outcome.scene(line);
        self.seen.extend(scene.lines());
        self.transcript.scenes.push(scene);
        result
    }

    fn receive(&mut self, line: &Line, steps: &[Step]) -> Result<usize, Fault> {
        let mut data = Vec::new();
        let mut done = 0;
        for step in steps {
            let Action::Receive(pattern) = &step.action else { break };
            data.extend(pattern.bytes(&self.outcome.memory).map_err(Fault::Broken)?);
            done += 1;
        }
        if done > 1 {
            let more =
                Line { source: format!("{} .. and {} more", line.source, done - 1), ..*line };
            self.act(&more, |replay| replay.feed(&data))?;
        } else {
            self.act(line, |replay| replay.feed(&data))?;
        }
        Ok(done)
    }

    fn feed(&mut self, mut data: &[u8]) -> Result<(), Fault> {
        while !data.is_empty() {
            let len = match self.cut {
                Cut::Whole | Cut::NeedlessTimeouts => data.len(),
                Cut::EveryByte => 1,
                Cut::Random(_) => {
                    // Knuth's MMIX generator; most pieces are short, some long.
                    self.random = self
                        .random
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    let long = self.random >> 60 == 0;
                    let most = if long { data.len() as u64 } else { 13 };
                    (1 + (self.random >> 32) % most) as usize
                }
            };
            let (piece, rest) = data.split_at(len.min(data.len()));
            self.subject.receive(piece, self.now);
            self.drain()?;
            data = rest;
        }
        Ok(())
    }

    fn advance(&mut self, time: Duration) -> Result<(), Fault> {
        let end = self.now + time;
        let mut standing = 0;
        while let Some(deadline) = self.subject.deadline() {
            if deadline > end {
                break;
            }
            standing = if deadline > self.now { 0 } else { standing + 1 };
            if standing > 100 {
                let law = format!("`timeout` does not move the deadline away from {deadline:?}");
                return Err(Fault::Broken(law));
            }
            self.now = self.now.max(deadline);
            self.subject.timeout(self.now);
            self.drain()?;
        }
        self.now = end;
        Ok(())
    }

    fn apply(
        &mut self,
        line: &Line,
        command: &Command,
        next: Option<&Step>,
    ) -> Result<usize, Fault> {
        let refusal = match next.map(|step| &step.action) {
            Some(Action::Failed(misuse)) => Some(misuse.as_str()),
            _ => None,
        };
        let before = (self.subject.deadline(), self.subject.wants_read());
        let mut result = Ok(());
        self.act(line, |replay| {
            result = replay.subject.apply(command, replay.now);
            Ok(())
        })?;
        match (result, refusal) {
            (Ok(()), None) => Ok(1),
            (Err(misuse), Some(refusal)) if misuse.0 == refusal => {
                self.outcome.nothing_is_left("though the command failed")?;
                if before != (self.subject.deadline(), self.subject.wants_read()) {
                    let law = "the command failed, and yet it changed the deadline or wants-read";
                    return Err(Fault::Broken(law.into()));
                }
                Ok(2)
            }
            (result, _) => {
                let actual = result.err().map_or("ok".into(), |misuse| misuse.0);
                Err(Fault::different("the command", refusal.unwrap_or("ok"), actual))
            }
        }
    }

    /// Asks the subject until it has nothing more.
    fn drain(&mut self) -> Result<(), Fault> {
        for _ in 0..MAX_POLLS {
            if let Some(event) = self.subject.poll_event() {
                let answer = self.script.setup.echo.then(|| echo(&event)).flatten();
                self.outcome.event(event)?;
                if let Some(answer) = answer {
                    let sent = self.subject.apply(&answer, self.now);
                    sent.map_err(|misuse| Fault::different("the echo", "ok", misuse.0))?;
                }
            } else if self.blocked {
                return Ok(());
            } else {
                match self.subject.poll_transmit() {
                    Some(output) => self.outcome.output(output)?,
                    None => return Ok(()),
                }
            }
        }
        Err(Fault::Broken("there is no end of events and output".into()))
    }
}

/// What an application that sends everything back does with an event.
fn echo(event: &Event) -> Option<Command> {
    match event {
        Event::Text(data) => Some(Command::Send(Kind::Text, Compress::Auto, data.clone())),
        Event::Binary(data) => Some(Command::Send(Kind::Binary, Compress::Auto, data.clone())),
        _ => None,
    }
}
