//! Steps: what is announced before it happens, and explained when it fails.

use std::process::{Command, Stdio};

/// An error is a message for whoever typed the command.
pub type Result<T> = std::result::Result<T, String>;

/// Says what happens next.
pub fn announce(what: &str) {
    println!("==> {what}");
}

/// Runs a command in view of the user, and says `advice` if it fails.
pub fn run(command: &mut Command, advice: &str) -> Result<()> {
    let status = command.status().map_err(|error| cannot_run(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` failed ({status}).\n{advice}", line(command)))
    }
}

/// Runs a command out of view, and returns what it wrote to its standard
/// output, without the blanks around it.
pub fn capture(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| cannot_run(command, &error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("`{}` failed ({}): {}", line(command), output.status, said.trim()))
    }
}

fn cannot_run(command: &Command, error: &std::io::Error) -> String {
    format!("cannot run `{}`: {error}", line(command))
}

/// The command as one would type it, without its environment.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
