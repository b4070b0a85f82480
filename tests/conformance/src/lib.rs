//! The shared conformance suite: wire scripts, and the replay that holds an implementation to
//! them.
//!
//! A script is a conversation, one step a line: the bytes that come from the peer, what must be
//! written in return, which events the application must see, and what it does. The scripts stand
//! in `tests/scripts`, and [`README.md`](../../scripts/README.md) there describes their format.
//!
//! ```text
//! *.ws ──► Script ──► replay ◄──► Subject ◄── the crate, the component
//!                        │
//!                        └──► Failure: the line, expected, actual, what was seen so far
//! ```
//!
//! Each script is replayed whole, byte by byte, at pseudo-random cuts, and with needless timer
//! calls. All replays have to give the same.

mod deflate;
mod dial;
mod event;
mod failure;
mod frames;
mod lexer;
mod outcome;
mod pattern;
mod replay;
mod script;
mod subject;
mod suite;
#[path = "../../tokens/mod.rs"]
mod tokens;
mod transcript;
mod uri;

pub use deflate::{Agreed, Deflate, Parameters, Strategy, Window};
pub use dial::{
    Action, DialScript, DialSetup, Dialler, Happening, StartDial, check as check_dial,
    run as run_dials,
};
pub use event::{Closed, Event, Order, kebab};
pub use failure::{Failure, Fault};
pub use replay::{Cut, replay};
pub use script::Script;
pub use subject::{
    Command, Compress, Delivery, Header, Kind, Misuse, Output, Role, Setup, Start, Subject,
};
pub use suite::{Report, Suite};
pub use transcript::Transcript;
pub use uri::Target;
