//! A client's way to an open connection.

use std::io;
use std::rc::Rc;
use std::sync::Arc;

use tokio::net::{TcpStream, lookup_host};
use tracing::info;

use crate::bindings::wit;
use crate::connection::{Addresses, Line, Mailbox, Settings, Side, WebSocket, spawn};
use crate::engine::{Guest, Seat, Shard, clock, seed};
use crate::types::{Cause, Closed, ConnectError, Response};

/// What to connect to, and how.
pub(crate) struct Plan {
    /// As `host:port`.
    pub(crate) address: String,
    pub(crate) request: wit::ClientRequest,
    pub(crate) settings: Arc<Settings>,
}

/// Opens a connection on this thread.
///
/// The component's clock runs from the beginning, so that its timeout covers all of it.
pub(crate) async fn dial(
    shard: &Rc<Shard>,
    plan: Plan,
    seat: Seat,
) -> Result<WebSocket, ConnectError> {
    let seed = seed()?;
    let started = clock::now();
    let guest = shard
        .open(|connection, store| {
            connection.call_client(store, &plan.request, &plan.settings.wit, seed, started)
        })
        .map_err(ConnectError::Runtime)?
        .map_err(ConnectError::Misuse)?;
    let attempt = Attempt { shard, guest, failed: true };
    let first = shard
        .call(guest, |connection, store, resource| connection.call_resume(store, resource, started))
        .map_err(|_| trapped())?;

    let transport = match first.timeout {
        None => connect(&plan.address).await?,
        // Nothing else can be due before the first byte.
        Some(timeout) => tokio::time::timeout_at(clock::at(timeout), connect(&plan.address))
            .await
            .map_err(|_| ConnectError::Timeout)??,
    };
    let addresses =
        Addresses { local: transport.local_addr().ok(), peer: transport.peer_addr().ok() };
    let line = Line {
        transport: Box::new(transport),
        addresses,
        settings: plan.settings,
        side: Side::Client(seat),
    };
    let mailbox = spawn(shard, attempt.succeed(), Some(first), line);

    // Dropped before the connection is open, the handle gives it up.
    let ws = WebSocket::new(mailbox.clone());
    if mailbox.opening().await {
        info!(id = mailbox.id, address = %plan.address, "open");
        return Ok(ws);
    }
    let closed = mailbox.closing().await;
    Err(failure(&mailbox, closed))
}

/// Tries each address of the host.
async fn connect(address: &str) -> io::Result<TcpStream> {
    let mut last = None;
    for address in lookup_host(address).await? {
        match TcpStream::connect(address).await {
            Ok(transport) => {
                transport.set_nodelay(true)?;
                return Ok(transport);
            }
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the host has no address")))
}

/// Why the connection did not open.
fn failure(mailbox: &Mailbox, closed: Closed) -> ConnectError {
    if let Some(rejection) = mailbox.rejected.get() {
        return ConnectError::Rejected {
            error: rejection.error,
            status: rejection.status,
            response: rejection.response.clone().map(|answer| Box::new(Response::from(answer))),
        };
    }
    match closed.cause {
        Some(Cause::OpenTimeout) => ConnectError::Timeout,
        Some(Cause::Trap) => trapped(),
        _ => ConnectError::Closed(closed),
    }
}

fn trapped() -> ConnectError {
    ConnectError::Runtime("it failed in another call, see the log".into())
}

/// A connection in the component that has no transport yet.
struct Attempt<'a> {
    shard: &'a Shard,
    guest: Guest,
    failed: bool,
}

impl Attempt<'_> {
    fn succeed(mut self) -> Guest {
        self.failed = false;
        self.guest
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if self.failed {
            self.shard.free(self.guest);
        }
    }
}
