//! Messages that the component lets this side send without it.

use super::link::Link;
use crate::bindings::wit;
use crate::engine::Trapped;
use crate::types::{Kind, Message, Stats};

/// What stands in front of a message's payload.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    kind: Kind,
    length: u64,
    bytes: [u8; MAX_HEAD],
    size: usize,
}

/// Heads that the component made, by what they were made for.
pub(crate) struct Heads([Option<Head>; HEADS]);

/// Messages that the component was not told of yet.
pub(super) type Unsaid = wit::Detached;

impl Link {
    /// Whether messages may be sent without the component, as they are now.
    pub(super) fn detaches(&self) -> bool {
        self.detaches && !self.guest.is_lost()
    }

    /// Puts a message behind what waits for the transport.
    pub(super) fn push_detached(&mut self, message: Message, now: u64) -> Result<(), Trapped> {
        let head = self.head(&message)?;
        self.unsaid.messages += 1;
        self.unsaid.data += message.len() as u64;
        self.unsaid.heads += head.size as u64;
        self.unsaid.last = now;
        self.output.push_message(&head.bytes[..head.size], message);
        Ok(())
    }

    /// Tells the component of messages that were sent without it, if there are any.
    pub(super) fn tell_of_detached(&mut self) -> Result<(), Trapped> {
        let Some(sent) = self.take_unsaid() else { return Ok(()) };
        self.shard.call(&self.guest, |connection, store, resource| {
            connection.call_sent_detached(store, resource, sent)
        })
    }

    /// What the component was not told of yet, and is told of now.
    pub(super) fn take_unsaid(&mut self) -> Option<Unsaid> {
        (self.unsaid.messages > 0).then(|| std::mem::replace(&mut self.unsaid, NOTHING))
    }

    /// The head of a message: from the component, or one that it made before.
    fn head(&self, message: &Message) -> Result<Head, Trapped> {
        let (kind, length) = (message.kind(), message.len() as u64);
        let mut heads = self.shard.heads.borrow_mut();
        let slot = &mut heads.0[length as usize % HEADS];
        if let Some(head) = *slot
            && (head.kind, head.length) == (kind, length)
        {
            return Ok(head);
        }
        let made = self.shard.call(&self.guest, |connection, store, _| {
            connection.call_detached_head(store, kind, length)
        })?;
        let (mut bytes, size) = ([0; MAX_HEAD], made.len());
        match bytes.get_mut(..size) {
            Some(start) => start.copy_from_slice(&made),
            None => return Err(self.shard.fault(&self.guest, "a head is too long")),
        }
        Ok(*slot.insert(Head { kind, length, bytes, size }))
    }
}

impl Default for Heads {
    fn default() -> Self {
        Self([None; HEADS])
    }
}

impl Stats {
    /// Counts messages that the component does not know of.
    pub(super) fn count(&mut self, unsaid: &Unsaid) {
        self.messages_sent += unsaid.messages;
        self.frames_sent += unsaid.messages;
        self.data_sent += unsaid.data;
        self.payload_sent += unsaid.data;
        self.bytes_sent += unsaid.heads + unsaid.data;
    }
}

/// No message.
pub(super) const NOTHING: Unsaid = Unsaid { messages: 0, data: 0, heads: 0, last: 0 };

/// Heads that are remembered: of messages of as many lengths.
const HEADS: usize = 256;

/// More than any protocol of messages needs.
const MAX_HEAD: usize = 16;
