//! Reading the command line, and what to say when it is wrong.

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use super::args::Cli;
use super::exit::Failure;

impl Cli {
    /// Reads the command line; where there is nothing to run, says what there is to say.
    pub fn read() -> Result<Self, ExitCode> {
        Self::try_parse().map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                // There is nobody left to tell that stdout is closed.
                let _ = error.print();
                ExitCode::SUCCESS
            }
            _ => Failure::usage(one_line(&error)).report(),
        })
    }
}

/// What is wrong with the command line, and where to read how it is right, without the many lines
/// that clap gives to both.
fn one_line(error: &clap::Error) -> String {
    let mut command = "witsocket".to_owned();
    if let Some(name @ ("serve" | "connect")) = std::env::args().nth(1).as_deref() {
        command = format!("{command} {name}");
    }
    let text = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            "a command is missing: serve or connect".to_owned()
        }
        _ => error.render().to_string(),
    };
    let text = text.trim_start_matches("error: ");
    let mut paragraphs = text
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut line = paragraphs.next().unwrap_or_default();
    for tip in paragraphs.filter_map(|text| text.strip_prefix("tip: ").map(str::to_owned)) {
        line = format!("{line}; {tip}");
    }
    format!("{line} (see {command} --help)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_command_line_is_one_line() {
        for (line, what) in [
            ("witsocket", "a command is missing: serve or connect"),
            ("witsocket listen", "unrecognized subcommand 'listen'"),
            ("witsocket connect", "the following required arguments were not provided: <URL>"),
            (
                "witsocket serve --ehco",
                "unexpected argument '--ehco' found; a similar argument exists: '--echo'",
            ),
            (
                "witsocket serve --max-frame x",
                "invalid value 'x' for '--max-frame <BYTES>': \
                 not a number of bytes, as 65536, 64k or 1M",
            ),
            (
                "witsocket serve --shards 0",
                "invalid value '0' for '--shards <N>': number would be zero",
            ),
        ] {
            let text = one_line(&Cli::try_parse_from(line.split(' ')).unwrap_err());
            assert!(text.starts_with(what), "{text}");
            assert!(!text.contains('\n'), "{text}");
        }
    }
}
