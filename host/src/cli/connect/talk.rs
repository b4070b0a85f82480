//! What happens on one connection.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::future::{pending, ready};
use std::io::{self, ErrorKind};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};
use witsocket_host::{Closed, Compress, Event, Kind, Message, SendError, WebSocket};

use super::super::args::Connect;
use super::super::exit::{self, Failure};
use super::super::output::Output;
use super::super::progress::Progress;
use super::super::signals::Signals;
use super::super::stdin::{Input, Said};

/// A conversation over a connection.
pub struct Talk<'a> {
    socket: &'a WebSocket,
    arguments: &'a Connect,
    compress: Compress,
    /// Messages that went each way.
    sent: Cell<u64>,
    received: Cell<u64>,
    /// As many came as were asked for.
    enough: Notify,
    /// We have nothing left to say.
    said_all: Cell<bool>,
    /// A message was sent in part, and there is no connection for the rest.
    cut: Cell<bool>,
    failure: RefCell<Option<Failure>>,
}

/// How a conversation ended.
pub enum End {
    /// We had nothing left to say.
    Ours(Closed),
    /// There was more to say.
    Theirs(Closed),
    /// Nobody reads stdout any more.
    Unread,
}

impl<'a> Talk<'a> {
    pub fn new(socket: &'a WebSocket, arguments: &'a Connect) -> Self {
        Self {
            socket,
            arguments,
            compress: arguments.common.compress.into(),
            sent: Cell::new(0),
            received: Cell::new(0),
            enough: Notify::new(),
            said_all: Cell::new(false),
            cut: Cell::new(false),
            failure: RefCell::new(None),
        }
    }

    /// Talks until the connection has ended.
    pub async fn carry_on(
        &self,
        input: &mut Input,
        output: &mut Output,
        signals: &mut Signals,
    ) -> Result<End, Failure> {
        let mut progress = Progress::new();
        let shown = tokio::select! {
            shown = self.show(output) => shown,
            never = self.speak(input, signals) => match never {},
            never = progress.watch(self.socket) => match never {},
        };
        drop(progress);
        match shown {
            Ok(closed) => {
                if self.cut.get() {
                    let line = format_args!("stdin: the message was sent in part only: {closed}");
                    self.failure.replace(Some(Failure::new(line)));
                }
                match self.failure.take() {
                    Some(failure) => {
                        output.settle().await;
                        Err(failure)
                    }
                    None if self.said_all.get() => Ok(End::Ours(closed)),
                    None => Ok(End::Theirs(closed)),
                }
            }
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                // Who reads stdout has read enough, as `head` does: end without a word.
                let rest = async { while self.socket.event().await.is_some() {} };
                let end = async { tokio::join!(self.close(), rest) };
                let _ = timeout(PATIENCE, end).await;
                Ok(End::Unread)
            }
            Err(error) => Err(Failure::new(format_args!("stdout: {error}"))),
        }
    }

    /// Says what there is to say, and closes. How that ended is shown behind what came before.
    async fn speak(&self, input: &mut Input, signals: &mut Signals) -> Infallible {
        tokio::select! {
            sent = self.send(input) => {
                if let Err(failure) = sent {
                    self.failure.replace(Some(failure));
                }
            }
            _ = signals.next() => self.said_all.set(true),
            () = self.enough.notified() => self.said_all.set(true),
        }
        let closing = async {
            if self.said_all.get() {
                self.close().await;
            }
            pending::<Infallible>().await
        };
        tokio::select! {
            never = closing => never,
            // The second one, or one while the peer has ended already.
            name = signals.next() => {
                exit::now(Failure::new(format_args!("{name} before the connection was closed")))
            }
        }
    }

    /// Sends what is on stdin, no faster than the peer takes it, and lets the peer answer.
    async fn send(&self, input: &mut Input) -> Result<(), Failure> {
        let end = loop {
            let sent = match input.next().await {
                Ok(Some(Said::Message(message))) => self.send_message(message, input).await,
                Ok(Some(Said::Start(start))) => self.send_long(start, input).await,
                Ok(None) => break Ok(()),
                Err(error) => break Err(stdin(error)),
            };
            match sent {
                Ok(()) => self.sent.update(|sent| sent + 1),
                // The end of the connection says why. There may be another one for the rest.
                Err(Unsent::Closed) => return Ok(()),
                Err(Unsent::Failed(failure)) => break Err(failure),
            }
        };
        if end.is_ok() && self.arguments.count.is_some() {
            // There is something to wait for.
            return pending().await;
        }
        // Who types has seen what came.
        if self.sent.get() > 0 && !input.is_typed() {
            self.silence().await;
        }
        self.said_all.set(true);
        end
    }

    async fn send_message(&self, message: Message, input: &mut Input) -> Result<(), Unsent> {
        let sent = self.socket.send_with(message.clone(), self.compress).await;
        sent.map_err(|error| match error {
            SendError::Closed => {
                input.put_back(message);
                Unsent::Closed
            }
            error => Unsent::Failed(stdin(error)),
        })
    }

    /// Sends a message of any length, and holds but a part of it.
    async fn send_long(&self, start: Vec<u8>, input: &mut Input) -> Result<(), Unsent> {
        self.socket.begin_with(Kind::Binary, self.compress).await?;
        let mut part = Some(start);
        while let Some(data) = part {
            self.socket.part(data).await.inspect_err(|_| self.cut.set(true))?;
            part = input.more().await.map_err(|error| Unsent::Failed(stdin(error)))?;
        }
        Ok(self.socket.finish().await?)
    }

    /// Waits until the peer has answered, as far as one can know.
    ///
    /// Many servers answer a close frame before they have answered the messages in front of it, and
    /// their answers are lost if it comes at the heels of them. So it comes when the peer is silent;
    /// one that never is may talk for a while, and until it sent as many messages as it got.
    async fn silence(&self) {
        let start = Instant::now();
        loop {
            let before = self.received.get();
            sleep(SILENCE).await;
            let received = self.received.get();
            let answered = received >= self.sent.get() && start.elapsed() >= PATIENCE;
            if received == before || answered {
                return;
            }
        }
    }

    /// Shows what comes, no faster than stdout takes it, until the end of the connection.
    async fn show(&self, output: &mut Output) -> io::Result<Closed> {
        let most = self.arguments.count.map_or(u64::MAX, |count| count.get());
        output.open(self.socket);
        output.note(&self.greeting());
        loop {
            let now = tokio::select! {
                biased;
                event = self.socket.event(), if !output.is_full() => event,
                () = ready(()) => None,
            };
            let event = match now {
                Some(event) => Some(event),
                // Nothing more is there at the moment, or there is enough: now is the time to write.
                None => {
                    output.flush().await?;
                    self.socket.event().await
                }
            };
            // `Closed` is the last event.
            let event = event.ok_or(ErrorKind::UnexpectedEof)?;
            let is_message = matches!(event, Event::Text(_) | Event::Binary(_));
            if is_message {
                self.received.update(|received| received + 1);
            }
            if !is_message || self.received.get() <= most {
                output.event(&event);
            }
            if is_message && self.received.get() == most {
                self.enough.notify_one();
            }
            if let Event::Closed(closed) = event {
                output.flush().await?;
                return Ok(closed);
            }
        }
    }

    /// What there is to say of a connection that has opened.
    fn greeting(&self) -> String {
        let url = super::without_credentials(&self.arguments.url);
        match self.socket.subprotocol() {
            Some(subprotocol) => format!("connected to {url}, which speaks {subprotocol}"),
            None => format!("connected to {url}"),
        }
    }

    /// Says that there is nothing left to say, and waits for the end.
    async fn close(&self) {
        let Connect { close_code, close_reason, .. } = self.arguments;
        if let Err(error) = self.socket.close(*close_code, close_reason).await {
            let line = format_args!("--close-code {close_code} {close_reason:?}: {error}");
            self.failure.replace(Some(Failure::usage(line)));
            let _ = self.socket.close(NORMAL, "").await;
        }
    }
}

/// Why a message was not sent.
enum Unsent {
    Closed,
    Failed(Failure),
}

impl From<SendError> for Unsent {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Closed => Self::Closed,
            error => Self::Failed(stdin(error)),
        }
    }
}

fn stdin(error: impl std::fmt::Display) -> Failure {
    Failure::new(format_args!("stdin: {error}"))
}

/// The close code of a client that has nothing left to say.
const NORMAL: u16 = 1000;

/// How long nothing comes from a peer that has nothing to say.
const SILENCE: Duration = Duration::from_millis(200);

/// How long a peer is waited for that might not come to an end.
const PATIENCE: Duration = Duration::from_secs(1);
