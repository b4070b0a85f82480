//! `witsocket serve`: a server that sends back what it gets, passes it on, or runs programs, with
//! pages beside it.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use witsocket_host::{Compress, InvalidSetting, SendError, Server, ServerBuilder, WebSocket};

use super::args::Serve;
use super::exec::{Program, Speech};
use super::exit::Failure;
use super::pages::Pages;
use super::relay::relay;
use super::signals::Signals;
use super::values::Header;
use super::{inherited, metrics};

/// Serves until a signal comes.
pub async fn run(arguments: Serve) -> Result<(), Failure> {
    if arguments.app.is_some() {
        return Err(Failure::usage(NO_APPS));
    }
    let mut signals = Signals::new().map_err(Failure::new)?;
    let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let shards = arguments.shards.map_or_else(cores, NonZeroUsize::get);
    let mut server = Server::builder()
        .config(arguments.config())
        .shards(shards)
        .isolation(arguments.isolation.into())
        .memory(arguments.memory.0.map_or(usize::MAX, |bytes| bytes as usize));
    if let Some(component) = arguments.common.component()? {
        server = server.component(&component);
    }
    if let Some(tls) = arguments.tls()? {
        server = server.tls(tls);
    }
    if let Some(most) = arguments.max_connections {
        server = server.max_connections(most.get());
    }
    server = listen(server, &arguments)?;
    let pages = pages(&arguments)?;
    let pages_are_there = pages.as_ref().map(Pages::is_there);
    server = respond(server, &arguments, pages);
    let server = start(server, &arguments).await.map_err(|error| {
        match error.get_ref().and_then(|error| error.downcast_ref::<InvalidSetting>()) {
            Some(InvalidSetting::Subprotocol(_)) => {
                Failure::usage(format_args!("--subprotocol: {error}"))
            }
            Some(_) => Failure::usage(format_args!("-H: {error}")),
            None => {
                Failure::new(format_args!("cannot listen on {}: {error}", listeners(&arguments)))
            }
        }
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
    if pages_are_there == Some(false) {
        let _ = writeln!(io::stderr(), "witsocket: {NO_PLAYGROUND}");
    }
    if pages_are_there.is_some() {
        for url in server.urls().iter().filter_map(|url| page(url)) {
            let _ = writeln!(io::stderr(), "pages at {url}");
        }
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
    inherited::check(&arguments.fd).map_err(Failure::usage)?;
    let mut fds = arguments.fd.clone();
    if arguments.listen.is_empty() && arguments.unix.is_empty() && fds.is_empty() {
        fds = inherited::activated();
        if fds.is_empty() {
            return Ok(server.listen(USUAL));
        }
    }
    for address in &arguments.listen {
        server = server.listen(&*address.0);
    }
    for path in &arguments.unix {
        server = server.unix(path);
    }
    for number in fds {
        let socket = inherited::take(number)
            .map_err(|error| Failure::new(format_args!("--fd {number}: {error}")))?;
        server = server.socket(socket);
    }
    Ok(server)
}

/// The pages, if they were asked for.
fn pages(arguments: &Serve) -> Result<Option<Pages>, Failure> {
    let most = arguments.max_file.0;
    if arguments.playground {
        return Ok(Some(Pages::playground(most)));
    }
    let Some(folder) = &arguments.files else { return Ok(None) };
    let pages = Pages::folder(folder, most);
    let failed = |error| Failure::new(format_args!("--files {}: {error}", folder.display()));
    pages.map(Some).map_err(failed)
}

/// Alters responses as it was asked for.
fn respond(mut server: ServerBuilder, arguments: &Serve, pages: Option<Pages>) -> ServerBuilder {
    for Header { name, value } in &arguments.header {
        server = server.header(name, value);
    }
    match pages {
        // The protocol need not ask.
        None => server,
        Some(pages) => server.on_response(move |request, response| pages.answer(request, response)),
    }
}

/// Where a browser finds the pages beside the WebSocket; a Unix socket is none for browsers.
fn page(url: &str) -> Option<String> {
    let rest = url.strip_prefix("ws")?;
    (!rest.contains('+')).then(|| format!("http{rest}/"))
}

/// The listeners, as they were asked for.
fn listeners(arguments: &Serve) -> String {
    let tcp = arguments.listen.iter().map(|address| address.0.clone());
    let unix = arguments.unix.iter().map(|path| path.display().to_string());
    let fds = arguments.fd.iter().map(|number| format!("--fd {number}"));
    let all: Vec<_> = tcp.chain(unix).chain(fds).collect();
    match (all.is_empty(), inherited::activated().is_empty()) {
        (false, _) => all.join(", "),
        (true, false) => "the sockets of LISTEN_FDS".into(),
        (true, true) => USUAL.into(),
    }
}

const USUAL: &str = "127.0.0.1:8765";

/// Starts the work that was asked for.
async fn start(server: ServerBuilder, arguments: &Serve) -> io::Result<Server> {
    let compress = arguments.common.compress.into();
    if arguments.broadcast {
        let slow = arguments.slow.0;
        return server.start(move |socket| relay(socket, compress, slow)).await;
    }
    let Some(command) = arguments.exec.clone() else {
        return server.start(move |socket| echo(socket, compress)).await;
    };
    let program = Arc::new(Program {
        command,
        speech: if arguments.binary { Speech::Bytes } else { Speech::Lines },
        patience: arguments.common.close_timeout.0,
        max_message: arguments.common.max_message.0,
        compress,
    });
    let attend = move |socket: WebSocket| {
        let program = program.clone();
        async move { program.attend(&socket).await }
    };
    server.start(attend).await
}

async fn echo(socket: WebSocket, compress: Compress) -> Result<(), SendError> {
    while let Some(message) = socket.receive().await {
        match socket.send_with(message, compress).await {
            // Who closes does not want an answer any more.
            Err(SendError::Closed) => break,
            sent => sent?,
        }
    }
    Ok(())
}

const NO_PLAYGROUND: &str = "the playground is not built: see its page, or cargo xtask playground";

const NO_APPS: &str = "\
--app: not possible yet: the interface that an application would export, of the package \
witsocket:net, is not made yet; --exec runs a program for each connection (see witsocket serve --help)";

/// The close code of a server that goes down.
const GOING_AWAY: u16 = 1001;
