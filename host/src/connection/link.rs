//! A connection in the component, tied to its transport.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use tracing::debug;

use super::alarm::Alarm;
use super::command::{Call, Command};
use super::detached::{NOTHING, Unsaid};
use super::mailbox::{Addresses, Mailbox, Place};
use super::output::Output;
use super::request::{Policy, Question};
use super::settings::Settings;
use super::transport::Transport;
use crate::bindings::wit;
use crate::engine::{Guest, Instance, Seat, Shard, Trapped, clock};
use crate::tls::SessionSlot;
use crate::types::{FileBody, Message, Misuse, Outgoing, SendError, Stats};

/// Carries out what the component says, for the driver and for handles on the same thread.
///
/// A handle's send goes through here into the transport at once. Whenever the transport then
/// has more to say, it is the driver that is woken.
pub(crate) struct Link {
    pub(super) shard: Rc<Shard>,
    pub(super) mailbox: Arc<Mailbox>,
    pub(super) guest: Guest,
    pub(super) transport: Box<dyn Transport>,
    pub(super) output: Output,
    pub(super) alarm: Alarm,
    /// The driver's.
    pub(super) waker: Waker,
    pub(super) side: Side,
    /// Commands from other threads that are not carried out yet.
    pub(super) commands: VecDeque<Command>,
    /// When to stop waiting for the transport to take what stands before the end.
    pub(super) patience: Option<u64>,
    /// The time of the driver's turn.
    pub(super) now: u64,
    /// When the component wants to be called.
    pub(super) deadline: Option<u64>,
    pub(super) wants_read: bool,
    /// The component has more events.
    pub(super) more: bool,
    /// No step was taken yet, and none need be before a request comes: it is the server's end.
    pub(super) awaits: bool,
    /// The next of these ends the connection.
    pub(super) ending: bool,
    /// The application takes more events.
    pub(super) room: bool,
    /// What the component asked and was not told yet.
    pub(super) question: Option<Question>,
    /// The transport has nothing more to read.
    pub(super) eof: bool,
    /// The last event was given.
    pub(super) closed: bool,
    /// The component was told that the transport takes no more.
    blocked: bool,
    /// The component has as much to send as is good.
    pub(super) full: bool,
    /// Sends wait, for either reason.
    pub(super) congested: bool,
    /// When a handle wrote to the transport, if the driver did not run since.
    pub(super) wrote: Option<u64>,
    /// Messages may be sent without the component.
    pub(super) detaches: bool,
    /// Those that it was not told of yet.
    pub(super) unsaid: Unsaid,
    /// It has opened, and its handler had no turn since.
    pub(super) opens: bool,
    /// The body of the response that the application looks at.
    pub(super) file: Option<FileBody>,
    /// The component gave what it must not give.
    pub(super) faulty: bool,
}

/// What a connection is made of.
pub(crate) struct Line {
    /// The number of the connection.
    pub(crate) id: u64,
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) addresses: Addresses,
    /// Where its TLS handshake leaves what came of it, if there is TLS.
    pub(crate) session: Option<SessionSlot>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) side: Side,
}

/// Which end of the connection this is.
pub(crate) enum Side {
    /// The seat is kept until the transport is gone.
    Client(#[expect(dead_code, reason = "held")] Seat),
    /// The application's say in which requests are accepted, and how.
    Server(Policy),
}

impl Link {
    pub(super) fn new(shard: Rc<Shard>, place: Place, guest: Guest, line: Line) -> Self {
        let Line { id, transport, addresses, session, settings, side } = line;
        let awaits = matches!(side, Side::Server(_));
        Self {
            shard,
            mailbox: Arc::new(Mailbox::new(id, place, addresses, session, settings)),
            guest,
            transport,
            output: Output::default(),
            alarm: Alarm::default(),
            waker: Waker::noop().clone(),
            side,
            commands: VecDeque::new(),
            patience: None,
            now: 0,
            deadline: None,
            wants_read: true,
            more: true,
            awaits,
            ending: false,
            room: true,
            question: None,
            eof: false,
            closed: false,
            blocked: false,
            full: false,
            congested: false,
            wrote: None,
            detaches: false,
            unsaid: NOTHING,
            opens: false,
            file: None,
            faulty: false,
        }
    }

    /// Whether the connection is in this instance of the component.
    pub(crate) fn is_in(&self, instance: &Rc<Instance>) -> bool {
        self.guest.is_in(instance)
    }

    /// Whether this is the server's end.
    pub(crate) fn is_servers(&self) -> bool {
        matches!(self.side, Side::Server(_))
    }

    /// Whether commands wait, here or on their way.
    pub(super) fn has_commands(&self) -> bool {
        !self.commands.is_empty() || self.mailbox.expects_driver()
    }

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

    /// The counters; if the component failed, those that it told last.
    pub(crate) fn stats(&self) -> Result<Stats, Trapped> {
        let asked = self.shard.call(&self.guest, |connection, store, resource| {
            connection.call_stats(store, resource)
        });
        let Ok(stats) = asked else { return self.mailbox.stats().ok_or(Trapped) };
        let mut stats = Stats::from(stats);
        stats.count(&self.unsaid);
        self.mailbox.note_stats(stats);
        Ok(stats)
    }

    /// Takes a step's orders: what to transmit, when to come back, what happened.
    pub(super) fn carry_out(&mut self, step: wit::Step) -> Result<(), Trapped> {
        if !step.transmit.is_empty() {
            self.shard.copies(step.transmit.len());
            self.output.push(step.transmit);
        }
        if step.shutdown {
            self.output.end();
        }
        self.deadline = step.timeout;
        self.wants_read = step.wants_read;
        self.more = step.more;
        self.awaits = false;
        self.ending = step.ending;
        self.detaches = step.detaches;
        self.full |= step.full;
        if !step.events.is_empty() {
            self.tell(step.events)?;
        }
        Ok(())
    }

    /// Writes the body that was announced behind its head, as much of it as has a place there.
    /// Meanwhile the component counts as told that the transport takes no more.
    pub(super) fn stream(&mut self, file: FileBody) -> Result<(), Trapped> {
        let body = self.shard.call(&self.guest, |connection, store, resource| {
            connection.call_body(store, resource)
        })?;
        if body > 0 {
            self.blocked = true;
            self.output.stream(file);
        }
        Ok(())
    }

    /// Writes what waits for the transport, as much as goes.
    ///
    /// When that is not all, the component is told to keep the rest, since it knows what may
    /// wait and what must not; and when it is all, to go on.
    pub(super) fn flush(&mut self) -> Result<(), Trapped> {
        loop {
            let cx = &mut Context::from_waker(&self.waker);
            let written = self.output.poll(&mut *self.transport, cx);
            if self.output.has_moved() && self.closed {
                // Who takes its time with a file is waited for; who takes nothing is not.
                self.patience = None;
            }
            match written {
                Poll::Pending if self.blocked || self.output.pending() == 0 => break,
                Poll::Pending => {
                    self.blocked = true;
                    self.detaches = false;
                    self.shard.call(&self.guest, |connection, store, resource| {
                        connection.call_block(store, resource)
                    })?;
                    break;
                }
                Poll::Ready(Err(error)) => {
                    debug!(id = self.mailbox.id, %error, "writing failed");
                    self.output.fail();
                }
                Poll::Ready(Ok(())) if self.blocked => {
                    let now = clock::now();
                    let step = self.shard.call(&self.guest, |connection, store, resource| {
                        connection.call_unblock(store, resource, now)
                    })?;
                    self.blocked = false;
                    self.full = false;
                    self.carry_out(step)?;
                }
                Poll::Ready(Ok(())) => break,
            }
        }
        let high_water = self.mailbox.settings.high_water;
        let congested = self.full || self.output.pending() > high_water;
        if congested != self.congested {
            self.congested = congested;
            self.mailbox.set_congested(congested);
        }
        Ok(())
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
