//! Names that stand for settings.

use std::fmt;
use std::str::FromStr;

use clap::ValueEnum;
use witsocket_host::{Compress, Isolation, Slow};

use super::values::Size;

/// How connections are kept apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum IsolationName {
    /// Those of a thread share a sandbox
    #[default]
    Shared,
    /// Each has its own
    Connection,
}

/// Which messages are compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CompressName {
    /// Those for which it may pay
    #[default]
    Auto,
    /// All
    Always,
    /// None
    Never,
}

/// What a broadcast does about connections that are behind: `drop`, `close`, or how many bytes may
/// wait for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlowName(pub Slow);

impl FromStr for SlowName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let slow = match text {
            "drop" => Slow::Drop,
            "close" => Slow::Close,
            _ => match text.parse::<Size>() {
                Ok(Size(most)) => Slow::Wait(most.map_or(usize::MAX, |bytes| bytes as usize)),
                Err(_) => return Err("neither `drop` nor `close` nor a number of bytes"),
            },
        };
        Ok(Self(slow))
    }
}

impl Default for SlowName {
    /// Nobody waits for who reads slowly, and he is closed before it matters.
    fn default() -> Self {
        Self(Slow::Wait(4 << 20))
    }
}

impl fmt::Display for SlowName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Slow::Drop => f.write_str("drop"),
            Slow::Close => f.write_str("close"),
            Slow::Wait(bytes) => Size(Some(bytes as u64)).fmt(f),
        }
    }
}

impl From<IsolationName> for Isolation {
    fn from(name: IsolationName) -> Self {
        match name {
            IsolationName::Shared => Self::Shared,
            IsolationName::Connection => Self::PerConnection,
        }
    }
}

impl From<CompressName> for Compress {
    fn from(name: CompressName) -> Self {
        match name {
            CompressName::Auto => Self::Auto,
            CompressName::Always => Self::Always,
            CompressName::Never => Self::Never,
        }
    }
}
