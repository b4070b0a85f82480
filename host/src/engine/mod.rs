//! The component: compiled once, instantiated for each shard.

pub(crate) mod clock;
mod component;
mod directory;
mod machine;
mod seed;
mod shard;
mod worker;

pub(crate) use component::{Component, load, precompile};
pub(crate) use directory::worker_of;
pub(crate) use seed::seed;
pub(crate) use shard::{DEFAULT_MEMORY, Guest, Sandbox, Shard, Trapped};
pub(crate) use worker::{Seat, Worker};
