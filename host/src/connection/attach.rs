//! Connections whose opening handshake somebody else did.

use std::rc::Rc;
use std::sync::Arc;

use super::driver::{Driver, connect};
use super::link::{Line, Side};
use super::mailbox::{Mailbox, News};
use super::rewind::Rewind;
use crate::bindings::wit;
use crate::engine::{Shard, clock, seed};
use crate::types::{Misuse, Negotiated, Opened};

/// Ties a connection that is open already to its transport.
pub(crate) fn attach(
    shard: &Rc<Shard>,
    mut line: Line,
    negotiated: Negotiated,
) -> Result<(Arc<Mailbox>, Driver), String> {
    let Negotiated { request, user, subprotocol, deflate, extensions, received } = negotiated;
    let seed = seed().map_err(|error| error.to_string())?;
    let now = clock::now();
    let role = match line.side {
        Side::Client(_) => wit::Role::Client,
        Side::Server(_) => wit::Role::Server,
    };
    let guest = shard.open(&line.settings, |connection, store, settings| {
        connection.call_attach(store, role, settings, deflate, &extensions, seed, now).map(Ok)
    })?;
    let guest = guest.map_err(|misuse: Misuse| misuse.to_string())?;
    if !received.is_empty() {
        line.transport = Box::new(Rewind::new(received, line.transport));
    }
    let (mailbox, driver) = connect(shard, guest, None, line);
    if let Some(request) = request {
        let _ = mailbox.request.set(Box::new(request));
    }
    let opened = Opened { subprotocol, deflate, extensions, user, response: None };
    mailbox.deliver([News::Open(opened)]);
    Ok((mailbox, driver))
}
