//! What the application holds of a connection.

use std::fmt;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::oneshot;

use super::command::{Call, Command};
use super::link::Link;
use super::mailbox::Mailbox;
use crate::engine::Shard;
use crate::tls::TlsSession;
use crate::types::{
    AgreedExtension, Close, Closed, Compress, DeflateParameters, Event, Kind, Message, Misuse,
    Outgoing, Request, Response, SendError, State, Stats,
};

/// One WebSocket.
///
/// Handles can be cloned, and used from any thread and any runtime. When the last one of a
/// client is dropped, the connection is closed with code 1000 in the background; a server's
/// connection is closed when its handler ends.
///
/// Pings are answered, timers fire and closes complete also while no method is called. Messages
/// that nobody receives fill a queue, see [`Config::queue`](crate::Config::queue); then the
/// peer has to wait.
#[derive(Clone)]
pub struct WebSocket {
    handle: Arc<Handle>,
}

struct Handle {
    mailbox: Arc<Mailbox>,
}

/// A connection that this does not keep open.
pub(crate) struct WeakWebSocket {
    handle: Weak<Handle>,
}

impl WeakWebSocket {
    pub(crate) fn upgrade(&self) -> Option<WebSocket> {
        Some(WebSocket { handle: self.handle.upgrade()? })
    }
}

impl WebSocket {
    pub(crate) fn new(mailbox: Arc<Mailbox>) -> Self {
        Self { handle: Arc::new(Handle { mailbox }) }
    }

    /// Sends a message, and waits while too much waits for the transport.
    ///
    /// Returns when the message is on its way to the transport. Dropping the future before
    /// sends nothing. One that is too large for the component's memory goes in parts, as
    /// [`send_parts`](Self::send_parts) sends it: dropping that future closes the connection.
    ///
    /// # Errors
    ///
    /// [`SendError::Closed`]; [`Misuse::MessageInProgress`] between [`begin`](Self::begin) and
    /// [`finish`](Self::finish).
    pub async fn send(&self, message: impl Into<Message>) -> Result<(), SendError> {
        self.send_with(message, Compress::Auto).await
    }

    /// Sends a message as [`send`](Self::send) does, and says whether to compress it if that was
    /// negotiated.
    ///
    /// # Errors
    ///
    /// As for [`send`](Self::send).
    pub async fn send_with(
        &self,
        message: impl Into<Message>,
        compress: Compress,
    ) -> Result<(), SendError> {
        let mailbox = &self.handle.mailbox;
        let mut message = Some(Outgoing { message: message.into(), compress });
        let mut command = None;
        let sent = poll_fn(|cx| {
            if command.is_none()
                && let Some(sent) = at_once(mailbox, |link| link.poll_send(&mut message, cx))
            {
                return sent;
            }
            command = command.take().or_else(|| message.take().map(Command::Send));
            mailbox.poll_post(&mut command, cx)
        })
        .await;
        let (Err(SendError::TooLarge { most }), left) = (sent, message.or(in_command(command)))
        else {
            return sent;
        };
        let Some(Outgoing { message, compress }) = left else { return sent };
        let (kind, bytes) = (message.kind(), message.into_bytes());
        let size = most.clamp(1, MAX_PART);
        let parts = (0..bytes.len()).step_by(size);
        let parts = parts.map(|from| bytes.slice(from..bytes.len().min(from + size)));
        // In a box, since all futures that send would be as large as this one, which is rare.
        Box::pin(self.send_parts(kind, compress, parts)).await
    }

    /// Waits for the next message. `None` is the end: [`closed`](Self::closed) tells how.
    ///
    /// Messages that came before the end are given first. Everything else that happens is
    /// passed over: see [`event`](Self::event). Dropping the future loses nothing.
    pub async fn receive(&self) -> Option<Message> {
        loop {
            if let Ok(message) = self.event().await?.into_message() {
                return Some(message);
            }
        }
    }

    /// Waits for the next of all events. `None` follows [`Event::Closed`].
    ///
    /// Pings, pongs and traces that nobody takes are dropped beyond the first 64. Dropping the
    /// future loses nothing.
    pub async fn event(&self) -> Option<Event> {
        poll_fn(|cx| self.handle.mailbox.poll_event(cx)).await
    }

    /// Begins a message whose frames follow with [`part`](Self::part). Until
    /// [`finish`](Self::finish) no other message can be sent.
    ///
    /// # Errors
    ///
    /// [`SendError::Closed`], [`Misuse::MessageInProgress`].
    pub async fn begin(&self, kind: Kind) -> Result<(), SendError> {
        self.begin_with(kind, Compress::Auto).await
    }

    /// Begins a message as [`begin`](Self::begin) does, and says whether to compress it if that
    /// was negotiated.
    ///
    /// # Errors
    ///
    /// As for [`begin`](Self::begin).
    pub async fn begin_with(&self, kind: Kind, compress: Compress) -> Result<(), SendError> {
        self.call(Call::Begin(kind, compress)).await
    }

    /// Sends the next frame of a message. A text may be cut anywhere.
    ///
    /// # Errors
    ///
    /// [`SendError::Closed`], [`Misuse::NoMessage`], [`Misuse::InvalidUtf8`].
    pub async fn part(&self, data: impl Into<Bytes>) -> Result<(), SendError> {
        self.call(Call::Part(data.into())).await
    }

    /// Ends a message.
    ///
    /// # Errors
    ///
    /// [`SendError::Closed`], [`Misuse::NoMessage`], [`Misuse::InvalidUtf8`].
    pub async fn finish(&self) -> Result<(), SendError> {
        self.call(Call::Finish).await
    }

    /// Sends a ping with this payload, or with 4 random bytes, and waits for its pong. Returns
    /// the round trip.
    ///
    /// # Errors
    ///
    /// [`SendError::Closed`]; [`Misuse::ControlTooLong`] beyond 125 bytes;
    /// [`Misuse::PingInFlight`] if one with this payload waits already;
    /// [`Misuse::WouldBlock`] if too much waits for the transport.
    pub async fn ping(&self, payload: Option<Vec<u8>>) -> Result<Duration, SendError> {
        let payload = Bytes::from(payload.unwrap_or_else(random));
        let call = Call::Ping(payload.clone());
        // One that is far too long is not even noted.
        call.check()?;
        // The answer may come before the call returns.
        let pong = self.handle.mailbox.expect_pong(payload);
        self.call(call).await?;
        pong.await.map_err(|_| SendError::Closed)
    }

    /// Sends a pong that answers nothing, or a ping that was not answered by itself.
    ///
    /// # Errors
    ///
    /// [`SendError::Closed`]; [`Misuse::ControlTooLong`] beyond 125 bytes;
    /// [`Misuse::WouldBlock`] if too much waits for the transport.
    pub async fn pong(&self, payload: impl Into<Bytes>) -> Result<(), SendError> {
        self.call(Call::Pong(payload.into())).await
    }

    /// Starts the closing handshake and waits for its end. Code 1005 sends no code.
    ///
    /// Messages that come before the peer's close can still be received, also meanwhile. A
    /// connection that is closed already stays as it is. Dropping the future does not stop what
    /// was started.
    ///
    /// # Errors
    ///
    /// [`Misuse::InvalidCloseCode`] for a code that must not be sent;
    /// [`Misuse::CloseReasonTooLong`] beyond 123 bytes.
    pub async fn close(&self, code: u16, reason: &str) -> Result<Closed, SendError> {
        let close = Close { code, reason: reason.into() };
        match self.call(Call::Close(close)).await {
            Ok(()) | Err(SendError::Closed) => Ok(self.handle.mailbox.closing().await),
            Err(misuse) => Err(misuse),
        }
    }

    pub(crate) fn downgrade(&self) -> WeakWebSocket {
        WeakWebSocket { handle: Arc::downgrade(&self.handle) }
    }

    pub(crate) fn mailbox(&self) -> &Arc<Mailbox> {
        &self.handle.mailbox
    }

    /// Waits for the end of the connection, and takes no event: messages that nobody takes can
    /// keep it from ending.
    pub async fn wait_closed(&self) -> Closed {
        self.handle.mailbox.closing().await
    }

    /// How the connection ended, if it has.
    pub fn closed(&self) -> Option<Closed> {
        self.handle.mailbox.closed()
    }

    /// Where the connection is in its life.
    pub fn state(&self) -> State {
        self.handle.mailbox.state()
    }

    /// A number that no other connection of this process has, as in the log.
    pub fn id(&self) -> u64 {
        self.handle.mailbox.id
    }

    /// The peer's end of the transport, if it has such an address.
    pub fn peer_addr(&self) -> Option<SocketAddr> {
        self.handle.mailbox.addresses.peer
    }

    /// Our end of the transport, if it has such an address.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.handle.mailbox.addresses.local
    }

    /// What the TLS handshake agreed on, if the connection has TLS of this library.
    pub fn tls(&self) -> Option<&TlsSession> {
        self.handle.mailbox.session.as_ref()?.get()
    }

    /// The subprotocol that was agreed on.
    pub fn subprotocol(&self) -> Option<&str> {
        self.handle.mailbox.opened.get()?.subprotocol.as_deref()
    }

    /// How messages are compressed; `None` if they are not.
    pub fn deflate(&self) -> Option<DeflateParameters> {
        self.handle.mailbox.opened.get()?.deflate
    }

    /// The extensions besides compression that were agreed on, in the order in which they encode.
    pub fn extensions(&self) -> &[AgreedExtension] {
        self.handle.mailbox.opened.get().map_or(&[], |opened| &opened.extensions)
    }

    /// Server: what the client asked.
    pub fn request(&self) -> Option<&Request> {
        self.handle.mailbox.request.get().map(|request| &**request)
    }

    /// Server: who asked, if that is known.
    pub fn user(&self) -> Option<&str> {
        self.handle.mailbox.opened.get()?.user.as_deref()
    }

    /// Client: what the server answered.
    pub fn response(&self) -> Option<&Response> {
        self.handle.mailbox.opened.get()?.response.as_deref()
    }

    /// Counters since the connection was made. Those of a closed connection stay; if the component
    /// failed, they are as they were when they were asked for last.
    pub async fn stats(&self) -> Stats {
        let mailbox = &self.handle.mailbox;
        if let Some(Ok(stats)) = Shard::with_link(mailbox, |link| link.stats()) {
            return stats;
        }
        let (answer, stats) = oneshot::channel();
        mailbox.post(Command::Stats(answer));
        stats.await.unwrap_or_else(|_| mailbox.stats().unwrap_or_default())
    }

    /// Closes the connection in the background, because this side cannot go on.
    pub(crate) fn fail(&self) {
        let call = Call::Close(Close { code: INTERNAL_ERROR, reason: String::new() });
        if at_once(self.mailbox(), |link| link.call(&call)).is_none() {
            self.mailbox().post(Command::Call(call, None));
        }
    }

    /// Has nothing more to do with the connection, which closes in the background.
    pub(crate) fn let_go(&self, code: u16) {
        self.handle.let_go(code);
    }

    async fn call(&self, call: Call) -> Result<(), SendError> {
        call.check()?;
        let mailbox = &self.handle.mailbox;
        let here = |cx: &mut Context<'_>| {
            at_once(mailbox, |link| match link.call(&call) {
                Err(SendError::Misuse(Misuse::WouldBlock)) if call.is_data() && link.congested => {
                    mailbox.wait_to_send(cx);
                    Poll::Pending
                }
                called => Poll::Ready(called),
            })
        };
        if let Some(called) = poll_fn(|cx| match here(cx) {
            Some(called) => called.map(Some),
            None => Poll::Ready(None),
        })
        .await
        {
            return called;
        }
        let (answer, called) = oneshot::channel();
        let mut command = Some(Command::Call(call, Some(answer)));
        poll_fn(|cx| mailbox.poll_post(&mut command, cx)).await?;
        called.await.unwrap_or(Err(SendError::Closed))
    }
}

impl Handle {
    fn let_go(&self, code: u16) {
        self.mailbox.abandon();
        if !matches!(self.mailbox.state(), State::Connecting | State::Open) {
            return;
        }
        let call = Call::Close(Close { code, reason: String::new() });
        if at_once(&self.mailbox, |link| link.call(&call)).is_none() {
            self.mailbox.post(Command::Call(call, None));
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.let_go(NORMAL);
    }
}

impl fmt::Debug for WebSocket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebSocket")
            .field("id", &self.id())
            .field("state", &self.state())
            .field("peer_addr", &self.peer_addr())
            .finish_non_exhaustive()
    }
}

/// Runs `run` with a connection of this thread, unless it is in use, or commands of other threads
/// wait for its driver: those came first.
fn at_once<R>(mailbox: &Arc<Mailbox>, run: impl FnOnce(&mut Link) -> R) -> Option<R> {
    Shard::with_link(mailbox, |link| (!link.has_commands()).then(|| run(link))).flatten()
}

fn random() -> Vec<u8> {
    let mut bytes = vec![0; 4];
    // Nobody but the peer ever sees them: zeros would do.
    let _ = getrandom::fill(&mut bytes);
    bytes
}

// RFC 6455 §7.4.1: "the purpose for which the connection was established has been fulfilled".
const NORMAL: u16 = 1000;
// "encountered an unexpected condition".
const INTERNAL_ERROR: u16 = 1011;

/// The message that was not sent.
fn in_command(command: Option<Command>) -> Option<Outgoing> {
    match command {
        Some(Command::Send(outgoing)) => Some(outgoing),
        _ => None,
    }
}

/// Bytes of a part of a message that is too large to be sent at once.
const MAX_PART: usize = 1 << 20;
