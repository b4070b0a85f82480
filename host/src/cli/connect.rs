//! `witsocket connect`: stdin to the peer, the peer to stdout.

use std::cell::Cell;
use std::convert::Infallible;
use std::future::{pending, ready};
use std::io::{self, ErrorKind, IsTerminal};
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};
use tracing::info;
use witsocket_host::{Backoff, Client, Closed, ConnectError, Event, Schemes, SendError, WebSocket};

use super::args::Connect;
use super::exit::Failure;
use super::output::{Form, Output};
use super::signals::Signals;
use super::stdin::Input;
use super::values::TextOrNone;

/// Connects, and stays until the connection has ended; with `--reconnect` until stdin has.
pub async fn run(arguments: Connect) -> Result<(), Failure> {
    let mut signals = Signals::new().map_err(Failure::new)?;
    let client = client(&arguments)?;
    let mut connections = client.connections(&*arguments.url);
    let mut input = if arguments.binary { Input::whole() } else { Input::lines() };
    let mut output = Output::new(form(&arguments));
    loop {
        let socket = tokio::select! {
            socket = connections.next() => {
                socket.map_err(|error| refused(&arguments, &error))?
            }
            status = signals.next() => return Err(Failure::signal(status)),
        };
        match talk(&socket, &mut input, &mut output, &mut signals).await? {
            End::Theirs(closed) if arguments.reconnect => {
                info!("reconnecting, since the connection ended: {closed}");
            }
            End::Theirs(closed) | End::Ours(closed) => return verdict(&closed),
            End::Unread => return Ok(()),
        }
    }
}

/// How a conversation ended.
enum End {
    /// We had nothing left to say.
    Ours(Closed),
    /// There was more to say.
    Theirs(Closed),
    /// Nobody reads stdout any more.
    Unread,
}

/// Talks over a connection until it has ended.
async fn talk(
    socket: &WebSocket,
    input: &mut Input,
    output: &mut Output,
    signals: &mut Signals,
) -> Result<End, Failure> {
    let counts = Counts::default();
    let mut sent = Ok(());
    let said_all = Cell::new(false);
    let sending = async {
        tokio::select! {
            end = send(socket, input, &counts, &said_all) => sent = end,
            _ = signals.next() => said_all.set(true),
        }
        // How it ended is shown behind what came before.
        let closing = async {
            if said_all.get() {
                close(socket).await;
            }
            pending::<Infallible>().await
        };
        tokio::select! {
            never = closing => never,
            // The second one, or one while the peer has ended already.
            status = signals.next() => std::process::exit(status.into()),
        }
    };
    let shown = tokio::select! {
        shown = show(socket, output, &counts) => shown,
        never = sending => match never {},
    };

    match shown {
        Ok(closed) => {
            sent?;
            Ok(if said_all.get() { End::Ours(closed) } else { End::Theirs(closed) })
        }
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            // Who reads stdout has read enough, as `head` does: end without a word.
            let rest = async { while socket.event().await.is_some() {} };
            let end = async { tokio::join!(close(socket), rest) };
            let _ = timeout(PATIENCE, end).await;
            Ok(End::Unread)
        }
        Err(error) => Err(Failure::new(format_args!("stdout: {error}"))),
    }
}

fn client(arguments: &Connect) -> Result<Client, Failure> {
    let mut client = Client::new()
        .config(arguments.config())
        .max_redirects(arguments.max_redirects)
        .tls(arguments.tls()?);
    for header in &arguments.header {
        client = client.header(&header.name, &header.value);
    }
    if let Some(origin) = &arguments.origin {
        client = client.origin(origin);
    }
    if let Some(address) = &arguments.to {
        client = client.to(&address.0);
    }
    if let Some(path) = &arguments.unix {
        client = client.unix(path);
    }
    for (login, schemes) in
        [(&arguments.basic, Schemes::Basic), (&arguments.digest, Schemes::Digest)]
    {
        if let Some(login) = login {
            client = client.credentials(&login.user, &login.password).schemes(schemes);
        }
    }
    client = match &arguments.proxy {
        None => client,
        Some(TextOrNone(None)) => client.no_proxy(),
        Some(TextOrNone(Some(url))) => client.proxy(url),
    };
    if arguments.reconnect {
        client = client.reconnect(Backoff::default());
    }
    Ok(client)
}

fn form(arguments: &Connect) -> Form {
    match (arguments.json, io::stdout().is_terminal(), arguments.binary) {
        (true, _, _) => Form::Json,
        (false, true, _) => Form::Terminal,
        (false, false, true) => Form::Raw,
        (false, false, false) => Form::Lines,
    }
}

/// Messages that went each way.
#[derive(Default)]
struct Counts {
    sent: Cell<u64>,
    received: Cell<u64>,
}

/// Sends what is on stdin, no faster than the peer takes it, and lets the peer answer.
async fn send(
    socket: &WebSocket,
    input: &mut Input,
    counts: &Counts,
    said_all: &Cell<bool>,
) -> Result<(), Failure> {
    let end = loop {
        let message = match input.next().await {
            Ok(Some(message)) => message,
            Ok(None) => break Ok(()),
            Err(error) => break Err(Failure::new(format_args!("stdin: {error}"))),
        };
        match socket.send(message.clone()).await {
            Ok(()) => counts.sent.update(|sent| sent + 1),
            // The end of the connection says why. There may be another one for this.
            Err(SendError::Closed) => {
                input.put_back(message);
                return Ok(());
            }
            Err(error) => break Err(Failure::new(format_args!("stdin: {error}"))),
        }
    };
    if counts.sent.get() > 0 {
        silence(counts).await;
    }
    said_all.set(true);
    end
}

/// Waits until the peer has answered, as far as one can know.
///
/// Many servers answer a close frame before they have answered the messages in front of it, and
/// their answers are lost if it comes at the heels of them. So it comes when the peer is silent;
/// one that never is may talk for a while, and until it sent as many messages as it got.
async fn silence(counts: &Counts) {
    let start = Instant::now();
    loop {
        let before = counts.received.get();
        sleep(SILENCE).await;
        let received = counts.received.get();
        let answered = received >= counts.sent.get() && start.elapsed() >= PATIENCE;
        if received == before || answered {
            return;
        }
    }
}

/// Shows what comes, no faster than stdout takes it, until the end of the connection.
async fn show(socket: &WebSocket, output: &mut Output, counts: &Counts) -> io::Result<Closed> {
    output.open(socket);
    loop {
        let now = tokio::select! {
            biased;
            event = socket.event(), if !output.is_full() => event,
            () = ready(()) => None,
        };
        let event = match now {
            Some(event) => Some(event),
            // Nothing more is there at the moment, or there is enough: now is the time to write.
            None => {
                output.flush().await?;
                socket.event().await
            }
        };
        // `Closed` is the last event.
        let event = event.ok_or(ErrorKind::UnexpectedEof)?;
        output.event(&event);
        match event {
            Event::Text(_) | Event::Binary(_) => counts.received.update(|received| received + 1),
            Event::Closed(closed) => {
                output.flush().await?;
                return Ok(closed);
            }
            _ => {}
        }
    }
}

/// Says that there is nothing left to say, and waits for the end.
async fn close(socket: &WebSocket) {
    // The code and the reason are such as may be sent.
    let _ = socket.close(NORMAL, "").await;
}

/// What it means that the connection did not open.
fn refused(arguments: &Connect, error: &ConnectError) -> Failure {
    let line = format!("{}: {error}", arguments.url);
    match error {
        ConnectError::InvalidUrl(_) | ConnectError::Misuse(_) => Failure::usage(line),
        // One that the environment names is no fault of the command line.
        ConnectError::InvalidProxy(_) if arguments.proxy.is_some() => Failure::usage(line),
        _ => Failure::new(line),
    }
}

/// What it means that the connection ended like this.
fn verdict(closed: &Closed) -> Result<(), Failure> {
    if closed.is_ok() { Ok(()) } else { Err(Failure::new(closed)) }
}

/// The close code of a client that has nothing left to say.
const NORMAL: u16 = 1000;

/// How long nothing comes from a peer that has nothing to say.
const SILENCE: Duration = Duration::from_millis(200);

/// How long a peer is waited for that might not come to an end.
const PATIENCE: Duration = Duration::from_secs(1);
