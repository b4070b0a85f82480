//! A configuration, made ready for the component and the drivers.

use super::replays::Replays;
use crate::bindings::wit;
use crate::topics::Topics;
use crate::types::{Config, nanos};

/// What all connections of a server or client share.
pub(crate) struct Settings {
    pub(crate) wit: wit::Config,
    /// Which proofs of credentials were used.
    pub(crate) replays: Replays,
    /// What connections subscribe to.
    pub(crate) topics: Topics,
    /// Messages that wait for the application at which reading stops.
    pub(crate) queue: usize,
    /// Bytes that wait for the transport from which on sends wait.
    pub(crate) high_water: usize,
    /// Bytes of a message that the component can be given. It has them, what they are compressed to
    /// while that grows, and what it hands out: a quarter of the memory was seen not to do for what
    /// does not shrink.
    pub(crate) max_given: usize,
    /// How long closing may take, in nanoseconds.
    pub(crate) close_timeout: Option<u64>,
}

impl Settings {
    /// For instances of the component that may take this many bytes of memory.
    pub(crate) fn new(config: &Config, memory: usize) -> Self {
        let mut wit = wit::Config::from(config);
        // What peers keep us holding fails their own connections before it fails the instance.
        wit.limits.max_together = Some(u32::try_from(memory / 2).unwrap_or(u32::MAX));
        Self {
            wit,
            replays: Replays::default(),
            topics: Topics::default(),
            queue: config.queue.max(1),
            high_water: config.limits.high_water as usize,
            max_given: memory / 8,
            close_timeout: config.timeouts.close.map(nanos),
        }
    }
}
