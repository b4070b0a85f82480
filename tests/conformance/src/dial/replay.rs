//! Replays the script of a dial, as it stands and with failures.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use super::script::{DialScript, DialStep, opening};
use super::{Action, Dialler, Happening, StartDial};
use crate::failure::dump;
use crate::pattern::Memory;

/// Replays a script whole, byte by byte, and with a failure of each kind behind each step.
/// Returns how often it was replayed.
pub fn check(script: &DialScript, start: &StartDial<'_>) -> Result<usize, String> {
    let mut replays = 0;
    for split in [false, true] {
        replays += 1;
        if let Some(world) = World::new(script, start, split)? {
            world.play(script.steps.len())?.finish()?;
        }
    }
    for steps in 0..script.steps.len() {
        for mishap in MISHAPS {
            replays += 1;
            let Some(world) = World::new(script, start, false)? else { continue };
            let mut world = world.play(steps)?;
            let result = world.suffer(mishap).and_then(|()| world.is_clean());
            result.map_err(|error| {
                let name = &script.name;
                format!("{name}: {mishap:?} behind {steps} steps: {error}")
            })?;
        }
    }
    Ok(replays)
}

/// What can go wrong at any time.
#[derive(Clone, Copy, Debug)]
enum Mishap {
    /// What is under way fails: the look-up, and every transport.
    Failure,
    Eof,
    /// Nothing happens any more, until the opening timeout.
    Silence,
    GiveUp,
}

const MISHAPS: [Mishap; 4] = [Mishap::Failure, Mishap::Eof, Mishap::Silence, Mishap::GiveUp];

struct World<'a> {
    script: &'a DialScript,
    dial: Box<dyn Dialler>,
    split: bool,
    now: Duration,
    memory: Memory,
    output: Vec<u8>,
    actions: VecDeque<Action>,
    /// Permits that are asked for, by number.
    permits: HashMap<u32, String>,
    /// Transports in the order in which they were begun.
    transports: Vec<u32>,
    alive: HashSet<u32>,
    resolving: bool,
    /// There is a connection.
    open: bool,
    /// There is an end, or another attempt.
    failures: Vec<bool>,
}

impl<'a> World<'a> {
    /// `None` if the dial is refused as it has to be.
    fn new(
        script: &'a DialScript,
        start: &StartDial<'_>,
        split: bool,
    ) -> Result<Option<Self>, String> {
        let expected = match script.steps.first() {
            Some((_, _, DialStep::Refused(name))) => Some(name),
            _ => None,
        };
        let dial = match (start(&script.setup), expected) {
            (Err(error), Some(expected)) if error == *expected => return Ok(None),
            (Err(error), _) => return Err(format!("{}: refused: {error}", script.name)),
            (Ok(_), Some(expected)) => return Err(format!("{}: not {expected}", script.name)),
            (Ok(dial), None) => dial,
        };
        let mut world = Self {
            script,
            dial,
            split,
            now: Duration::ZERO,
            memory: Memory::default(),
            output: Vec::new(),
            actions: VecDeque::new(),
            permits: HashMap::new(),
            transports: Vec::new(),
            alive: HashSet::new(),
            resolving: false,
            open: false,
            failures: Vec::new(),
        };
        world.drain()?;
        Ok(Some(world))
    }

    /// Carries out so many steps of the script.
    fn play(mut self, steps: usize) -> Result<Self, String> {
        for (number, line, step) in &self.script.steps[..steps] {
            self.step(step)
                .map_err(|error| format!("{}:{number}: `{line}`: {error}", self.script.name))?;
        }
        Ok(self)
    }

    fn step(&mut self, step: &DialStep) -> Result<(), String> {
        match step {
            DialStep::Do(words) => self.expect(words),
            DialStep::Transmit(pattern) => {
                let taken = pattern
                    .take(&self.output, &mut self.memory)
                    .map_err(|mismatch| format!("{mismatch:?} in {}", dump(&self.output)))?;
                self.output.drain(..taken);
                Ok(())
            }
            DialStep::Receive(data) => self.receive(data),
            DialStep::Open => {
                let response = opening(&self.memory.accept()?);
                self.receive(response.as_bytes())
            }
            DialStep::Advance(time) => self.advance(*time),
            DialStep::Happen(words) => {
                let happening = self.happening(words)?;
                self.tell(&happening)
            }
            DialStep::Refused(_) => Ok(()),
        }
    }

    /// Checks that nothing is left that the script does not name.
    fn finish(self) -> Result<(), String> {
        let name = &self.script.name;
        if let Some(action) = self.actions.front() {
            return Err(format!("{name}: there is more to do: {action:?}"));
        }
        if !self.output.is_empty() {
            return Err(format!("{name}: there is more output: {}", dump(&self.output)));
        }
        Ok(())
    }

    fn expect(&mut self, words: &str) -> Result<(), String> {
        let action = self.actions.pop_front().ok_or("there is nothing to do")?;
        let retry = |delay: &Option<Duration>| match delay {
            None => String::new(),
            Some(delay) => format!(" retry={}ms", delay.as_millis()),
        };
        let actual = match &action {
            Action::Acquire { key, limit, .. } => format!("acquire {key} {limit}"),
            Action::Release(number) => format!("release {}", self.permits_of(*number)),
            Action::Resolve(host) => format!("resolve {host}"),
            Action::Connect(_, endpoint) => format!("connect {endpoint}"),
            Action::Disconnect(number) => format!("disconnect {}", self.index_of(*number)),
            Action::Secure(name, received) if received.is_empty() => format!("secure {name}"),
            Action::Secure(name, received) => format!("secure {name} {}", dump(received)),
            Action::Transmit(_) => unreachable!("it is in the output"),
            Action::Request => "request".into(),
            Action::Open => "open".into(),
            Action::Failed(error, delay) => format!("failed {error}{}", retry(delay)),
        };
        // The first delay is random, and less than so much.
        if let Some(words) = words.strip_suffix(" retry<5s")
            && let Action::Failed(error, Some(delay)) = &action
            && words == format!("failed {error}")
            && *delay < Duration::from_secs(5)
        {
            return Ok(());
        }
        if words == actual { Ok(()) } else { Err(format!("it does `{actual}`")) }
    }

    fn happening(&self, words: &str) -> Result<Happening, String> {
        let mut words = words.split_whitespace();
        let kind = words.next().unwrap_or_default();
        let mut transport = || match words.next() {
            None => self.transports.last().copied().ok_or("there is no transport"),
            Some(index) => {
                let index = index.parse::<usize>().map_err(|_| "not a number")?;
                self.transports.get(index.wrapping_sub(1)).copied().ok_or("no such transport")
            }
        };
        Ok(match kind {
            "acquired" => {
                let newest = self.permits.keys().max();
                Happening::Acquired(*newest.ok_or("no permit is asked for")?)
            }
            "connected" => Happening::Connected(transport()?),
            "failed" => Happening::Failed(transport()?),
            "resolved" => {
                let addresses = words.map(|word| word.parse().map_err(|_| word.to_owned()));
                Happening::Resolved(addresses.collect::<Result<_, String>>()?)
            }
            "unresolved" => Happening::Unresolved,
            "secured" => Happening::Secured,
            "eof" => Happening::Eof,
            "give-up" => Happening::GiveUp,
            "retry" => Happening::Retry,
            "request" => Happening::Request(b"X-More".to_vec(), b"1".to_vec()),
            other => return Err(format!("there is no `{other}`")),
        })
    }

    fn receive(&mut self, data: &[u8]) -> Result<(), String> {
        let size = if self.split { 1 } else { data.len().max(1) };
        data.chunks(size).try_for_each(|piece| self.tell(&Happening::Received(piece.to_vec())))
    }

    fn tell(&mut self, happening: &Happening) -> Result<(), String> {
        match happening {
            Happening::Resolved(_) | Happening::Unresolved => self.resolving = false,
            Happening::Failed(number) => {
                self.alive.remove(number);
            }
            _ => {}
        }
        self.dial.handle(happening, self.now)?;
        self.drain()?;
        // Needless at any time but one.
        if self.dial.deadline().is_none_or(|deadline| deadline > self.now) {
            self.dial.handle(&Happening::Timeout, self.now)?;
            self.drain()?;
        }
        Ok(())
    }

    fn advance(&mut self, time: Duration) -> Result<(), String> {
        let end = self.now + time;
        while let Some(deadline) = self.dial.deadline().filter(|deadline| *deadline <= end) {
            self.now = self.now.max(deadline);
            self.dial.handle(&Happening::Timeout, self.now)?;
            self.drain()?;
        }
        self.now = end;
        Ok(())
    }

    fn drain(&mut self) -> Result<(), String> {
        while let Some(action) = self.dial.action() {
            match &action {
                _ if self.open => return Err(format!("behind `open` there is {action:?}")),
                Action::Acquire { number, key, .. } => {
                    self.permits.insert(*number, key.clone());
                }
                Action::Release(number) if !self.permits.contains_key(number) => {
                    return Err("a permit is released that there is not".into());
                }
                Action::Connect(number, _) => {
                    self.transports.push(*number);
                    self.alive.insert(*number);
                }
                Action::Disconnect(number) => {
                    self.alive.remove(number);
                }
                Action::Resolve(_) => self.resolving = true,
                Action::Transmit(data) => {
                    self.memory.note_key(data);
                    self.output.extend_from_slice(data);
                    continue;
                }
                Action::Open => self.open = true,
                Action::Failed(_, retry) => {
                    self.resolving = false;
                    self.failures.push(retry.is_some());
                }
                _ => {}
            }
            // Those that wait to be named keep their permit's name.
            self.actions.push_back(action);
        }
        Ok(())
    }

    fn permits_of(&mut self, number: u32) -> String {
        self.permits.remove(&number).unwrap_or_default()
    }

    fn index_of(&self, number: u32) -> usize {
        self.transports.iter().position(|known| *known == number).map_or(0, |index| index + 1)
    }

    /// Lets something go wrong, which nobody who wrote the script had in mind.
    fn suffer(&mut self, mishap: Mishap) -> Result<(), String> {
        if self.open {
            return Ok(());
        }
        match mishap {
            Mishap::Failure => {
                let failures = self.failures.len();
                let under_way = self.resolving || !self.alive.is_empty();
                if self.resolving {
                    self.tell(&Happening::Unresolved)?;
                }
                // As long as there are addresses to try.
                while let Some(number) = self.alive.iter().min().copied() {
                    self.tell(&Happening::Failed(number))?;
                }
                // A race may still have addresses that stand at the gate.
                if under_way && self.permits.is_empty() && self.failures.len() == failures {
                    return Err("nobody is told".into());
                }
            }
            Mishap::Eof => self.tell(&Happening::Eof)?,
            Mishap::Silence => {
                let failures = self.failures.len();
                let waits = self.dial.deadline().is_some();
                // The first delay before an attempt, and the opening timeout.
                self.advance(Duration::from_secs(16))?;
                if waits && self.failures.len() == failures && self.failures.last() != Some(&true) {
                    return Err("it waits for ever".into());
                }
            }
            Mishap::GiveUp => {}
        }
        self.tell(&Happening::GiveUp)
    }

    /// Whether all that was begun is let go, and nothing more comes.
    fn is_clean(&mut self) -> Result<(), String> {
        if self.open {
            return Ok(());
        }
        let released: Vec<u32> = (self.actions.iter())
            .filter_map(|action| match action {
                Action::Release(number) => Some(*number),
                _ => None,
            })
            .collect();
        released.into_iter().for_each(|number| drop(self.permits_of(number)));
        if !self.permits.is_empty() || !self.alive.is_empty() {
            return Err(format!("left behind: {:?}, {:?}", self.permits, self.alive));
        }
        if let Some(deadline) = self.dial.deadline() {
            return Err(format!("it waits until {deadline:?}"));
        }
        self.actions.clear();
        self.output.clear();
        let addresses = vec![([192, 0, 2, 1], 1).into()];
        for happening in [
            Happening::Acquired(1),
            Happening::Resolved(addresses),
            Happening::Connected(1),
            Happening::Secured,
            Happening::Received(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
            Happening::Eof,
            Happening::Failed(1),
            Happening::Timeout,
        ] {
            self.tell(&happening)?;
        }
        match self.actions.front() {
            None => Ok(()),
            Some(action) => Err(format!("it goes on with {action:?}")),
        }
    }
}
