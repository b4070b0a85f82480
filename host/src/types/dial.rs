//! How a client gets to an open connection.

use std::fmt;
use std::time::Duration;

use super::config::nanos;
use crate::bindings::wit_dial;

pub use crate::bindings::wit_dial::Schemes;

/// The delays between attempts to connect: first a random part of `initial`, then `min`, growing
/// by `factor` up to `max`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Backoff {
    /// Default: 5 s.
    pub initial: Duration,
    /// Default: 3.1 s.
    pub min: Duration,
    /// Default: 1.618.
    pub factor: f64,
    /// Default: 90 s.
    pub max: Duration,
}

/// What is to become of an attempt that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Another attempt, if [`Client::reconnect`](crate::Client::reconnect) is set and the error
    /// is of those that pass: of the transport, a timeout, or a server's 500, 502, 503 or 504.
    #[default]
    Default,
    /// Another attempt.
    Retry,
    /// None.
    GiveUp,
}

/// User and password.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) password: String,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            initial: Duration::from_secs(5),
            min: Duration::from_millis(3_100),
            factor: 1.618,
            max: Duration::from_secs(90),
        }
    }
}

impl From<Backoff> for wit_dial::Backoff {
    fn from(backoff: Backoff) -> Self {
        Self {
            initial: nanos(backoff.initial),
            min: nanos(backoff.min),
            // What cannot be a factor is none: conversions of floats saturate.
            factor: (backoff.factor * 1_000.0).round() as u32,
            max: nanos(backoff.max),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}
