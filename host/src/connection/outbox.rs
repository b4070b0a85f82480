//! Commands on their way to the driver.

use std::collections::VecDeque;

use super::command::{Call, Command};
use super::wakers::Wakers;
use crate::types::{Misuse, SendError};

/// A bounded queue of commands from other threads, and who waits to send.
#[derive(Default)]
pub(crate) struct Outbox {
    commands: VecDeque<Command>,
    /// Bytes of messages among the commands, and among those that the driver took but could
    /// not carry out yet.
    bytes: usize,
    /// Whether the connection has as much to send as is good.
    pub(crate) congested: bool,
    /// Whether a message was begun and not finished.
    in_message: bool,
    /// Whether a message of parts is under way that others wait for.
    pub(crate) streaming: bool,
    /// Whether a close stands in the queue or was carried out.
    closing: bool,
    senders: Wakers,
}

impl Outbox {
    /// Says what can be said before the driver tries. A message gets no other answer.
    pub(crate) fn check(&self, command: &Command) -> Result<(), SendError> {
        match command {
            Command::Send(_) if self.closing => Err(SendError::Closed),
            Command::Send(_) if self.in_message && !self.streaming => {
                Err(SendError::Misuse(Misuse::MessageInProgress))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn push(&mut self, command: Command) {
        self.bytes += command.len();
        match &command {
            Command::Call(call, _) => self.note(call),
            Command::Send(_) | Command::Stats(_) => {}
        }
        self.commands.push_back(command);
    }

    /// Remembers what a call changes.
    pub(crate) fn note(&mut self, call: &Call) {
        match call {
            Call::Begin(..) => self.in_message = true,
            Call::Finish => self.in_message = false,
            Call::Close(_) => self.closing = true,
            Call::Part(_) | Call::Ping(_) | Call::Pong(_) => {}
        }
    }

    /// Whether a close stands in the queue or was carried out.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing
    }

    /// A close was refused.
    pub(crate) fn not_closing(&mut self) {
        self.closing = false;
    }

    /// Gives the commands to the driver.
    pub(crate) fn take(&mut self, into: &mut VecDeque<Command>) {
        into.append(&mut self.commands);
    }

    /// The driver carried out commands with these bytes.
    pub(crate) fn done(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    /// Bytes of messages that wait here.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether a send is to wait.
    pub(crate) fn is_full(&self, high_water: usize) -> bool {
        self.congested || (self.bytes > 0 && self.bytes >= high_water)
    }

    pub(crate) fn wait(&mut self, waker: &std::task::Waker) {
        self.senders.register(waker);
    }

    /// Those who may go on, if there is room.
    pub(crate) fn released(&mut self, high_water: usize) -> Wakers {
        match self.is_full(high_water) {
            true => Wakers::default(),
            false => self.senders.take(),
        }
    }

    /// The end. Returns all who wait, and drops the commands, whose callers hear so.
    pub(crate) fn end(&mut self) -> Wakers {
        self.closing = true;
        self.commands = VecDeque::new();
        self.senders.take()
    }
}
