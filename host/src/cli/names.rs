//! Names that stand for settings.

use clap::ValueEnum;
use witsocket_host::{Compress, Isolation};

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
