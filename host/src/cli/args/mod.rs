//! The command line: what can be asked for.

mod common;
mod connect;
mod serve;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub use common::Common;
pub use connect::Connect;
pub use serve::Serve;

/// WebSocket client and server, with the protocol in a sandbox
#[derive(Debug, Parser)]
#[command(
    name = "witsocket",
    bin_name = "witsocket",
    version,
    propagate_version = true,
    disable_help_subcommand = true,
    after_help = "\
Examples:
  witsocket serve
  echo hello | witsocket connect ws://127.0.0.1:8765/

`witsocket COMMAND --help` says more."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

// One is made in the life of a process: its size does not matter.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Subcommand)]
pub enum Command {
    Serve(Serve),
    Connect(Connect),
    /// Print what a shell needs to complete the command line
    #[command(
        display_name = "witsocket",
        after_help = "\
Such as: witsocket completions bash >/etc/bash_completion.d/witsocket"
    )]
    Completions {
        /// The shell
        #[arg(value_name = "SHELL", hide_possible_values = true)]
        shell: clap_complete::Shell,
    },
    /// Print the manual, or write a page for each command into a folder
    #[command(display_name = "witsocket")]
    Man {
        /// The folder
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// Compile the protocol for this machine, so that the other commands start faster
    #[command(
        display_name = "witsocket",
        after_help = "\
Writes a file beside the program, and prints its name. Without that file, each
start takes a few tenths of a second more."
    )]
    Compile,
}

const TLS: &str = "TLS";
const ENTRY: &str = "Who may come in";
const PAGES: &str = "Pages beside it";
const WAY: &str = "The way to the server";
const RECONNECT: &str = "Delays between attempts of --reconnect, in seconds";
const LIMITS: &str = "Limits, in bytes as 65536 or 64k; 0 is no limit";
const TIMEOUTS: &str = "Timeouts in seconds, as 20 or 0.5; 0 is for ever";

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn limits_can_be_set_in_the_environment() {
        let cli = Cli::command();
        let limits: Vec<_> = cli
            .get_subcommands()
            .flat_map(clap::Command::get_arguments)
            .filter(|argument| {
                [Some(LIMITS), Some(TIMEOUTS)].contains(&argument.get_help_heading())
            })
            .collect();
        assert!(limits.len() > 30, "{}", limits.len());
        for limit in limits {
            let name = limit.get_id().as_str().to_uppercase();
            let variable = limit.get_env().and_then(|name| name.to_str());
            assert_eq!(variable, Some(&*format!("WITSOCKET_{name}")));
        }
    }
}
