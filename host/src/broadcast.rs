//! One message for many connections.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::Arc;

use tokio::sync::oneshot;

use crate::connection::{Mailbox, WebSocket, deliver};
use crate::engine::{Shard, worker_of};
use crate::types::{Compress, Message, Outgoing};

/// Sends a message on many connections, and returns when those have it whose transport is not
/// behind. No connection waits for another one.
///
/// In each shard the message is encoded once for all connections with equal parameters, and kept
/// once. Connections that are not open, or that are in the middle of a message sent with
/// [`begin`](WebSocket::begin), are passed over. Those of one shard get the messages of all
/// broadcasts in the same order.
///
/// ```no_run
/// # async fn run(players: &[witsocket_host::WebSocket]) {
/// use witsocket_host::{BroadcastOptions, broadcast};
///
/// let delivered = broadcast(players, "the game begins", BroadcastOptions::default()).await;
/// println!("{} know, {} were too slow", delivered.sent, delivered.dropped);
/// # }
/// ```
pub async fn broadcast<'a>(
    connections: impl IntoIterator<Item = &'a WebSocket>,
    message: impl Into<Message>,
    options: BroadcastOptions,
) -> Delivered {
    let mailboxes = connections.into_iter().map(|ws| ws.mailbox().clone()).collect();
    send(mailboxes, message.into(), options).await
}

/// How to send a message on many connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BroadcastOptions {
    /// Whether to compress it where that was negotiated.
    pub compress: Compress,
    /// What to do about connections whose transport is behind.
    pub slow: Slow,
}

/// What happens to a message for a connection that has as much to send as is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Slow {
    /// The message is not sent there.
    #[default]
    Drop,
    /// The connection is closed with code 1013.
    Close,
    /// The message waits for the transport, in a queue of its own. A connection for which more
    /// than this many bytes would wait is closed with code 1013.
    Wait(usize),
}

/// What became of a message for many connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// So many connections have it, or their transport.
    pub sent: usize,
    /// For so many it waits, see [`Slow::Wait`].
    pub queued: usize,
    /// So many did not get it: they were behind, or in the middle of a message.
    pub dropped: usize,
    /// So many were closed because they were behind.
    pub closed: usize,
}

impl AddAssign for Delivered {
    fn add_assign(&mut self, other: Self) {
        self.sent += other.sent;
        self.queued += other.queued;
        self.dropped += other.dropped;
        self.closed += other.closed;
    }
}

/// Has each shard deliver the message to its connections.
pub(crate) async fn send(
    mailboxes: Vec<Arc<Mailbox>>,
    message: Message,
    options: BroadcastOptions,
) -> Delivered {
    let mut shards: BTreeMap<u64, Vec<Arc<Mailbox>>> = BTreeMap::new();
    for mailbox in mailboxes {
        shards.entry(mailbox.place.shard).or_default().push(mailbox);
    }
    let outgoing = Arc::new(Outgoing { message, compress: options.compress });
    let current = Shard::current();
    let mut here = None;
    let mut elsewhere = Vec::new();
    for (shard, mailboxes) in shards {
        match &current {
            Some(current) if current.id() == shard => here = Some((current.clone(), mailboxes)),
            _ => {
                let Some(worker) = worker_of(shard) else { continue };
                let (answer, answered) = oneshot::channel();
                let outgoing = outgoing.clone();
                worker.run(move |shard| {
                    let shard = shard.clone();
                    tokio::task::spawn_local(async move {
                        // Whoever asked may have gone.
                        let _ =
                            answer.send(deliver(&shard, &mailboxes, &outgoing, options.slow).await);
                    });
                });
                elsewhere.push(answered);
            }
        }
    }
    let mut delivered = Delivered::default();
    if let Some((shard, mailboxes)) = here {
        delivered += deliver(&shard, &mailboxes, &outgoing, options.slow).await;
    }
    for answered in elsewhere {
        // A shard that ended has no connections any more.
        delivered += answered.await.unwrap_or_default();
    }
    delivered
}
