//! The async API and the blocking one, held to the same cases: `cases.rs` is compiled for each,
//! so that neither can miss one. What they call the same differs only by an `.await`.

mod alone;
mod asynchronous;
mod authority;
mod blocking;
mod raw;
#[path = "../wire/mod.rs"]
mod wire;

/// What nothing in these tests should take.
const LONG: std::time::Duration = std::time::Duration::from_secs(20);
