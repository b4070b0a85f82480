//! Carries out what the component says of a connection that is to be made: sockets, TLS, look-up
//! and permits are here, and nothing that decides.

use std::collections::HashMap;
use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::sync::Arc;

use tokio::net::lookup_host;
use tokio::task::{AbortHandle, JoinSet};
use tracing::{debug, info, trace};

use super::failure::{self, failure_of};
use super::gate::{self, Permit};
use super::io::{Io, poll_io};
use super::line::{self, Given, Wire};
use crate::bindings::{wit, wit_dial};
use crate::connection::{Line, Mailbox, Settings, Side, WebSocket, connect, next_id};
use crate::engine::{Guest, Seat, Shard, Trapped, clock, seed};
use crate::tls::Tls;
use crate::types::{ConnectError, Headers, Misuse, Trace, Verdict};

/// What to connect to, and how.
pub(crate) struct Plan {
    pub(crate) url: String,
    pub(crate) options: wit_dial::DialOptions,
    pub(crate) settings: Arc<Settings>,
    pub(crate) tls: Tls,
    pub(crate) hooks: Hooks,
    /// To be used in place of what would be connected.
    pub(crate) given: Option<Given>,
}

/// Where the application has its say.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) on_request: Option<Arc<OnRequest>>,
    pub(crate) on_failure: Option<Arc<OnFailure>>,
}

type OnRequest = dyn Fn(&mut Headers) + Send + Sync;
type OnFailure = dyn Fn(&ConnectError) -> Verdict + Send + Sync;

/// Opens a connection on this thread.
pub(crate) async fn dial(
    shard: &Rc<Shard>,
    mut plan: Plan,
    seat: Seat,
) -> Result<WebSocket, ConnectError> {
    let seed = seed()?;
    let now = clock::now();
    let (url, settings) = (plan.url.clone().into_bytes(), plan.settings.clone());
    let guest = shard
        .open_dial(&settings, |dial, store, settings| {
            if let wit_dial::ProxyChoice::Environment(variables) = &mut plan.options.proxy {
                *variables = environment(&dial.call_proxy_variables(&mut *store)?);
            }
            dial.call_start(store, &url, &plan.options, settings, seed, now)
        })
        .map_err(ConnectError::Runtime)?
        .map_err(failure::invalid)?;
    let mut dial = Dialling::new(shard, guest, plan);
    let connection = dial.run().await?;
    let id = dial.id;
    let (number, wire) = dial.wires.drain().next().ok_or_else(failure::trapped)?;
    debug!(id, transport = number, peer = ?wire.addresses.peer, "connected");
    let address = wire.addresses.peer;
    drop(dial);

    let now = clock::now();
    let first = shard
        .call(&connection, |guest, store, resource| guest.call_resume(store, resource, now))
        .map_err(|Trapped| failure::trapped())?;
    let line = Line {
        id,
        transport: wire.transport,
        addresses: wire.addresses,
        session: wire.session,
        settings,
        side: Side::Client(seat),
    };
    let (mailbox, driver) = connect(shard, connection, Some(first), line);
    tokio::task::spawn_local(driver);
    // Dropped before the connection is open, the handle gives it up.
    let ws = WebSocket::new(mailbox.clone());
    opened(&mailbox).await?;
    info!(id = mailbox.id, ?address, "open");
    Ok(ws)
}

/// Variables of the environment; those that are not UTF-8 name no proxy.
fn environment(names: &[String]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let variable = |name: &String| Some((name.clone().into(), std::env::var(name).ok()?.into()));
    names.iter().filter_map(variable).collect()
}

async fn opened(mailbox: &Mailbox) -> Result<(), ConnectError> {
    if mailbox.opening().await {
        return Ok(());
    }
    Err(ConnectError::Closed(mailbox.closing().await))
}

/// A connection that is being made.
struct Dialling<'a> {
    /// The number of the connection to come.
    id: u64,
    shard: &'a Rc<Shard>,
    guest: Guest,
    plan: Plan,
    /// What was begun and is not done.
    tasks: JoinSet<Happened>,
    /// How to stop those that can be.
    begun: HashMap<Task, AbortHandle>,
    permits: HashMap<u32, Permit>,
    /// Transports that are connected: one, but for an instant.
    wires: HashMap<u32, Wire>,
    output: Vec<u8>,
    timeout: Option<u64>,
    wants_read: bool,
    /// Why a transport failed last, in the words of the system.
    error: Option<io::Error>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Task {
    Permit(u32),
    Transport(u32),
}

/// What came of something that was begun.
enum Happened {
    Acquired(u32, Permit),
    Resolved(io::Result<Vec<std::net::SocketAddr>>),
    Connected(u32, io::Result<Wire>),
    Secured(u32, io::Result<Wire>),
}

/// How a dial ends.
type End = Result<Guest, ConnectError>;

impl<'a> Dialling<'a> {
    fn new(shard: &'a Rc<Shard>, guest: Guest, plan: Plan) -> Self {
        Self {
            id: next_id(),
            shard,
            guest,
            plan,
            tasks: JoinSet::new(),
            begun: HashMap::new(),
            permits: HashMap::new(),
            wires: HashMap::new(),
            output: Vec::new(),
            timeout: None,
            wants_read: false,
            error: None,
        }
    }

    /// Obeys the component until there is a connection, or none.
    async fn run(&mut self) -> End {
        let mut step = self.handle(&wit_dial::Happening::Nothing)?;
        loop {
            if let Some(end) = self.obey(step)? {
                return end;
            }
            step = self.wait().await?;
        }
    }

    /// Carries out a step, and those that follow from it at once.
    fn obey(&mut self, first: wit_dial::DialStep) -> Result<Option<End>, ConnectError> {
        let mut next = Some(first);
        while let Some(step) = next.take() {
            self.timeout = step.timeout;
            self.wants_read = step.wants_read;
            for action in step.actions {
                match action {
                    wit_dial::Action::Open(connection) => {
                        return Ok(Some(Ok(self.guest.adopt(connection))));
                    }
                    wit_dial::Action::Failed(failure) => match self.failed(failure)? {
                        Ok(step) => next = step.or(next),
                        Err(error) => return Ok(Some(Err(error))),
                    },
                    wit_dial::Action::Request(request) => next = Some(self.review(request)?),
                    other => self.begin(other),
                }
            }
        }
        Ok(None)
    }

    fn begin(&mut self, action: wit_dial::Action) {
        match action {
            wit_dial::Action::Acquire(wit_dial::Permit { number, key, limit }) => {
                let acquired =
                    async move { Happened::Acquired(number, gate::acquire(key, limit).await) };
                self.spawn(Some(Task::Permit(number)), acquired);
            }
            wit_dial::Action::Release(number) => {
                self.stop(Task::Permit(number));
                self.permits.remove(&number);
            }
            wit_dial::Action::Resolve((host, port)) => {
                self.spawn(None, async move {
                    let found = lookup_host((&*host, port)).await;
                    Happened::Resolved(found.map(Iterator::collect))
                });
            }
            wit_dial::Action::Connect((number, endpoint)) => {
                let given = self.plan.given.take();
                // A second attempt finds nothing there: an empty path is no socket's.
                let connect = async || match given {
                    Some(given) => given.connect(),
                    None => line::connect(endpoint).await,
                };
                let connected = async move { Happened::Connected(number, connect().await) };
                self.spawn(Some(Task::Transport(number)), connected);
            }
            wit_dial::Action::Disconnect(number) => {
                self.stop(Task::Transport(number));
                self.wires.remove(&number);
                self.output.clear();
            }
            wit_dial::Action::Secure((name, received)) => {
                let Some(number) = self.wires.keys().next().copied() else { return };
                let Some(wire) = self.wires.remove(&number) else { return };
                let tls = self.plan.tls.clone();
                self.spawn(Some(Task::Transport(number)), async move {
                    Happened::Secured(number, wire.secure(&tls, &name, received).await)
                });
            }
            wit_dial::Action::Transmit(data) => self.output.extend_from_slice(&data),
            wit_dial::Action::Trace(event) => match Trace::from(event) {
                frame @ (Trace::FrameReceived(_) | Trace::FrameSent(_)) => {
                    trace!(id = self.id, "{frame}")
                }
                other => debug!(id = self.id, "{other}"),
            },
            // These three are carried out elsewhere.
            wit_dial::Action::Open(_)
            | wit_dial::Action::Failed(_)
            | wit_dial::Action::Request(_) => {}
        }
    }

    /// Waits for anything to happen, and tells the component.
    async fn wait(&mut self) -> Result<wit_dial::DialStep, ConnectError> {
        let deadline = self.timeout.map(clock::at);
        let alarm = async {
            match deadline {
                Some(deadline) => tokio::time::sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        let (wires, output, wants_read) = (&mut self.wires, &mut self.output, self.wants_read);
        let io = poll_fn(|cx| poll_io(wires, output, wants_read, cx));
        tokio::select! {
            Some(happened) = self.tasks.join_next() => match happened {
                Ok(happened) => self.tell(happened),
                // It was stopped.
                Err(_) => Ok(wit_dial::DialStep {
                    actions: Vec::new(),
                    timeout: self.timeout,
                    wants_read: self.wants_read,
                }),
            },
            io = io => self.tell_io(io),
            () = alarm => self.handle(&wit_dial::Happening::Timeout),
        }
    }

    fn tell(&mut self, happened: Happened) -> Result<wit_dial::DialStep, ConnectError> {
        let happening = match happened {
            Happened::Acquired(number, permit) => {
                self.begun.remove(&Task::Permit(number));
                self.permits.insert(number, permit);
                wit_dial::Happening::Acquired(number)
            }
            Happened::Resolved(found) => {
                let found =
                    found.map_err(|error| self.note(error, wit_dial::TransportError::NotFound));
                let addresses = found.map(|all| all.into_iter().map(line::address_of).collect());
                wit_dial::Happening::Resolved(addresses)
            }
            Happened::Connected(number, connected) => {
                self.begun.remove(&Task::Transport(number));
                match connected {
                    Ok(wire) => {
                        self.wires.insert(number, wire);
                        wit_dial::Happening::Connected(number)
                    }
                    Err(error) => return self.tell_failure(number, error),
                }
            }
            Happened::Secured(number, secured) => {
                self.begun.remove(&Task::Transport(number));
                match secured {
                    Ok(wire) => {
                        self.wires.insert(number, wire);
                        wit_dial::Happening::Secured
                    }
                    Err(error) => {
                        let kind = self.note(error, wit_dial::TransportError::Tls);
                        wit_dial::Happening::Failed((number, kind))
                    }
                }
            }
        };
        self.handle(&happening)
    }

    fn tell_io(&mut self, io: Io) -> Result<wit_dial::DialStep, ConnectError> {
        match io {
            Io::Data(data) => self.handle(&wit_dial::Happening::Received(data)),
            Io::Eof => self.handle(&wit_dial::Happening::Eof),
            Io::Failed(number, error) => self.tell_failure(number, error),
        }
    }

    fn tell_failure(
        &mut self,
        number: u32,
        error: io::Error,
    ) -> Result<wit_dial::DialStep, ConnectError> {
        let kind = line::kind_of(&error);
        let kind = self.note(error, kind);
        self.handle(&wit_dial::Happening::Failed((number, kind)))
    }

    /// Remembers an error in the words of the system.
    fn note(
        &mut self,
        error: io::Error,
        kind: wit_dial::TransportError,
    ) -> wit_dial::TransportError {
        debug!(%error, "a transport failed");
        self.error = Some(error);
        kind
    }

    /// Lets the application look at the request.
    fn review(
        &mut self,
        mut request: wit::ClientRequest,
    ) -> Result<wit_dial::DialStep, ConnectError> {
        if let Some(on_request) = &self.plan.hooks.on_request {
            let mut headers = Headers::from(std::mem::take(&mut request.headers));
            on_request(&mut headers);
            if headers.weight() > self.plan.settings.max_given {
                return Err(ConnectError::Misuse(Misuse::InvalidHeader));
            }
            request.headers = (&headers).into();
        }
        self.handle(&wit_dial::Happening::Request(request))
    }

    /// An attempt failed: asks the application what it thinks of that.
    fn failed(
        &mut self,
        failure: wit_dial::Failure,
    ) -> Result<Result<Option<wit_dial::DialStep>, ConnectError>, ConnectError> {
        let retry = failure.retry.map(std::time::Duration::from_nanos);
        let error = failure_of(failure, self.error.take());
        let verdict = match &self.plan.hooks.on_failure {
            Some(on_failure) => on_failure(&error),
            None => Verdict::Default,
        };
        let step = match (verdict, retry) {
            (Verdict::GiveUp, _) | (Verdict::Default, None) => return Ok(Err(error)),
            (Verdict::Retry, None) => Some(self.handle(&wit_dial::Happening::Retry)?),
            (_, Some(delay)) => {
                let seconds = delay.as_secs_f64();
                info!("connect failed; reconnecting in {seconds:.1} seconds: {error}");
                None
            }
        };
        Ok(Ok(step))
    }

    fn handle(&self, happening: &wit_dial::Happening) -> Result<wit_dial::DialStep, ConnectError> {
        let now = clock::now();
        let handled = self
            .shard
            .call_dial(&self.guest, |dial, store, it| dial.call_handle(store, it, happening, now));
        handled.map_err(|Trapped| failure::trapped())?.map_err(ConnectError::Misuse)
    }

    fn spawn(&mut self, task: Option<Task>, work: impl Future<Output = Happened> + 'static) {
        let handle = self.tasks.spawn_local(work);
        if let Some(task) = task {
            self.begun.insert(task, handle);
        }
    }

    fn stop(&mut self, task: Task) {
        if let Some(handle) = self.begun.remove(&task) {
            handle.abort();
        }
    }
}

impl Drop for Dialling<'_> {
    fn drop(&mut self) {
        self.shard.free(&self.guest);
    }
}
