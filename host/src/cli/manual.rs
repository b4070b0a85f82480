//! `witsocket man` and `witsocket completions`: what the definition of the command line is good
//! for besides reading one.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::Cli;
use super::exit::Failure;

/// Prints a shell's completions.
pub fn complete(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "witsocket", &mut script);
    print(&script)
}

/// Prints the manual, or writes its pages into a folder.
pub fn man(folder: Option<&Path>) -> Result<(), Failure> {
    let mut command = Cli::command();
    command.build();
    let mut pages = vec![("witsocket".to_owned(), page(command.clone())?)];
    for command in command.get_subcommands() {
        let name = format!("witsocket-{}", command.get_name());
        let command = command.clone().display_name(&name);
        pages.push((name, page(command)?));
    }
    let Some(folder) = folder else {
        let all: Vec<u8> = pages.into_iter().flat_map(|(_, page)| page).collect();
        return print(&all);
    };
    for (name, page) in pages {
        let path = folder.join(name).with_extension("1");
        let failed = |error| Failure::new(format_args!("{}: {error}", path.display()));
        fs::write(&path, page).map_err(failed)?;
    }
    Ok(())
}

fn page(command: clap::Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    Man::new(command).render(&mut page).map_err(Failure::new)?;
    Ok(page)
}

/// A reader that has seen enough, as `head` does, is no failure.
fn print(text: &[u8]) -> Result<(), Failure> {
    match io::stdout().write_all(text) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(error)),
        _ => Ok(()),
    }
}
