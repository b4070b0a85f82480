//! The command line tool `witsocket`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
