//! `witsocket connect`: stdin to the peer, the peer to stdout.

mod client;
mod talk;

use std::io::{self, IsTerminal};

use tracing::info;
use witsocket_host::{Close, Closed, ConnectError};

use self::talk::{End, Talk};
use super::args::Connect;
use super::exit::Failure;
use super::output::{Form, Output};
use super::signals::Signals;
use super::stdin::Input;
use super::terminal::{self, Terminal};

/// Connects, and stays until the connection has ended; with `--reconnect` until stdin has.
pub async fn run(arguments: Connect) -> Result<(), Failure> {
    let mut signals = Signals::new().map_err(Failure::new)?;
    let client = client::client(&arguments)?;
    let close = Close { code: arguments.close_code, reason: arguments.close_reason.clone() };
    close.check().map_err(|error| {
        let Close { code, reason } = &close;
        Failure::usage(format_args!("--close-code {code} {reason:?}: {error}"))
    })?;
    let mut connections = client.connections(client::url(&arguments));
    // A terminal is left alone until there is somebody to talk to.
    let mut ends: Option<(Input, Output)> = None;
    loop {
        let socket = tokio::select! {
            socket = connections.next() => {
                socket.map_err(|error| refused(&arguments, &error))?
            }
            name = signals.next() => {
                return Err(Failure::new(format_args!("{name} before the connection was open")));
            }
        };
        let (input, output) = match &mut ends {
            Some(ends) => ends,
            None => ends.insert(open(&arguments)?),
        };
        let talk = Talk::new(&socket, &arguments);
        match talk.carry_on(input, output, &mut signals).await? {
            End::Theirs(closed) if arguments.reconnect => {
                info!("reconnecting, since the connection ended: {closed}");
                output.note(&format!("reconnecting, since the connection ended: {closed}"));
                let _ = output.flush().await;
            }
            End::Theirs(closed) | End::Ours(closed) => {
                if closed.is_ok() {
                    output.note(&format!("closed: {closed}"));
                    let _ = output.flush().await;
                }
                output.settle().await;
                return verdict(&closed);
            }
            End::Unread => return Ok(()),
        }
    }
}

/// Where messages come from, and where they are shown.
fn open(arguments: &Connect) -> Result<(Input, Output), Failure> {
    let is_talk = terminal::is_there() && !arguments.binary;
    let form = match (arguments.json, io::stdout().is_terminal(), arguments.binary) {
        (true, _, _) => Form::Json,
        (false, true, _) if is_talk => Form::Talk,
        (false, true, _) => Form::Terminal,
        (false, false, true) => Form::Raw,
        (false, false, false) => Form::Lines,
    };
    if is_talk {
        let terminal = Terminal::open(arguments.history.as_deref())
            .map_err(|error| Failure::new(format_args!("the terminal: {error}")))?;
        return Ok((Input::typed(terminal.typed), Output::screen(form, terminal.screen)));
    }
    let input = if arguments.binary { Input::whole() } else { Input::lines() };
    Ok((input, Output::stdout(form)))
}

/// What it means that the connection did not open.
fn refused(arguments: &Connect, error: &ConnectError) -> Failure {
    let line = format!("{}: {error}", without_credentials(&arguments.url));
    match error {
        ConnectError::InvalidUrl(_) | ConnectError::Misuse(_) => Failure::usage(line),
        // One that the environment names is no fault of the command line.
        ConnectError::InvalidProxy(_) if arguments.proxy.is_some() => Failure::usage(line),
        _ => Failure::new(line),
    }
}

/// A URL as it may stand in a log: whoever reads that need not know the password.
fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..authority].rfind('@').map_or(0, |at| at + 1);
    format!("{scheme}://{}", &rest[host..])
}

/// What it means that the connection ended like this.
fn verdict(closed: &Closed) -> Result<(), Failure> {
    if closed.is_ok() { Ok(()) } else { Err(Failure::new(closed)) }
}
