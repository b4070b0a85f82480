//! A dial: each call feeds the core's plan, and gives its actions as objects.

use std::net::{IpAddr, SocketAddr, SocketAddrV6};

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use witsocket as core;

use crate::config::{credentials, duration, millis};
use crate::connection::{Connection, client_request, client_request_value, instant, seed_of};
use crate::errors::{self, invalid};
use crate::events;
use crate::given::{Given, Invalid};
use crate::names::name;
use crate::settings::Settings;
use crate::value::{Maker, Value, leave};

/// The way of a client to an open connection.
#[wasm_bindgen]
pub struct Dial {
    core: core::Dial,
    opened: Option<Connection>,
}

#[wasm_bindgen]
impl Dial {
    /// Plans a connection: `target`, `seed`, and options.
    pub fn start(length: usize, settings: &Settings, now: f64) -> Result<Dial, JsValue> {
        let given = Given::take(length);
        let target =
            core::Target::parse(given.get("target").and_then(Given::as_text).unwrap_or_default());
        let target = target.map_err(|error| failure("target", name(&error), &error.to_string()))?;
        let options = dial_options(&given)?;
        let (config, seed) = (settings.0.clone(), seed_of(&given));
        let dial = core::Dial::new(target, options, config, seed, instant(now));
        dial.map(|core| Self { core, opened: None })
            .map_err(|misuse| failure("misuse", name(&misuse), &misuse.to_string()))
    }

    /// Tells what happened.
    pub fn handle(&mut self, length: usize, now: f64) -> Result<*const u32, JsValue> {
        let dial = &mut self.core;
        let now = instant(now);
        let happening = Given::take(length);
        let number = || happening.number("number").map(|it| it.unwrap_or_default() as u32);
        let error = || happening.string("error").map(|it| transport_error(&it.unwrap_or_default()));
        let misuse = |misuse: core::Misuse| JsValue::from(errors::to_js(&misuse));
        match &*happening.string("type").map_err(invalid)?.unwrap_or_default() {
            "acquired" => dial.handle_acquired(number().map_err(invalid)?, now),
            "resolved" => {
                let addresses = addresses(&happening).map_err(invalid)?;
                dial.handle_resolved(Ok(&addresses), now);
            }
            "unresolved" => dial.handle_resolved(Err(error().map_err(invalid)?), now),
            "connected" => dial.handle_connected(number().map_err(invalid)?, now),
            "secured" => dial.handle_secured(now),
            "received" => {
                dial.handle_data(
                    happening.bytes("data").map_err(invalid)?.unwrap_or_default(),
                    now,
                );
            }
            "eof" => dial.handle_eof(now),
            "failed" => {
                let error = error().map_err(invalid)?;
                dial.handle_failed(number().map_err(invalid)?, error, now);
            }
            "timeout" => dial.handle_timeout(now),
            "request" => {
                let request = happening.get("request").unwrap_or(&Given::Other);
                let request = client_request(request).map_err(invalid)?;
                dial.handle_request(&request, now).map_err(misuse)?;
            }
            "give-up" => dial.give_up(),
            "retry" => drop(dial.retry(now).map_err(misuse)?),
            _ => {}
        }
        let opened = &mut self.opened;
        let actions = std::iter::from_fn(|| dial.poll_action());
        let actions = Value::list(actions.map(|it| action(it, opened)));
        let step = Maker::new()
            .with("actions", actions)
            .maybe("timeout", dial.poll_timeout().map(|at| at.as_nanos() as f64 / 1e6))
            .with("wantsRead", dial.wants_read());
        Ok(leave(step.done()))
    }

    /// The connection that an action `open` told of.
    pub fn opened(&mut self) -> Option<Connection> {
        self.opened.take()
    }
}

fn dial_options(from: &Given) -> Result<core::DialOptions, JsValue> {
    let proxy = match (from.string("proxy").map_err(invalid)?, from.get("environment")) {
        (Some(url), _) => {
            let proxy = core::Proxy::parse(&url);
            let proxy =
                proxy.map_err(|error| failure("proxy", name(&error), &error.to_string()))?;
            core::ProxyChoice::Proxy(proxy)
        }
        (None, Some(variables)) => {
            let variables = variables.pairs().unwrap_or_default();
            core::ProxyChoice::Environment(core::Environment::new(variables))
        }
        (None, None) => core::ProxyChoice::Direct,
    };
    plain_options(from, proxy).map_err(invalid)
}

fn plain_options(from: &Given, proxy: core::ProxyChoice) -> Result<core::DialOptions, Invalid> {
    let defaults = core::DialOptions::default();
    Ok(core::DialOptions {
        origin: from.string("origin")?,
        headers: from.headers("headers")?.unwrap_or_default(),
        sensitive: from.strings("sensitive")?.unwrap_or_default(),
        credentials: from.get("credentials").map(credentials).transpose()?,
        schemes: match from.string("schemes")?.as_deref() {
            None | Some("any") => core::Schemes::Any,
            Some("basic") => core::Schemes::Basic,
            Some("digest") => core::Schemes::Digest,
            Some(_) => return Err(("schemes", "must be \"any\", \"basic\" or \"digest\"")),
        },
        proxy,
        route: from.get("route").map(route).transpose()?,
        server_name: from.string("serverName")?,
        max_redirects: from.number("maxRedirects")?.map_or(defaults.max_redirects, |it| it as u32),
        reconnect: from.get("reconnect").map(backoff).transpose()?,
        gate: from.flag("gate")?.unwrap_or(defaults.gate),
        review: from.flag("review")?.unwrap_or(defaults.review),
        held: from.number("held")?.map(duration),
        by_name: from.flag("byName")?.unwrap_or(defaults.by_name),
    })
}

fn route(from: &Given) -> Result<core::Route, Invalid> {
    if let Some(path) = from.string("path")? {
        return Ok(core::Route::Unix(path));
    }
    let wrong = ("to", "must have a host and a port, or a path");
    let port = from.number("port")?.filter(|port| *port <= 65_535.0).ok_or(wrong)?;
    Ok(core::Route::Host(from.string("host")?.ok_or(wrong)?, port as u16))
}

fn backoff(from: &Given) -> Result<core::Backoff, Invalid> {
    let defaults = core::Backoff::default();
    Ok(core::Backoff {
        initial: from.number("initial")?.map_or(defaults.initial, duration),
        min: from.number("min")?.map_or(defaults.min, duration),
        factor: from.number("factor")?.unwrap_or(defaults.factor),
        max: from.number("max")?.map_or(defaults.max, duration),
    })
}

/// Addresses of version 6 may have a scope, as a number behind `%`.
fn addresses(happening: &Given) -> Result<Vec<SocketAddr>, Invalid> {
    let port = happening.number("port")?.unwrap_or_default() as u16;
    let address = |text: String| {
        let (address, scope) = text.split_once('%').unwrap_or((&text, "0"));
        Some(match (address.parse().ok()?, scope.parse().ok()?) {
            (IpAddr::V6(address), scope) => SocketAddrV6::new(address, port, 0, scope).into(),
            (address, _) => SocketAddr::new(address, port),
        })
    };
    let texts = happening.strings("addresses")?.unwrap_or_default();
    Ok(texts.into_iter().filter_map(address).collect())
}

fn transport_error(name: &str) -> core::TransportError {
    match name {
        "not-found" => core::TransportError::NotFound,
        "refused" => core::TransportError::Refused,
        "unreachable" => core::TransportError::Unreachable,
        "timed-out" => core::TransportError::TimedOut,
        "reset" => core::TransportError::Reset,
        "tls" => core::TransportError::Tls,
        _ => core::TransportError::Other,
    }
}

fn action(action: core::Action, opened: &mut Option<Connection>) -> Value {
    match action {
        core::Action::Acquire { permit, key, limit } => {
            Maker::of("acquire").with("number", permit).with("key", key).with("limit", limit)
        }
        core::Action::Release { permit } => Maker::of("release").with("number", permit),
        core::Action::Resolve { host, port } => {
            Maker::of("resolve").with("host", host).with("port", port)
        }
        core::Action::Connect { transport, endpoint: to } => {
            Maker::of("connect").with("number", transport).with("endpoint", endpoint(to))
        }
        core::Action::Disconnect { transport } => Maker::of("disconnect").with("number", transport),
        core::Action::Secure { server_name, received } => {
            Maker::of("secure").with("serverName", server_name).with("received", received)
        }
        core::Action::Transmit(data) => Maker::of("transmit").with("data", data),
        core::Action::Request(request) => {
            Maker::of("request").with("request", client_request_value(request))
        }
        core::Action::Trace(trace) => Maker::of("trace").with("trace", events::trace_value(trace)),
        core::Action::Open(connection) => {
            *opened = Some(Connection::new(*connection));
            Maker::of("open")
        }
        core::Action::Failed { error, retry } => Maker::of("failed")
            .with("failure", failure_value(&error))
            .maybe("retry", retry.map(millis)),
        _ => Maker::of("nothing"),
    }
    .done()
}

fn endpoint(endpoint: core::Endpoint) -> Value {
    match endpoint {
        core::Endpoint::Address(address) => {
            let mut ip = address.ip().to_string();
            if let SocketAddr::V6(address) = address
                && address.scope_id() != 0
            {
                ip = format!("{ip}%{}", address.scope_id());
            }
            Maker::of("address").with("address", ip).with("port", address.port())
        }
        core::Endpoint::Name(host, port) => Maker::of("name").with("host", host).with("port", port),
        core::Endpoint::Unix(path) => Maker::of("unix").with("path", path),
    }
    .done()
}

fn failure_value(error: &core::DialError) -> Value {
    let of = |kind: &str| Maker::new().with("kind", kind).with("message", error.to_string());
    match error {
        core::DialError::Transport(phase, error) => {
            of("transport").with("phase", name(phase)).with("detail", name(error))
        }
        core::DialError::Timeout(phase) => of("timeout").with("phase", name(phase)),
        core::DialError::Proxy(error) => {
            let status = match error {
                core::ProxyError::Status(status) => Some(*status),
                _ => None,
            };
            of("proxy").with("phase", "proxy").with("detail", name(error)).maybe("status", status)
        }
        core::DialError::InvalidProxy(error) => of("invalid-proxy").with("detail", name(error)),
        core::DialError::Rejected(rejection) => of("rejected")
            .with("phase", "handshake")
            .with("detail", name(&rejection.error))
            .maybe("status", rejection.status)
            .with("rejection", events::rejection_value(rejection)),
        core::DialError::Redirect(error) => {
            of("redirect").with("phase", "handshake").with("detail", name(error))
        }
        _ => of("other"),
    }
    .done()
}

/// A dial that cannot begin.
fn failure(kind: &str, code: String, message: &str) -> JsValue {
    Array::of3(&kind.into(), &code.into(), &message.into()).into()
}
