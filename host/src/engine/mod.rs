//! The component: compiled once, instantiated for each shard.

pub(crate) mod clock;
mod component;
mod directory;
mod instance;
mod machine;
mod sandbox;
mod seed;
mod shard;
mod timers;
mod worker;

pub use component::BYTES;
pub(crate) use component::{Component, load, precompile};
pub(crate) use directory::worker_of;
pub(crate) use instance::{Guest, Instance};
pub(crate) use machine::Machine;
pub use sandbox::Isolation;
pub(crate) use sandbox::{DEFAULT_MEMORY, Sandbox};
pub(crate) use seed::seed;
pub(crate) use shard::{Shard, Trapped};
pub(crate) use timers::{Slot, Timers};
pub(crate) use worker::{Seat, Worker};
