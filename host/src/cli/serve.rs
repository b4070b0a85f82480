//! `witsocket serve`: a server that sends back what it gets, passes it on, or runs programs.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use witsocket_host::{SendError, Server, ServerBuilder, WebSocket};

use super::args::Serve;
use super::exec::Program;
use super::exit::Failure;
use super::relay::relay;
use super::signals::Signals;
use super::{inherited, metrics};

/// Serves until a signal comes.
pub async fn run(arguments: Serve) -> Result<(), Failure> {
    let mut signals = Signals::new().map_err(Failure::new)?;
    let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let shards = arguments.shards.map_or_else(cores, NonZeroUsize::get);
    let mut server = Server::builder()
        .config(arguments.config())
        .shards(shards)
        .isolation(arguments.isolation.into());
    if let Some(tls) = arguments.tls()? {
        server = server.tls(tls);
    }
    if let Some(most) = arguments.max_connections {
        server = server.max_connections(most.get());
    }
    server = listen(server, &arguments)?;
    let server = start(server, &arguments).await.map_err(|error| {
        Failure::new(format_args!("cannot listen on {}: {error}", listeners(&arguments)))
    })?;
    let server = Arc::new(server);
    let metrics = match &arguments.metrics {
        Some(address) => Some(metrics::serve(address, server.clone()).await?),
        None => None,
    };
    for url in server.urls() {
        // A server whose stderr is closed serves all the same.
        let _ = writeln!(io::stderr(), "listening on {url}");
    }
    for address in metrics.iter().flat_map(Server::local_addrs) {
        let _ = writeln!(io::stderr(), "metrics at http://{address}/metrics");
    }

    signals.next().await;
    signals.exit_on_next();
    server.shutdown(GOING_AWAY, "").await;
    Ok(())
}

/// Listens where it was asked for, or where it is usual.
fn listen(mut server: ServerBuilder, arguments: &Serve) -> Result<ServerBuilder, Failure> {
    if arguments.listen.is_empty() && arguments.unix.is_empty() && arguments.fd.is_empty() {
        return Ok(server.listen(USUAL));
    }
    for address in &arguments.listen {
        server = server.listen(&*address.0);
    }
    for path in &arguments.unix {
        server = server.unix(path);
    }
    for number in &arguments.fd {
        let socket = inherited::take(*number)
            .map_err(|error| Failure::new(format_args!("--fd {number}: {error}")))?;
        server = server.socket(socket);
    }
    Ok(server)
}

/// The listeners, as they were asked for.
fn listeners(arguments: &Serve) -> String {
    let tcp = arguments.listen.iter().map(|address| address.0.clone());
    let unix = arguments.unix.iter().map(|path| path.display().to_string());
    let fds = arguments.fd.iter().map(|number| format!("--fd {number}"));
    let all: Vec<_> = tcp.chain(unix).chain(fds).collect();
    if all.is_empty() { USUAL.into() } else { all.join(", ") }
}

const USUAL: &str = "127.0.0.1:8765";

/// Starts the work that was asked for.
async fn start(server: ServerBuilder, arguments: &Serve) -> io::Result<Server> {
    if arguments.broadcast {
        return server.start(relay).await;
    }
    let Some(command) = arguments.exec.clone() else { return server.start(echo).await };
    let program = Arc::new(Program {
        command,
        patience: arguments.common.close_timeout.0,
        max_line: arguments.common.max_message.0,
    });
    let attend = move |socket: WebSocket| {
        let program = program.clone();
        async move { program.attend(&socket).await }
    };
    server.start(attend).await
}

async fn echo(socket: WebSocket) -> Result<(), SendError> {
    while let Some(message) = socket.receive().await {
        match socket.send(message).await {
            // Who closes does not want an answer any more.
            Err(SendError::Closed) => break,
            sent => sent?,
        }
    }
    Ok(())
}

/// The close code of a server that goes down.
const GOING_AWAY: u16 = 1001;
