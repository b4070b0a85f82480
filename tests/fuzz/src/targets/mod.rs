//! What is fuzzed: parts of the core, each with the laws that it has to keep.

mod connection;
mod dial;
mod pair;
mod text;

use std::fmt;

use clap::ValueEnum;

pub use connection::client_key;

/// A part of the core.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// A server, from the first byte of a request on
    Server,
    /// A client, from the first byte of the response on
    Client,
    /// Either side of a connection that is open
    Frames,
    /// Two sides that talk to each other
    Pair,
    /// A client's way to a connection
    Dial,
    /// URLs, proxies, redirects, credentials
    Text,
}

impl Target {
    pub const ALL: [Self; 6] =
        [Self::Server, Self::Client, Self::Frames, Self::Pair, Self::Dial, Self::Text];

    /// Runs an input; panics if it breaks a law.
    pub fn run(self, input: &[u8]) {
        match self {
            Self::Server => connection::server(input),
            Self::Client => connection::client(input),
            Self::Frames => connection::frames(input),
            Self::Pair => pair::run(input),
            Self::Dial => dial::run(input),
            Self::Text => text::run(input),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Server => "server",
            Self::Client => "client",
            Self::Frames => "frames",
            Self::Pair => "pair",
            Self::Dial => "dial",
            Self::Text => "text",
        })
    }
}
