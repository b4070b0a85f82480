//! Events on their way to the application.

use std::collections::VecDeque;

use super::wakers::Wakers;
use crate::types::Event;

/// A bounded queue of events, and who waits for them.
///
/// Only messages fill it: when there is no room, reading stops, and the peer keeps the rest.
/// Pings, pongs and traces stop nothing, since pings are to be answered while the application
/// is busy, and are dropped when too many wait.
pub(crate) struct Inbox {
    events: VecDeque<Event>,
    /// Of the events, those that hold a message or a part of one.
    messages: usize,
    /// Bytes of these.
    bytes: usize,
    max_messages: usize,
    max_bytes: usize,
    room: Room,
    /// A message is read in parts.
    pub(crate) reading: bool,
    /// Parts are passed over until the message ends.
    skips: bool,
    pub(crate) receivers: Wakers,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Room {
    Some,
    /// Enough waits, until it has drained to a quarter.
    None,
    /// Nobody will take any event: what comes is dropped.
    Abandoned,
}

impl Inbox {
    pub(crate) fn new(max_messages: usize) -> Self {
        Self {
            events: VecDeque::new(),
            messages: 0,
            bytes: 0,
            max_messages,
            max_bytes: MAX_BYTES,
            room: Room::Some,
            reading: false,
            skips: false,
            receivers: Wakers::default(),
        }
    }

    pub(crate) fn push(&mut self, event: Event) {
        if self.skips
            && let Event::Chunk(chunk) = &event
        {
            self.skips = !chunk.end_of_message;
            return;
        }
        let notes = self.events.len() - self.messages;
        match event.data_len() {
            _ if self.room == Room::Abandoned => return,
            Some(length) => {
                self.messages += 1;
                self.bytes += length;
            }
            None if notes >= MAX_NOTES && !matches!(event, Event::Closed(_)) => return,
            None => {}
        }
        if self.events.capacity() == 0 {
            // Mostly it is one at a time, and connections that wait keep this: a queue that is left
            // alone begins with four.
            self.events.reserve_exact(1);
        }
        self.events.push_back(event);
        if self.messages >= self.max_messages || self.bytes >= self.max_bytes {
            self.room = Room::None;
        }
    }

    /// Takes the oldest event, and tells whether that makes room again.
    pub(crate) fn pop(&mut self) -> Option<(Event, bool)> {
        let event = self.events.pop_front()?;
        if let Some(length) = event.data_len() {
            self.messages -= 1;
            self.bytes -= length;
        }
        let drained = self.messages <= self.max_messages / 4 && self.bytes <= self.max_bytes / 4;
        let reopened = drained && self.room == Room::None;
        if reopened {
            self.room = Room::Some;
        }
        Some((event, reopened))
    }

    /// Passes over what is left of the message of which a part was taken last.
    pub(crate) fn skip_message(&mut self) {
        let mut skips = true;
        for event in std::iter::from_fn(|| self.pop()).collect::<Vec<_>>() {
            match event.0 {
                Event::Chunk(chunk) if skips => skips = !chunk.end_of_message,
                other => self.push(other),
            }
        }
        self.skips = skips;
    }

    /// Whether more messages are welcome.
    pub(crate) fn has_room(&self) -> bool {
        self.room != Room::None
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    pub(crate) fn is_abandoned(&self) -> bool {
        self.room == Room::Abandoned
    }

    /// Makes room for the messages in front of the peer's close frame: an application that
    /// waits for the end takes none meanwhile, and the frame would never be read.
    pub(crate) fn expect_close(&mut self) {
        self.max_messages = self.max_messages.max(MAX_MESSAGES_CLOSING);
        self.max_bytes = MAX_BYTES_CLOSING;
        if self.room == Room::None
            && self.messages < self.max_messages
            && self.bytes < self.max_bytes
        {
            self.room = Room::Some;
        }
    }

    /// Drops all events, now and from now on.
    pub(crate) fn abandon(&mut self) {
        self.room = Room::Abandoned;
        self.events = VecDeque::new();
        self.messages = 0;
        self.bytes = 0;
    }
}

const MAX_BYTES: usize = 256 << 10;
const MAX_MESSAGES_CLOSING: usize = 256;
const MAX_BYTES_CLOSING: usize = 4 << 20;
const MAX_NOTES: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Chunk, Kind};

    #[test]
    fn room_ends_at_the_limit_and_is_there_again_at_a_quarter() {
        let mut inbox = Inbox::new(16);
        for i in 0..16 {
            assert!(inbox.has_room(), "before message {i}");
            inbox.push(message(1));
        }
        assert!(!inbox.has_room());
        for _ in 0..11 {
            assert!(matches!(inbox.pop(), Some((Event::Binary(_), false))));
        }
        assert!(matches!(inbox.pop(), Some((Event::Binary(_), true))));
        assert!(inbox.has_room());
    }

    #[test]
    fn bytes_fill_it_too() {
        let mut inbox = Inbox::new(16);
        inbox.push(message(1 << 20));
        assert!(!inbox.has_room());
        assert!(matches!(inbox.pop(), Some((_, true))));
    }

    #[test]
    fn pings_neither_fill_it_nor_pile_up() {
        let mut inbox = Inbox::new(2);
        for _ in 0..1000 {
            inbox.push(Event::Ping("?".into()));
        }
        assert!(inbox.has_room());
        assert_eq!(std::iter::from_fn(|| inbox.pop()).count(), MAX_NOTES);
    }

    #[test]
    fn closing_makes_room_once() {
        let mut inbox = Inbox::new(2);
        inbox.push(message(1));
        inbox.push(message(1));
        assert!(!inbox.has_room());
        inbox.expect_close();
        assert!(inbox.has_room());
        inbox.push(message(MAX_BYTES_CLOSING));
        assert!(!inbox.has_room());
    }

    #[test]
    fn what_is_left_of_a_message_is_passed_over_and_nothing_else() {
        let mut inbox = Inbox::new(16);
        for event in [chunk(2, false), Event::Ping("?".into()), chunk(3, true), chunk(4, true)] {
            inbox.push(event);
        }
        inbox.skip_message();
        assert_eq!(inbox.pop(), Some((Event::Ping("?".into()), false)));
        assert_eq!(inbox.pop(), Some((chunk(4, true), false)));
        inbox.push(chunk(5, false));
        inbox.skip_message();
        inbox.push(chunk(6, false));
        inbox.push(chunk(7, true));
        inbox.push(chunk(8, true));
        assert_eq!(inbox.pop(), Some((chunk(8, true), false)));
        assert_eq!((inbox.pop(), inbox.messages, inbox.bytes), (None, 0, 0));
    }

    #[test]
    fn abandoned_it_keeps_nothing_and_stops_nothing() {
        let mut inbox = Inbox::new(1);
        inbox.push(message(1));
        inbox.abandon();
        inbox.push(message(1));
        assert!(inbox.has_room());
        assert!(inbox.pop().is_none());
    }

    fn message(length: usize) -> Event {
        Event::Binary(vec![0; length].into())
    }

    fn chunk(length: usize, end_of_message: bool) -> Event {
        let data = vec![0; length].into();
        Event::Chunk(Chunk { kind: Kind::Binary, data, end_of_frame: true, end_of_message })
    }
}
