//! The one clock that all shards tell the component.

use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};

/// Nanoseconds since this process first asked.
pub(crate) fn now() -> u64 {
    u64::try_from(origin().0.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// Unix time in seconds when [`now`] was 0.
pub(crate) fn unix_time() -> u64 {
    origin().1
}

/// The runtime's name for an instant of [`now`].
pub(crate) fn at(nanos: u64) -> tokio::time::Instant {
    // The component names the instant: one beyond all time must not panic here.
    let after = Duration::from_nanos(nanos).min(FAR);
    tokio::time::Instant::from_std(origin().0 + after)
}

fn origin() -> &'static (Instant, u64) {
    static ORIGIN: OnceLock<(Instant, u64)> = OnceLock::new();
    ORIGIN.get_or_init(|| {
        let unix = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        (Instant::now(), unix.unwrap_or_default().as_secs())
    })
}

const FAR: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
