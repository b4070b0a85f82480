//! Commands from other threads, carried out by the driver.

use bytes::Bytes;
use tracing::debug;

use super::command::{Call, Command};
use super::link::{Link, Side};
use crate::bindings::wit;
use crate::engine::{Trapped, clock};
use crate::types::{Close, Compress, Message, Misuse, Outgoing, SendError};

impl Link {
    /// Carries out the commands that came, as far as the transport is not behind.
    pub(super) fn run_commands(&mut self) -> Result<(), Trapped> {
        let mut done = 0;
        while let Some(command) = self.commands.front() {
            if self.congested && command.is_data() {
                break;
            }
            match self.commands.pop_front() {
                None => break,
                Some(Command::Send(message)) => done += self.send_many(message)?,
                Some(Command::Call(call, answer)) => {
                    done += call.len();
                    let result = self.call(&call);
                    if let Some(answer) = answer {
                        // Whoever called may have gone.
                        let _ = answer.send(result);
                    }
                    self.flush()?;
                }
                Some(Command::Stats(answer)) => {
                    let _ = answer.send(self.stats()?);
                }
            }
        }
        if done > 0 {
            self.mailbox.commands_done(done);
        }
        // A close behind messages that the transport does not take waits for so long.
        if self.patience.is_none() && self.commands.iter().any(Command::is_close) {
            self.lose_patience_later();
        }
        Ok(())
    }

    /// Gives up the messages in front of a close.
    pub(super) fn drop_messages(&mut self) {
        let before = self.commands.len();
        self.commands.retain(|command| !command.is_data());
        let dropped = before - self.commands.len();
        debug!(id = self.mailbox.id, dropped, "messages were not sent in time before the close");
    }

    pub(super) fn lose_patience_later(&mut self) {
        let timeout = self.mailbox.settings.close_timeout;
        self.patience = timeout.map(|timeout| clock::now().saturating_add(timeout));
    }

    /// The server goes away, if this is a connection to it.
    pub(crate) fn go_away(&mut self, close: &Close) {
        if matches!(self.side, Side::Client(_)) {
            return;
        }
        if let Err(SendError::Misuse(misuse)) = self.call(&Call::Close(close.clone())) {
            debug!(id = self.mailbox.id, %misuse, "this close cannot be sent");
            let away = Close { code: GOING_AWAY, reason: String::new() };
            let _ = self.call(&Call::Close(away));
        }
    }

    /// Sends this message and those that follow it, with as few calls as is good. Returns the
    /// bytes that are done with.
    fn send_many(&mut self, first: Outgoing) -> Result<usize, Trapped> {
        if self.detaches() {
            return self.send_detached(first);
        }
        let length = first.message.len();
        let is_large = self.check_size(length).is_err();
        if is_large && self.may_detach_later() {
            self.wait_for_transport();
            self.commands.push_front(Command::Send(first));
            return Ok(0);
        }
        if is_large || !self.is_next_small() {
            return Ok(match self.send(&first)? {
                Err(SendError::Misuse(Misuse::WouldBlock)) if self.congested => {
                    self.commands.push_front(Command::Send(first));
                    0
                }
                Err(error) => {
                    self.lose(error);
                    length
                }
                Ok(()) => length,
            });
        }
        let mut length = first.message.len();
        let mut batch = vec![wit::Command::from(first)];
        while length < BATCH
            && self.is_next_small()
            && let Some(Command::Send(message)) = self.commands.pop_front()
        {
            length += message.message.len();
            batch.push(message.into());
        }
        let Some((failed, misuse)) = self.apply(&batch)? else { return Ok(length) };
        let mut left = batch.into_iter().skip(failed as usize);
        if misuse != Misuse::WouldBlock || !self.congested && failed == 0 {
            left.next();
            self.lose(misuse.into());
        }
        for command in left.rev() {
            let outgoing = outgoing_of(command);
            length -= outgoing.message.len();
            self.commands.push_front(Command::Send(outgoing));
        }
        Ok(length)
    }

    /// The same without the component.
    fn send_detached(&mut self, first: Outgoing) -> Result<usize, Trapped> {
        let (mut length, now) = (0, self.now);
        let mut next = Some(first);
        while let Some(outgoing) = next.take() {
            length += outgoing.message.len();
            self.push_detached(outgoing.message, now)?;
            if length < BATCH
                && let Some(Command::Send(_)) = self.commands.front()
                && let Some(Command::Send(outgoing)) = self.commands.pop_front()
            {
                next = Some(outgoing);
            }
        }
        self.flush()?;
        Ok(length)
    }

    /// Whether a message comes next that the component has room for.
    fn is_next_small(&self) -> bool {
        match self.commands.front() {
            Some(Command::Send(next)) => self.check_size(next.message.len()).is_ok(),
            _ => false,
        }
    }

    fn lose(&self, error: SendError) {
        debug!(id = self.mailbox.id, %error, "a message was not sent");
    }
}

/// What a message of a batch was.
fn outgoing_of(command: wit::Command) -> Outgoing {
    match command {
        wit::Command::Text(wit::Outgoing { data, compress }) => {
            let message = match String::from_utf8(data) {
                Ok(text) => Message::Text(text),
                Err(error) => Message::Binary(error.into_bytes().into()),
            };
            Outgoing { message, compress }
        }
        wit::Command::Binary(wit::Outgoing { data, compress }) => {
            Outgoing { message: Message::Binary(data.into()), compress }
        }
        _ => Outgoing { message: Message::Binary(Bytes::new()), compress: Compress::Auto },
    }
}

/// Bytes of messages that are sent with one call. Each call copies them at once.
const BATCH: usize = 64 << 10;

// RFC 6455 §7.4.1: "such as a server going down".
const GOING_AWAY: u16 = 1001;
