//! What goes out: messages and calls, for the driver and for handles on the same thread.

use std::task::{Context, Poll};

use bytes::Bytes;

use super::command::Call;
use super::link::Link;
use crate::bindings::wit;
use crate::engine::{Trapped, clock};
use crate::types::{Message, Misuse, Outgoing, SendError};

impl Link {
    /// Sends a message, and takes it out of the slot, when the transport is not behind.
    pub(super) fn poll_send(
        &mut self,
        slot: &mut Option<Outgoing>,
        cx: &Context<'_>,
    ) -> Poll<Result<(), SendError>> {
        if self.congested {
            self.mailbox.wait_to_send(cx);
            return Poll::Pending;
        }
        if self.detaches()
            && let Some(outgoing) = slot.take()
        {
            let now = clock::now();
            let sent = self.push_detached(outgoing.message, now);
            let sent = sent.and_then(|()| self.write_soon(now));
            return Poll::Ready(sent.map_err(|Trapped| SendError::Closed));
        }
        let Some(outgoing) = slot.as_ref() else { return Poll::Ready(Ok(())) };
        if let Err(error) = self.check_size(outgoing.message.len()) {
            if self.may_detach_later() {
                self.wait_for_transport();
                self.mailbox.wait_to_send(cx);
                return Poll::Pending;
            }
            return Poll::Ready(Err(error));
        }
        let sent = match self.give(outgoing) {
            Ok(Ok(step)) => self.follow_soon(step).map(Ok),
            Ok(Err(misuse)) => Ok(Err(misuse)),
            Err(Trapped) => Err(Trapped),
        };
        match sent {
            Err(Trapped) => Poll::Ready(Err(SendError::Closed)),
            Ok(Err(Misuse::WouldBlock)) if self.congested => {
                self.mailbox.wait_to_send(cx);
                Poll::Pending
            }
            Ok(Err(Misuse::MessageInProgress)) if self.mailbox.waits_for_stream(cx) => {
                Poll::Pending
            }
            Ok(Err(misuse)) => Poll::Ready(Err(misuse.into())),
            Ok(Ok(())) => {
                *slot = None;
                Poll::Ready(Ok(()))
            }
        }
    }

    /// Sends a message.
    pub(super) fn send(&mut self, outgoing: &Outgoing) -> Result<Result<(), SendError>, Trapped> {
        if let Err(error) = self.check_size(outgoing.message.len()) {
            return Ok(Err(error));
        }
        match self.give(outgoing)? {
            Ok(step) => self.follow(step).map(Ok),
            Err(misuse) => Ok(Err(misuse.into())),
        }
    }

    /// Whether the component has room for so many bytes of a message.
    pub(super) fn check_size(&self, length: usize) -> Result<(), SendError> {
        let most = self.mailbox.settings.max_given;
        if length > most { Err(SendError::TooLarge { most }) } else { Ok(()) }
    }

    /// Whether messages may pass the component by again when the transport takes more.
    pub(super) fn may_detach_later(&self) -> bool {
        self.blocked && self.is_servers()
    }

    /// Carries out a call. One that must wait for the transport fails with `WouldBlock`.
    pub(super) fn call(&mut self, call: &Call) -> Result<(), SendError> {
        if call.is_data() && self.congested {
            return Err(SendError::Misuse(Misuse::WouldBlock));
        }
        if let Err(misuse) = call.check() {
            self.mailbox.refused(call);
            return Err(misuse);
        }
        self.check_size(call.len())?;
        let applied = match self.apply(&[call.into()]) {
            Ok(applied) => applied,
            Err(Trapped) => return Err(SendError::Closed),
        };
        match applied {
            None => {
                self.mailbox.called(call);
                // What the call changed may concern the driver in more ways than one.
                self.waker.wake_by_ref();
                Ok(())
            }
            Some((_, misuse)) => {
                self.mailbox.refused(call);
                Err(misuse.into())
            }
        }
    }

    /// Carries out many commands. Returns which failed, and why: it and those behind it changed
    /// nothing.
    pub(super) fn apply(
        &mut self,
        commands: &[wit::Command],
    ) -> Result<Option<(u32, Misuse)>, Trapped> {
        let now = clock::now();
        self.shard.copies(commands.iter().map(data_of).sum());
        let applied = self.shard.call(&self.guest, |connection, store, resource| {
            connection.call_apply(store, resource, commands, now)
        })?;
        self.follow(applied.step)?;
        if let Some((_, misuse)) = applied.failed {
            self.would_block(misuse);
        }
        Ok(applied.failed)
    }

    /// Gives a message to the component.
    fn give(&mut self, outgoing: &Outgoing) -> Result<Result<wit::Step, Misuse>, Trapped> {
        let now = clock::now();
        let (data, compress) = (outgoing.message.as_bytes(), outgoing.compress);
        let text = matches!(outgoing.message, Message::Text(_));
        self.shard.copies(data.len());
        let step = self.shard.call(&self.guest, |connection, store, resource| match text {
            true => connection.call_send_text(store, resource, data, compress, now),
            false => connection.call_send_binary(store, resource, data, compress, now),
        })?;
        if let Err(misuse) = step {
            self.would_block(misuse);
        }
        Ok(step)
    }

    /// Carries out a step of a handle. What it transmits waits for the driver if the handle
    /// wrote just before: a handler that sends many messages in a row shall not pay for a
    /// system call each.
    fn follow_soon(&mut self, step: wit::Step) -> Result<(), Trapped> {
        if self.is_corked(clock::now()) {
            return self.carry_out(step);
        }
        self.follow(step)
    }

    /// Writes what was pushed, or lets it wait likewise.
    fn write_soon(&mut self, now: u64) -> Result<(), Trapped> {
        if self.is_corked(now) {
            return Ok(());
        }
        self.flush()
    }

    /// Whether the driver will write what there is now.
    fn is_corked(&mut self, now: u64) -> bool {
        let in_a_row = self.wrote.is_some_and(|wrote| now.saturating_sub(wrote) < CORK_NANOS);
        if in_a_row && self.output.pending() < CORK_BYTES {
            self.waker.wake_by_ref();
            return true;
        }
        self.wrote = Some(now);
        false
    }

    /// Carries out a step at once, outside of the driver, and wakes that if it is concerned.
    fn follow(&mut self, step: wit::Step) -> Result<(), Trapped> {
        self.follow_with(step, None)
    }

    /// The same with bytes to write behind those of the step, which others have as well.
    pub(super) fn follow_with(
        &mut self,
        step: wit::Step,
        shared: Option<Bytes>,
    ) -> Result<(), Trapped> {
        let concerns_driver = step.shutdown
            || step.more && self.room
            || step.wants_read != self.wants_read
            || !step.events.is_empty()
            || !self.alarm.covers(step.timeout);
        self.carry_out(step)?;
        if let Some(shared) = shared {
            self.output.push_shared(shared);
        }
        self.flush()?;
        if concerns_driver {
            self.waker.wake_by_ref();
        }
        Ok(())
    }

    /// The component takes no more than it has: sends wait until the transport took that.
    fn would_block(&mut self, misuse: Misuse) {
        if misuse == Misuse::WouldBlock && self.blocked {
            self.wait_for_transport();
        }
    }

    /// Sends wait until the transport took all that it was given.
    pub(super) fn wait_for_transport(&mut self) {
        self.full = true;
        self.congested = true;
        self.mailbox.set_congested(true);
    }
}

/// Bytes of messages in a command.
fn data_of(command: &wit::Command) -> usize {
    match command {
        wit::Command::Text(outgoing) | wit::Command::Binary(outgoing) => outgoing.data.len(),
        wit::Command::Part(data) => data.len(),
        _ => 0,
    }
}

const CORK_NANOS: u64 = 100_000;
const CORK_BYTES: usize = 32 << 10;
