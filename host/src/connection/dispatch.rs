//! One message for the connections of a shard.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use tracing::{debug, warn};

use super::command::{Call, Command};
use super::link::Link;
use super::mailbox::Mailbox;
use crate::bindings::wit;
use crate::broadcast::{Delivered, Slow};
use crate::engine::{Shard, Trapped, clock};
use crate::types::{Close, Message, Misuse, Outgoing, State};

/// Delivers a message to connections of this shard. What came before it is delivered before it.
pub(crate) async fn deliver(
    shard: &Rc<Shard>,
    mailboxes: &[Arc<Mailbox>],
    outgoing: &Outgoing,
    slow: Slow,
) -> Delivered {
    let _turn = shard.broadcasts.lock().await;
    let mut delivered = Delivered::default();
    for (index, group) in mailboxes.chunks(GROUP).enumerate() {
        if index > 0 {
            // The connections of this thread have their turn.
            tokio::task::yield_now().await;
        }
        delivered += deliver_group(shard, group, outgoing, slow);
    }
    delivered
}

fn deliver_group(
    shard: &Rc<Shard>,
    mailboxes: &[Arc<Mailbox>],
    outgoing: &Outgoing,
    slow: Slow,
) -> Delivered {
    let mut delivered = Delivered::default();
    let mut ready = Vec::<Connection>::with_capacity(mailboxes.len());
    for mailbox in mailboxes {
        let Some(link) = shard.link(mailbox) else { continue };
        let Ok(mut borrowed) = link.try_borrow_mut() else {
            // A handle is at work, further up.
            mailbox.post(Command::Send(outgoing.clone()));
            delivered.queued += 1;
            continue;
        };
        if mailbox.state() != State::Open {
            continue;
        }
        if let Err(error) = borrowed.check_size(outgoing.message.len()) {
            warn!(id = mailbox.id, %error, "a broadcast was not sent here");
            delivered.dropped += 1;
            continue;
        }
        if borrowed.is_behind() {
            delivered += borrowed.lag(outgoing, slow);
            continue;
        }
        drop(borrowed);
        ready.push(link);
    }
    while let Some(first) = ready.first() {
        let first = first.borrow().guest.clone();
        let (together, others) =
            ready.into_iter().partition(|link| link.borrow().guest.is_beside(&first));
        ready = others;
        if let Ok(sent) = send(shard, &together, outgoing, slow) {
            delivered += sent;
        }
    }
    delivered
}

/// Sends the message on connections of one instance that are ready for it.
fn send(
    shard: &Rc<Shard>,
    ready: &[Connection],
    outgoing: &Outgoing,
    slow: Slow,
) -> Result<Delivered, Trapped> {
    let mut delivered = Delivered::default();
    let guests: Vec<_> = ready.iter().map(|link| link.borrow().guest.clone()).collect();
    let (data, text) = (outgoing.message.as_bytes(), matches!(outgoing.message, Message::Text(_)));
    let now = clock::now();
    shard.copies(data.len());
    let broadcast = shard.call_prepared(&guests, |prepared, store, connections| {
        let message = match text {
            true => prepared.call_text(&mut *store, data, outgoing.compress)?,
            false => Ok(prepared.call_binary(&mut *store, data, outgoing.compress)?),
        };
        let Ok(message) = message else { return Ok(None) };
        let broadcast = prepared.call_send(&mut *store, message, connections, now)?;
        message.resource_drop(store)?;
        Ok(Some(broadcast))
    })?;
    let Some(wit::Broadcast { encodings, dispatches }) = broadcast else {
        return Err(guests.first().map_or(Trapped, |it| shard.fault(it, "a text is not UTF-8")));
    };
    let encodings: Vec<Bytes> = encodings.into_iter().map(Bytes::from).collect();
    shard.copies(encodings.iter().map(Bytes::len).sum());
    for (link, dispatch) in ready.iter().zip(dispatches) {
        let mut link = link.borrow_mut();
        match dispatch {
            Ok(wit::Dispatch { step, shared }) => {
                let shared = shared.and_then(|index| encodings.get(index as usize)).cloned();
                link.follow_with(step, shared)?;
                delivered.sent += 1;
            }
            Err(Misuse::WouldBlock) => delivered += link.lag(outgoing, slow),
            Err(Misuse::NotOpen) => {}
            Err(misuse) => {
                warn!(id = link.mailbox.id, %misuse, "a broadcast was not sent here");
                delivered.dropped += 1;
            }
        }
    }
    Ok(delivered)
}

impl Link {
    /// Whether messages wait for the transport.
    fn is_behind(&self) -> bool {
        self.congested || self.commands.iter().any(Command::is_data)
    }

    /// Does with a message what is to be done when the transport is behind.
    fn lag(&mut self, outgoing: &Outgoing, slow: Slow) -> Delivered {
        let room = match slow {
            Slow::Drop => None,
            Slow::Close => Some(0),
            Slow::Wait(room) => Some(room),
        };
        let Some(room) = room else {
            debug!(id = self.mailbox.id, "too slow for a broadcast");
            return Delivered { dropped: 1, ..Delivered::default() };
        };
        if slow != Slow::Close
            && self.mailbox.queued().saturating_add(outgoing.message.len()) <= room
        {
            self.mailbox.post(Command::Send(outgoing.clone()));
            return Delivered { queued: 1, ..Delivered::default() };
        }
        let close = Close { code: TRY_AGAIN_LATER, reason: "too slow".into() };
        // Fails only if it is closing already.
        let _ = self.call(&Call::Close(close));
        Delivered { closed: 1, ..Delivered::default() }
    }
}

type Connection = Rc<RefCell<Link>>;

/// Connections that are served before others of the thread have their turn.
const GROUP: usize = 256;

// Registered with IANA for RFC 6455 §7.4.
const TRY_AGAIN_LATER: u16 = 1013;
