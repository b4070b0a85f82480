//! Time as a number that the driver passes in.

use core::ops::Add;
use core::time::Duration;

/// A point in time: nanoseconds since an origin that the driver chooses once.
///
/// The core never asks for the time. Each method that can start or stop a timer takes `now` as
/// its last argument; an instant before the latest one seen counts as the latest one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

impl Instant {
    /// The instant `nanos` nanoseconds after the origin.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// Nanoseconds since the origin.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// The time from `earlier` to this instant, zero if it lies before.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    /// Ends at the last instant that there is, which is never reached.
    fn add(self, duration: Duration) -> Self {
        let seconds = duration.as_secs().saturating_mul(1_000_000_000);
        let nanos = seconds.saturating_add(duration.subsec_nanos().into());
        Self(self.0.saturating_add(nanos))
    }
}
