//! `witsocket serve`: a server that sends back what it gets.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::thread;

use witsocket_host::{SendError, Server, WebSocket};

use super::args::Serve;
use super::exit::Failure;
use super::signals::Signals;

/// Serves until a signal comes.
pub async fn run(arguments: Serve) -> Result<(), Failure> {
    let mut signals = Signals::new().map_err(Failure::new)?;
    let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let shards = arguments.shards.map_or_else(cores, NonZeroUsize::get);
    let mut server = Server::builder().config(arguments.config()).shards(shards);
    for address in &arguments.listen {
        server = server.listen(&*address.0);
    }
    let server = server.start(echo).await.map_err(|error| {
        let addresses: Vec<&str> = arguments.listen.iter().map(|address| &*address.0).collect();
        Failure::new(format_args!("cannot listen on {}: {error}", addresses.join(", ")))
    })?;
    for address in server.local_addrs() {
        // A server whose stderr is closed serves all the same.
        let _ = writeln!(io::stderr(), "listening on ws://{address}");
    }

    signals.next().await;
    signals.exit_on_next();
    server.shutdown(GOING_AWAY, "").await;
    Ok(())
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
