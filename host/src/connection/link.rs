//! A connection in the component, tied to its transport.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use tracing::debug;

use super::alarm::Alarm;
use super::command::Command;
use super::detached::{NOTHING, Unsaid};
use super::mailbox::{Addresses, Mailbox, Place};
use super::output::Output;
use super::request::{Policy, Question};
use super::settings::Settings;
use super::transport::Transport;
use crate::bindings::wit;
use crate::engine::{Guest, Instance, Seat, Shard, Trapped, clock};
use crate::tls::SessionSlot;
use crate::types::{FileBody, Stats};

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
    pub(super) blocked: bool,
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

    /// The counters; if the component failed, those that it told last.
    pub(crate) fn stats(&self) -> Result<Stats, Trapped> {
        self.counted(self.shard.call(&self.guest, |connection, store, resource| {
            connection.call_stats(store, resource)
        }))
    }

    /// Frees the connection in the component. Returns the last counters, as `stats` does.
    pub(super) fn free(&self) -> Result<Stats, Trapped> {
        self.counted(self.shard.call(&self.guest, |connection, store, resource| {
            connection.call_finish(store, resource)
        }))
    }

    fn counted(&self, asked: Result<wit::Stats, Trapped>) -> Result<Stats, Trapped> {
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
}
