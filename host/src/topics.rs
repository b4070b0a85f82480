//! Who wants to hear of what.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::broadcast::{self, BroadcastOptions, Delivered};
use crate::connection::{Mailbox, WebSocket};
use crate::types::Message;

impl WebSocket {
    /// Subscribes to a topic of the server, see [`Server::publish`](crate::Server::publish). Says
    /// whether it was not subscribed to before. The end of the connection ends it.
    ///
    /// Connections of one [`Client`](crate::Client) have topics in common as well.
    pub fn subscribe(&self, topic: &str) -> bool {
        self.topics().subscribe(topic, self.mailbox())
    }

    /// Ends a subscription, and says whether there was one.
    pub fn unsubscribe(&self, topic: &str) -> bool {
        self.topics().unsubscribe(topic, self.id())
    }

    /// What is subscribed to, in alphabetical order.
    pub fn subscriptions(&self) -> Vec<String> {
        self.topics().of(self.id())
    }

    /// Sends a message on all other connections that subscribed to a topic, as
    /// [`broadcast`](crate::broadcast) does.
    pub async fn publish(
        &self,
        topic: &str,
        message: impl Into<Message>,
        options: BroadcastOptions,
    ) -> Delivered {
        let mut mailboxes = self.topics().subscribers(topic);
        mailboxes.retain(|mailbox| mailbox.id != self.id());
        broadcast::send(mailboxes, message.into(), options).await
    }

    fn topics(&self) -> &Topics {
        &self.mailbox().settings.topics
    }
}

/// The topics of a server, and the connections that subscribed to each.
///
/// A topic is there as long as it has a subscriber.
#[derive(Clone, Default)]
pub(crate) struct Topics(Arc<Mutex<Index>>);

#[derive(Default)]
struct Index {
    subscribers: HashMap<Arc<str>, HashMap<u64, Arc<Mailbox>>>,
    /// The topics of each connection that has any.
    topics: HashMap<u64, BTreeSet<Arc<str>>>,
}

impl Topics {
    /// Adds a subscriber. Returns whether it is a new one.
    pub(crate) fn subscribe(&self, topic: &str, mailbox: &Arc<Mailbox>) -> bool {
        let mut index = self.lock();
        if mailbox.is_finished() {
            return false;
        }
        let topic = index
            .subscribers
            .get_key_value(topic)
            .map_or_else(|| topic.into(), |(topic, _)| topic.clone());
        let subscribers = index.subscribers.entry(topic.clone()).or_default();
        if subscribers.insert(mailbox.id, mailbox.clone()).is_some() {
            return false;
        }
        index.topics.entry(mailbox.id).or_default().insert(topic)
    }

    /// Removes a subscriber. Returns whether it was one.
    pub(crate) fn unsubscribe(&self, topic: &str, id: u64) -> bool {
        let mut index = self.lock();
        let Some(topics) = index.topics.get_mut(&id) else { return false };
        let removed = topics.remove(topic);
        if topics.is_empty() {
            index.topics.remove(&id);
        }
        removed && index.forget(topic, id)
    }

    /// Removes a connection that has ended.
    pub(crate) fn leave(&self, id: u64) {
        let mut index = self.lock();
        for topic in index.topics.remove(&id).unwrap_or_default() {
            index.forget(&topic, id);
        }
    }

    /// The topics of a connection, in alphabetical order.
    pub(crate) fn of(&self, id: u64) -> Vec<String> {
        let index = self.lock();
        index.topics.get(&id).into_iter().flatten().map(|topic| topic.to_string()).collect()
    }

    /// The subscribers of a topic.
    pub(crate) fn subscribers(&self, topic: &str) -> Vec<Arc<Mailbox>> {
        let index = self.lock();
        index.subscribers.get(topic).into_iter().flat_map(HashMap::values).cloned().collect()
    }

    /// How many subscribers a topic has.
    pub(crate) fn count(&self, topic: &str) -> usize {
        self.lock().subscribers.get(topic).map_or(0, HashMap::len)
    }

    fn lock(&self) -> MutexGuard<'_, Index> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Index {
    fn forget(&mut self, topic: &str, id: u64) -> bool {
        let Some(subscribers) = self.subscribers.get_mut(topic) else { return false };
        let removed = subscribers.remove(&id).is_some();
        if subscribers.is_empty() {
            self.subscribers.remove(topic);
        }
        removed
    }
}
