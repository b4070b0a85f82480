//! A connection drained call by call: for drivers on the other side of a boundary.

use bytes::Bytes;

use crate::connection::Connection;
use crate::event::{Event, Transmit};
use crate::time::Instant;

/// A connection whose every call is followed by all that the driver must do, in one piece.
///
/// Drivers in the same address space ask [`Connection`] bit by bit, and need this not. Where each
/// call has its price, feed [`connection`](Self::connection), then call [`step`](Self::step).
pub struct Steps {
    connection: Connection,
    /// The transport takes no bytes.
    blocked: bool,
    /// The body that was announced is written.
    written: bool,
    /// The driver was told to stop sending, and must be told when to go on.
    full: bool,
    /// The last step ended before the event that ends the connection.
    ending: bool,
}

/// Takes what a step brings.
pub trait Outlet {
    /// An event for the application.
    fn event(&mut self, event: Event);
    /// Bytes for the transport, behind those that came before.
    fn transmit(&mut self, data: Bytes);
}

/// What a driver must do after a call, besides what the [`Outlet`] got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// End the transport's write side, behind the bytes to transmit.
    pub shutdown: bool,
    /// There are more events: call [`Steps::resume`] when the application has taken these.
    pub more: bool,
    /// The next event ends the connection: call [`Steps::resume`] when the application is done
    /// with these, see [`Connection::ends_next`].
    pub ending: bool,
    /// Messages may be sent without the core, see [`Connection::detaches`].
    pub detaches: bool,
    /// Call [`Connection::handle_timeout`] at this instant.
    pub timeout: Option<Instant>,
    /// Whether to read from the transport. Once `shutdown` was carried out and this is false,
    /// drop the transport.
    pub wants_read: bool,
    /// Send no more until [`Event::Writable`].
    pub full: bool,
}

impl Steps {
    /// Begins with a connection. Call [`resume`](Self::resume) for the first step.
    pub fn new(connection: Connection) -> Self {
        Self { connection, blocked: false, written: false, full: false, ending: false }
    }

    /// The connection. Its `handle_` methods and commands may be called, its polls may not.
    pub fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// The connection, to look at.
    pub fn as_connection(&self) -> &Connection {
        &self.connection
    }

    /// Nothing is read for now, see [`Connection::hold`].
    pub fn hold(&mut self) {
        self.connection.hold();
    }

    /// The transport takes no more bytes: none are given until [`unblock`](Self::unblock). That is
    /// so by itself after a response whose body is to follow, see [`Connection::announce`].
    pub fn block(&mut self) {
        self.blocked = true;
    }

    /// The transport takes bytes again.
    pub fn unblock(&mut self, outlet: &mut impl Outlet, now: Instant) -> Step {
        self.blocked = false;
        self.written = self.connection.body() > 0;
        self.connection.handle_data(alloc::vec::Vec::new(), now);
        self.step(outlet)
    }

    /// The step of what was fed, or of the commands that were given.
    pub fn step(&mut self, outlet: &mut impl Outlet) -> Step {
        self.drain(false, outlet)
    }

    /// The first step, or the events that were left for later.
    pub fn resume(&mut self, outlet: &mut impl Outlet, now: Instant) -> Step {
        self.connection.handle_data(alloc::vec::Vec::new(), now);
        let may_end = self.ending;
        self.drain(may_end, outlet)
    }

    /// Events first, since decoding them brings pongs and close frames. `may_end` says that the
    /// application is done with all that came before the end.
    fn drain(&mut self, may_end: bool, outlet: &mut impl Outlet) -> Step {
        let mut shutdown = false;
        let mut more = true;
        let (mut events, mut bytes) = (0, 0);
        self.ending = false;
        while events < EVENTS && bytes < BYTES {
            if !may_end && self.connection.ends_next() {
                self.ending = true;
                break;
            }
            match self.connection.poll_event() {
                // The queue was emptied before the driver heard that it was full.
                Some(Event::Writable) if !self.full => {}
                Some(event) => {
                    events += 1;
                    bytes += event.payload_len();
                    outlet.event(event);
                }
                None if !self.transmit(outlet, &mut shutdown) => {
                    more = false;
                    break;
                }
                None => {}
            }
        }
        if more {
            self.transmit(outlet, &mut shutdown);
        }
        self.full = self.connection.is_full();
        Step {
            shutdown,
            more,
            ending: self.ending,
            // What waits here must stand in front of them.
            detaches: !self.blocked && self.connection.detaches(),
            timeout: self.connection.poll_timeout(),
            wants_read: self.connection.wants_read(),
            full: self.full,
        }
    }

    /// Hands out what waits for the transport, and says whether there was any.
    fn transmit(&mut self, outlet: &mut impl Outlet, shutdown: &mut bool) -> bool {
        if self.blocked {
            return false;
        }
        let mut any = false;
        loop {
            // What comes behind the head has to wait for the body.
            if !self.written && self.connection.body() > 0 && self.connection.buffered() == 0 {
                self.blocked = true;
                return any;
            }
            let Some(next) = self.connection.poll_transmit() else { return any };
            any = true;
            match next {
                Transmit::Data(data) => outlet.transmit(data),
                Transmit::Eof => *shutdown = true,
            }
        }
    }
}

/// Events of one step. More would make a step too long for drivers that share a thread.
const EVENTS: usize = 64;

/// Bytes of a step's messages from which on it ends. A small input can be inflated to many.
const BYTES: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::config::{Config, Role};
    use crate::handshake::Opened;

    #[derive(Default)]
    struct Got {
        events: Vec<Event>,
        bytes: usize,
    }

    impl Outlet for Got {
        fn event(&mut self, event: Event) {
            self.events.push(event);
        }

        fn transmit(&mut self, data: Bytes) {
            self.bytes += data.len();
        }
    }

    const NOW: Instant = Instant::from_nanos(0);

    fn end(role: Role) -> Connection {
        Connection::attach(role, Config::default(), Opened::default(), [1; 32], NOW)
    }

    /// What a client sends for these messages.
    fn frames(messages: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
        let mut client = end(Role::Client);
        let mut frames = Vec::new();
        for message in messages {
            let _ = client.send(message, NOW).unwrap();
            while let Some(Transmit::Data(data)) = client.poll_transmit() {
                frames.extend_from_slice(&data);
            }
        }
        frames
    }

    #[test]
    fn a_step_has_so_many_events_and_the_next_one_the_others() {
        let mut steps = Steps::new(end(Role::Server));
        let input = frames((0..EVENTS as u8 + 1).map(|i| [i].to_vec()));
        steps.connection().handle_data(input, NOW);
        let mut got = Got::default();
        assert!(steps.step(&mut got).more);
        assert_eq!(got.events.len(), EVENTS);
        assert!(!steps.resume(&mut got, NOW).more);
        assert_eq!(got.events.len(), EVENTS + 1);
    }

    #[test]
    fn a_step_ends_with_the_message_that_makes_it_large() {
        let mut steps = Steps::new(end(Role::Server));
        let input = frames([BYTES / 2, BYTES / 2, 1].map(|length| alloc::vec![0; length]));
        steps.connection().handle_data(input, NOW);
        let mut got = Got::default();
        assert!(steps.step(&mut got).more);
        assert_eq!(got.events.len(), 2);
        assert!(!steps.resume(&mut got, NOW).more);
        assert_eq!(got.events.len(), 3);
    }

    #[test]
    fn a_blocked_transport_is_given_nothing() {
        let mut steps = Steps::new(end(Role::Server));
        steps.block();
        let _ = steps.connection().send("hello", NOW).unwrap();
        let mut got = Got::default();
        steps.step(&mut got);
        assert_eq!(got.bytes, 0);
        steps.unblock(&mut got, NOW);
        assert_eq!(got.bytes, 7);
    }
}
