//! A connection: each call feeds the core; those that bring a step leave it in memory.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use witsocket as core;
use witsocket::{Flow, Misuse, State};

use crate::config::deflate_parameters;
use crate::errors::{self, invalid, outcome};
use crate::events;
use crate::extension::agreed;
use crate::given::{Given, Invalid};
use crate::input::{leave_bytes, take, take_text};
use crate::settings::Settings;
use crate::step;
use crate::value::{self, Maker, Value};

/// A connection of the core.
#[wasm_bindgen]
pub struct Connection(pub(crate) core::Steps);

impl Connection {
    pub(crate) fn new(core: core::Connection) -> Self {
        Self(core::Steps::new(core))
    }

    fn feed(&mut self, feed: impl FnOnce(&mut core::Connection)) {
        feed(self.0.connection());
        step::leave(|out| self.0.step(out));
    }

    fn command(
        &mut self,
        command: impl FnOnce(&mut core::Connection) -> Result<Flow, Misuse>,
    ) -> u32 {
        outcome(command(self.0.connection()))
    }
}

#[wasm_bindgen]
impl Connection {
    /// The client's side: `seed` and the request.
    pub fn client(length: usize, settings: &Settings, now: f64) -> Result<Connection, JsValue> {
        let given = Given::take(length);
        let request = client_request(&given).map_err(invalid)?;
        let config = settings.0.clone();
        core::Connection::client(&request, config, seed_of(&given), instant(now))
            .map(Self::new)
            .map_err(|misuse| errors::to_js(&misuse).into())
    }

    /// The server's side, with 32 bytes of input as its seed.
    pub fn server(settings: &Settings, now: f64) -> Connection {
        let seed = take(SEED).try_into().unwrap_or_default();
        Self::new(core::Connection::server(settings.0.clone(), seed, instant(now)))
    }

    /// Either side of a connection that was opened elsewhere: `role`, `seed`, and what was agreed
    /// on, which is `deflate` and `extensions`.
    pub fn attach(length: usize, settings: &Settings, now: f64) -> Result<Connection, JsValue> {
        let given = Given::take(length);
        let role = match given.get("role").and_then(Given::as_text) {
            Some("client") => core::Role::Client,
            _ => core::Role::Server,
        };
        let deflate = given.get("deflate").map(deflate_parameters).transpose().map_err(invalid)?;
        let extensions = given.get("extensions").and_then(Given::as_text).map(agreed);
        let extensions = extensions.unwrap_or_default();
        let opened = core::Opened { deflate, extensions, ..core::Opened::default() };
        let (config, seed) = (settings.0.clone(), seed_of(&given));
        Ok(Self::new(core::Connection::attach(role, config, opened, seed, instant(now))))
    }

    /// Takes bytes that the peer sent.
    pub fn receive(&mut self, length: usize, now: f64) {
        self.feed(|core| core.handle_data(take(length), instant(now)));
    }

    /// Messages were sent without the core, the last one now.
    pub fn sent(&mut self, messages: u32, data: f64, heads: u32, now: f64) {
        self.0.connection().sent_detached(core::Detached {
            messages: messages.into(),
            data: data as u64,
            heads: heads.into(),
            last: instant(now),
        });
    }

    /// The peer ended its stream, or the transport failed.
    pub fn eof(&mut self, now: f64) {
        self.feed(|core| core.handle_eof(instant(now)));
    }

    /// The deadline has come.
    pub fn tick(&mut self, now: f64) {
        self.feed(|core| core.handle_timeout(instant(now)));
    }

    /// The first step, or events that were left for later.
    pub fn resume(&mut self, now: f64) {
        step::leave(|out| self.0.resume(out, instant(now)));
    }

    /// Nothing is read for now, although it is wanted.
    pub fn hold(&mut self) {
        self.0.hold();
    }

    /// The transport takes no more bytes.
    pub fn block(&mut self) {
        self.0.block();
    }

    /// The transport takes bytes again.
    pub fn unblock(&mut self, now: f64) {
        step::leave(|out| self.0.unblock(out, instant(now)));
    }

    /// The step of what the last commands brought.
    pub fn poll(&mut self, now: f64) {
        self.feed(|core| core.handle_data(Vec::new(), instant(now)));
    }

    /// Sends a text message.
    #[wasm_bindgen(js_name = sendText)]
    pub fn send_text(&mut self, length: usize, compress: u32, now: f64) -> u32 {
        self.command(|core| core.send_utf8(take(length), options(compress), instant(now)))
    }

    /// Sends a binary message.
    #[wasm_bindgen(js_name = sendBinary)]
    pub fn send_binary(&mut self, length: usize, compress: u32, now: f64) -> u32 {
        self.command(|core| core.send_with(take(length), options(compress), instant(now)))
    }

    /// Begins a message whose parts follow.
    pub fn begin(&mut self, text: u32, compress: u32, now: f64) -> u32 {
        self.command(|core| {
            core.begin_with(kind(text), options(compress), instant(now))?;
            Ok(Flow::Ready)
        })
    }

    /// Sends the next frame of the message.
    pub fn part(&mut self, length: usize, now: f64) -> u32 {
        self.command(|core| core.part(take(length), instant(now)))
    }

    /// Ends the message.
    pub fn finish(&mut self, now: f64) -> u32 {
        self.command(|core| core.finish(instant(now)))
    }

    /// Sends a ping, with a payload of the core's if the length is negative.
    pub fn ping(&mut self, length: i32, now: f64) -> u32 {
        let payload = usize::try_from(length).ok().map(|length| take(length).into());
        self.command(|core| core.ping(payload, instant(now)))
    }

    /// Sends a pong.
    pub fn pong(&mut self, length: usize, now: f64) -> u32 {
        self.command(|core| core.pong(take(length), instant(now)))
    }

    /// Starts the closing handshake.
    pub fn close(&mut self, code: u32, length: usize, now: f64) -> u32 {
        let code = core::CloseCode(u16::try_from(code).unwrap_or_default());
        self.command(|core| {
            core.close(code, take(length), instant(now))?;
            Ok(Flow::Ready)
        })
    }

    /// Answers a request, a claim or a response.
    pub fn answer(&mut self, length: usize, now: f64) -> Result<u32, JsValue> {
        let answer = events::answer(&Given::take(length)).map_err(invalid)?;
        let now = instant(now);
        Ok(self.command(|core| {
            match answer {
                events::Answer::Accept(acceptance) => core.accept(&acceptance, now)?,
                events::Answer::Reject(response) => core.reject(&response, now)?,
                events::Answer::Claimed(fresh) => core.claimed(fresh, now)?,
                events::Answer::Respond(response) => core.respond(&response, now)?,
            }
            Ok(Flow::Ready)
        }))
    }

    /// What the request offers that waits for an answer.
    pub fn offer(&self) -> *const u32 {
        let request = self.0.as_connection().request();
        value::leave(request.map_or_else(Value::undefined, events::offer_value))
    }

    /// Where the connection is in its life.
    pub fn state(&self) -> u32 {
        match self.0.as_connection().state() {
            State::Connecting => 0,
            State::Open => 1,
            State::Closing => 2,
            State::Closed => 3,
        }
    }

    /// Bytes that wait for the transport.
    pub fn buffered(&self) -> f64 {
        self.0.as_connection().buffered() as f64
    }

    /// Counters since the connection was made.
    pub fn stats(&self) -> *const u32 {
        value::leave(events::stats_value(&self.0.as_connection().stats()))
    }
}

/// Leaves what stands in front of a message that is sent without the core, where short inputs are
/// written, and says how long it is.
#[wasm_bindgen]
pub fn head(text: u32, length: usize) -> usize {
    leave_bytes(&core::Connection::detached_head(kind(text), length as u64))
}

fn kind(text: u32) -> core::Kind {
    if text == 0 { core::Kind::Binary } else { core::Kind::Text }
}

pub(crate) fn client_request(from: &Given) -> Result<core::ClientRequest, Invalid> {
    Ok(core::ClientRequest {
        host: from.string("host")?.unwrap_or_default(),
        target: from.string("target")?.unwrap_or_default(),
        authorization: from.string("authorization")?,
        origin: from.string("origin")?,
        headers: from.headers("headers")?.unwrap_or_default(),
    })
}

pub(crate) fn client_request_value(request: core::ClientRequest) -> Value {
    Maker::new()
        .with("host", request.host)
        .with("target", request.target)
        .maybe("authorization", request.authorization)
        .maybe("origin", request.origin)
        .with("headers", Value::headers(&request.headers))
        .done()
}

pub(crate) fn message(text: bool, length: usize) -> Result<core::Message, Misuse> {
    if text {
        Ok(take_text(length).ok_or(Misuse::InvalidUtf8)?.into())
    } else {
        Ok(take(length).into())
    }
}

pub(crate) fn options(compress: u32) -> core::SendOptions {
    core::SendOptions {
        compress: match compress {
            1 => core::Compress::Always,
            2 => core::Compress::Never,
            _ => core::Compress::Auto,
        },
    }
}

/// Milliseconds as JavaScript has them.
pub(crate) fn instant(now: f64) -> core::Instant {
    core::Instant::from_nanos((now * 1e6) as u64)
}

/// The `seed`; zeros where it is too short, which nothing of ours makes it.
pub(crate) fn seed_of(from: &Given) -> [u8; SEED] {
    let seed = from.bytes("seed").ok().flatten();
    seed.and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
}

const SEED: usize = 32;
