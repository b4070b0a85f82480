//! The resource `connection`: each call feeds the core, and drains it into a step.

use std::cell::RefCell;
use std::sync::Arc;

use bytes::Bytes;
use witsocket as core;

use crate::bindings::exports::witsocket::protocol::connection as wit;
use crate::from_wit;

pub(crate) struct Connection(RefCell<core::Steps>);

pub(crate) struct Settings(Arc<core::Config>);

impl wit::GuestSettings for Settings {
    fn new(config: wit::Config) -> Result<Self, wit::Misuse> {
        let config = from_wit::config(config).ok_or(wit::Misuse::InvalidUtf8)?;
        Ok(Self(Arc::new(config)))
    }
}

impl Settings {
    pub(crate) fn of(settings: wit::SettingsBorrow<'_>) -> Arc<core::Config> {
        settings.get::<Self>().0.clone()
    }
}

/// Where a step's events and bytes go.
#[derive(Default)]
struct Outlet<'a> {
    events: Vec<wit::Event>,
    transmit: Vec<u8>,
    /// The message whose bytes are handed out apart.
    prepared: Option<&'a core::Prepared>,
    /// The last bytes, if they are such, and which encoding.
    shared: Option<(usize, Bytes)>,
}

impl Connection {
    pub(crate) fn resource(core: core::Connection) -> wit::Connection {
        wit::Connection::new(Self(RefCell::new(core::Steps::new(core))))
    }

    fn step(&self, feed: impl FnOnce(&mut core::Connection)) -> wit::Step {
        let mut steps = self.0.borrow_mut();
        feed(steps.connection());
        step(|outlet| steps.step(outlet))
    }

    /// Sends a message that others get as well. Its bytes are in the outlet if they are shared.
    pub(crate) fn send_prepared(
        &self,
        message: &mut core::Prepared,
        now: u64,
    ) -> Result<(wit::Step, Option<(usize, Bytes)>), wit::Misuse> {
        let mut steps = self.0.borrow_mut();
        let _ = steps.connection().send_prepared(message, instant(now))?;
        let mut outlet = Outlet { prepared: Some(message), ..Outlet::default() };
        let step = steps.step(&mut outlet);
        let shared = outlet.shared.take();
        Ok((outlet.into_step(step), shared))
    }

    fn attempt<T>(
        &self,
        command: impl FnOnce(&mut core::Connection) -> Result<T, core::Misuse>,
    ) -> Result<wit::Step, wit::Misuse> {
        let mut steps = self.0.borrow_mut();
        command(steps.connection())?;
        Ok(step(|outlet| steps.step(outlet)))
    }
}

impl wit::GuestConnection for Connection {
    fn client(
        request: wit::ClientRequest,
        settings: wit::SettingsBorrow<'_>,
        seed: wit::Seed,
        now: u64,
    ) -> Result<wit::Connection, wit::Misuse> {
        let request = from_wit::client_request(request).ok_or(wit::Misuse::InvalidTarget)?;
        let (config, seed) = (Settings::of(settings), from_wit::seed(seed));
        Ok(Self::resource(core::Connection::client(&request, config, seed, instant(now))?))
    }

    fn server(settings: wit::SettingsBorrow<'_>, seed: wit::Seed, now: u64) -> wit::Connection {
        let config = Settings::of(settings);
        Self::resource(core::Connection::server(config, from_wit::seed(seed), instant(now)))
    }

    fn attach(
        role: wit::Role,
        settings: wit::SettingsBorrow<'_>,
        deflate: Option<wit::DeflateParameters>,
        extensions: Vec<wit::AgreedExtension>,
        seed: wit::Seed,
        now: u64,
    ) -> wit::Connection {
        let config = Settings::of(settings);
        let deflate = deflate.map(Into::into);
        let extensions = extensions.into_iter().map(Into::into).collect();
        let opened = core::Opened { deflate, extensions, ..core::Opened::default() };
        let seed = from_wit::seed(seed);
        Self::resource(core::Connection::attach(role.into(), config, opened, seed, instant(now)))
    }

    fn receive(&self, data: Vec<u8>, now: u64) -> wit::Step {
        self.step(|core| core.handle_data(data, instant(now)))
    }

    fn receive_after(&self, sent: wit::Detached, data: Vec<u8>, now: u64) -> wit::Step {
        self.step(|core| {
            core.sent_detached(sent.into());
            core.handle_data(data, instant(now));
        })
    }

    fn sent_detached(&self, sent: wit::Detached) {
        self.0.borrow_mut().connection().sent_detached(sent.into());
    }

    fn detached_head(kind: wit::Kind, length: u64) -> Vec<u8> {
        core::Connection::detached_head(kind.into(), length)
    }

    fn eof(&self, now: u64) -> wit::Step {
        self.step(|core| core.handle_eof(instant(now)))
    }

    fn tick(&self, now: u64) -> wit::Step {
        self.step(|core| core.handle_timeout(instant(now)))
    }

    fn resume(&self, now: u64) -> wit::Step {
        let mut steps = self.0.borrow_mut();
        step(|outlet| steps.resume(outlet, instant(now)))
    }

    fn hold(&self) {
        self.0.borrow_mut().hold();
    }

    fn block(&self) {
        self.0.borrow_mut().block();
    }

    fn unblock(&self, now: u64) -> wit::Step {
        let mut steps = self.0.borrow_mut();
        step(|outlet| steps.unblock(outlet, instant(now)))
    }

    fn offer(&self) -> Option<wit::Offer> {
        let steps = self.0.borrow();
        let request = steps.as_connection().request()?;
        Some(wit::Offer {
            subprotocols: request.subprotocols().map(Vec::from).collect(),
            extensions: request.extensions().into_iter().map(Into::into).collect(),
            claimant: request.claimant().map(|claimant| {
                (claimant.user.into_bytes(), claimant.password.map(String::into_bytes))
            }),
        })
    }

    fn answer(&self, answer: wit::Answer, now: u64) -> Result<wit::Step, wit::Misuse> {
        let now = instant(now);
        match answer {
            wit::Answer::Accept(acceptance) => {
                let acceptance = from_wit::acceptance(acceptance);
                let acceptance = acceptance.ok_or(wit::Misuse::InvalidSubprotocol)?;
                self.attempt(|core| core.accept(&acceptance, now))
            }
            wit::Answer::Reject(response) => {
                let response = from_wit::response(response);
                self.attempt(|core| core.reject(&response, now))
            }
            wit::Answer::Claimed(fresh) => self.attempt(|core| core.claimed(fresh, now)),
            wit::Answer::Respond(response) => {
                let response = from_wit::response(response);
                self.attempt(|core| core.respond(&response, now))
            }
        }
    }

    fn announce(&self, length: Option<u64>) {
        self.0.borrow_mut().connection().announce(length);
    }

    fn body(&self) -> u64 {
        self.0.borrow().as_connection().body()
    }

    fn send_text(
        &self,
        data: Vec<u8>,
        compress: wit::Compress,
        now: u64,
    ) -> Result<wit::Step, wit::Misuse> {
        self.attempt(|core| core.send_utf8(data, compress.into(), instant(now)))
    }

    fn send_binary(
        &self,
        data: Vec<u8>,
        compress: wit::Compress,
        now: u64,
    ) -> Result<wit::Step, wit::Misuse> {
        self.attempt(|core| core.send_with(data, compress.into(), instant(now)))
    }

    fn ping(&self, payload: Option<Vec<u8>>, now: u64) -> Result<wit::Step, wit::Misuse> {
        self.attempt(|core| core.ping(payload.map(Into::into), instant(now)))
    }

    fn close(&self, close: wit::Close, now: u64) -> Result<wit::Step, wit::Misuse> {
        self.attempt(|core| core.close(core::CloseCode(close.code), close.reason, instant(now)))
    }

    fn apply(&self, commands: Vec<wit::Command>, now: u64) -> wit::Applied {
        let mut steps = self.0.borrow_mut();
        let mut failed = None;
        for (index, command) in commands.into_iter().enumerate() {
            if let Err(misuse) = command.apply(steps.connection(), instant(now)) {
                failed = Some((index as u32, misuse.into()));
                break;
            }
        }
        wit::Applied { step: step(|outlet| steps.step(outlet)), failed }
    }

    fn state(&self) -> wit::State {
        self.0.borrow().as_connection().state().into()
    }

    fn buffered(&self) -> u64 {
        self.0.borrow().as_connection().buffered() as u64
    }

    fn stats(&self) -> wit::Stats {
        self.0.borrow().as_connection().stats().into()
    }

    fn finish(connection: wit::Connection) -> wit::Stats {
        connection.into_inner::<Self>().0.into_inner().as_connection().stats().into()
    }
}

/// A step with all that it brings.
fn step(drain: impl FnOnce(&mut Outlet<'_>) -> core::Step) -> wit::Step {
    let mut outlet = Outlet::default();
    let step = drain(&mut outlet);
    outlet.into_step(step)
}

impl Outlet<'_> {
    fn into_step(self, step: core::Step) -> wit::Step {
        wit::Step {
            transmit: self.transmit,
            shutdown: step.shutdown,
            events: self.events,
            more: step.more,
            ending: step.ending,
            detaches: step.detaches,
            timeout: step.timeout.map(core::Instant::as_nanos),
            wants_read: step.wants_read,
            full: step.full,
        }
    }
}

impl core::Outlet for Outlet<'_> {
    fn event(&mut self, event: core::Event) {
        self.events.push(event.into());
    }

    fn transmit(&mut self, data: Bytes) {
        if let Some((_, shared)) = self.shared.take() {
            // Only what comes last can be handed out apart.
            self.transmit.extend_from_slice(&shared);
        }
        match self.prepared.and_then(|prepared| prepared.encoding_of(&data)) {
            Some(encoding) => self.shared = Some((encoding, data)),
            None if self.transmit.is_empty() => self.transmit = data.into(),
            None => self.transmit.extend_from_slice(&data),
        }
    }
}

impl From<wit::Detached> for core::Detached {
    fn from(sent: wit::Detached) -> Self {
        let wit::Detached { messages, data, heads, last } = sent;
        Self { messages, data, heads, last: instant(last) }
    }
}

impl wit::Command {
    fn apply(self, core: &mut core::Connection, now: core::Instant) -> Result<(), core::Misuse> {
        match self {
            Self::Text(text) => core.send_utf8(text.data, text.compress.into(), now).map(drop),
            Self::Binary(data) => core.send_with(data.data, data.compress.into(), now).map(drop),
            Self::Begin(message) => {
                core.begin_with(message.kind.into(), message.compress.into(), now)
            }
            Self::Part(data) => core.part(data, now).map(drop),
            Self::Finish => core.finish(now).map(drop),
            Self::Ping(payload) => core.ping(payload.map(Into::into), now).map(drop),
            Self::Pong(payload) => core.pong(payload, now).map(drop),
            Self::Close(close) => core.close(core::CloseCode(close.code), close.reason, now),
        }
    }
}

pub(crate) fn instant(nanos: u64) -> core::Instant {
    core::Instant::from_nanos(nanos)
}
