//! A dial of the npm package's core, as a subject of scripts.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value, json};
use witsocket_conformance::{Action, DialSetup, Dialler, Happening};

use super::{Node, bytes, instant, latin1, number, since, text, time, unhex};

/// The one dial that there is in the process.
pub struct Dial {
    node: Rc<RefCell<Node>>,
    actions: VecDeque<Action>,
    deadline: Option<Duration>,
    request: Option<Value>,
}

impl Dial {
    pub fn start(node: &Rc<RefCell<Node>>, setup: &DialSetup) -> Result<Self, String> {
        let call = json!({
            "call": "dial",
            "target": setup.url,
            "options": options(setup),
            "config": { "deflate": false, "product": setup.user_agent },
        });
        let (actions, deadline) = (VecDeque::new(), None);
        let mut dial = Self { node: node.clone(), actions, deadline, request: None };
        dial.ask(call, Duration::ZERO)?;
        Ok(dial)
    }

    fn ask(&mut self, mut call: Value, now: Duration) -> Result<(), String> {
        call["now"] = instant(now).into();
        let step = self.node.borrow_mut().ask(&call);
        // `[kind, code, message]` of a start, `[code, message]` of what follows.
        let step = step.map_err(|thrown| match thrown[2].as_str() {
            None => text(&thrown[0]).to_owned(),
            Some(message) => whole(text(&thrown[1]), message),
        })?;
        self.deadline = deadline(&step["timeout"]);
        for action in step["actions"].as_array().into_iter().flatten() {
            if action["type"] == "request" {
                self.request = Some(action["request"].clone());
            }
            self.actions.push_back(self::action(action));
        }
        Ok(())
    }
}

impl Dialler for Dial {
    fn handle(&mut self, happening: &Happening, now: Duration) -> Result<(), String> {
        let happening = match happening {
            Happening::Acquired(number) => json!({ "type": "acquired", "number": number }),
            Happening::Resolved(addresses) => json!({
                "type": "resolved",
                "port": addresses.first().map_or(0, SocketAddr::port),
                "addresses": addresses.iter().map(SocketAddr::ip).collect::<Vec<IpAddr>>(),
            }),
            Happening::Unresolved => json!({ "type": "unresolved", "error": "not-found" }),
            Happening::Connected(number) => json!({ "type": "connected", "number": number }),
            Happening::Secured => json!({ "type": "secured" }),
            Happening::Received(data) => json!({ "type": "received", "data": bytes(data) }),
            Happening::Eof => json!({ "type": "eof" }),
            Happening::Failed(number) => {
                json!({ "type": "failed", "number": number, "error": "refused" })
            }
            Happening::Timeout => json!({ "type": "timeout" }),
            Happening::Request(name, value) => {
                let mut request = self.request.take().ok_or("there is no request")?;
                let list = request["headers"].as_array_mut().expect("a list");
                list.push(json!([latin1(name), latin1(value)]));
                json!({ "type": "request", "request": request })
            }
            Happening::GiveUp => json!({ "type": "give-up" }),
            Happening::Retry => json!({ "type": "retry" }),
        };
        self.ask(json!({ "call": "handle", "happening": happening }), now)
    }

    fn action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    fn deadline(&self) -> Option<Duration> {
        self.deadline
    }
}

/// A deadline, which must not come out a nanosecond too early: the dial would name it again, and
/// again. Whole milliseconds are what scripts count with, and exact.
fn deadline(timeout: &Value) -> Option<Duration> {
    let exact = timeout.as_f64()?.fract() == 0.0;
    let more = if exact { Duration::ZERO } else { Duration::from_micros(2) };
    since(timeout).map(|deadline| deadline + more)
}

fn action(action: &Value) -> Action {
    let words = |name: &str| text(&action[name]).to_owned();
    let the_number = || number(&action["number"]);
    match text(&action["type"]) {
        "acquire" => Action::Acquire {
            number: the_number(),
            key: words("key"),
            limit: number(&action["limit"]),
        },
        "release" => Action::Release(the_number()),
        "resolve" => Action::Resolve(format!("{}:{}", words("host"), action["port"])),
        "connect" => Action::Connect(the_number(), endpoint(&action["endpoint"])),
        "disconnect" => Action::Disconnect(the_number()),
        "secure" => Action::Secure(words("serverName"), unhex(&action["received"])),
        "transmit" => Action::Transmit(unhex(&action["data"])),
        "request" => Action::Request,
        "open" => Action::Open,
        "failed" => Action::Failed(failure(&action["failure"]), time(&action["retry"])),
        _ => panic!("nobody asked for {action}"),
    }
}

fn endpoint(endpoint: &Value) -> String {
    match text(&endpoint["type"]) {
        "address" => {
            let address: IpAddr = text(&endpoint["address"]).parse().expect("an address");
            SocketAddr::new(address, number(&endpoint["port"])).to_string()
        }
        "name" => format!("{}:{}", text(&endpoint["host"]), endpoint["port"]),
        "unix" => format!("unix:{}", text(&endpoint["path"])),
        _ => panic!("{endpoint}"),
    }
}

/// An error in the words of a script.
fn failure(failure: &Value) -> String {
    let words = |name: &str| text(&failure[name]);
    let detail = || whole(words("detail"), words("message"));
    let status = || match &failure["status"] {
        Value::Null => "-".to_owned(),
        status => status.to_string(),
    };
    match (words("kind"), &failure["detail"]) {
        ("transport", _) => format!("{} {}", words("phase"), words("detail")),
        ("timeout", _) => format!("timeout {}", words("phase")),
        ("proxy", Value::String(detail)) if detail == "status" => {
            format!("proxy status {}", status())
        }
        ("rejected", _) => format!("rejected {} {}", status(), words("detail")),
        (kind, _) => format!("{kind} {}", detail()),
    }
}

/// A name with what is inside of it: JavaScript is told that in words only.
fn whole(name: &str, message: &str) -> String {
    let inner = match name {
        "refused" => {
            let code = message.split_once("SOCKS reply ").map(|(_, rest)| rest);
            code.and_then(|rest| rest.split(',').next()).map(str::to_owned)
        }
        "location" | "url" => {
            let known = TARGETS.iter().find(|(_, words)| message.ends_with(words));
            known.map(|(name, _)| (*name).to_owned())
        }
        _ => return name.to_owned(),
    };
    format!("{name} {}", inner.unwrap_or_else(|| panic!("{name} of what? {message}")))
}

/// What may be wrong with a target, in the words of the core.
const TARGETS: [(&str, &str); 7] = [
    ("syntax", "not a URL"),
    ("control-character", "a control character"),
    ("scheme", "the scheme is not ws or wss"),
    ("fragment", "a fragment means nothing here"),
    ("host", "the host is missing or invalid"),
    ("port", "invalid port"),
    ("credentials", "a user without a password, or neither is UTF-8"),
];

fn options(setup: &DialSetup) -> Value {
    let mut options = json!({
        "headers": setup.headers,
        "sensitive": setup.sensitive,
        "schemes": match &*setup.schemes {
            known @ ("basic" | "digest") => known,
            _ => "any",
        },
        "maxRedirects": setup.max_redirects,
        "gate": setup.gate,
        "review": setup.review,
        "byName": setup.by_name,
    });
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            options[name] = value;
        }
    };
    set("origin", setup.origin.as_deref().map(Value::from));
    set("serverName", setup.server_name.as_deref().map(Value::from));
    set("held", setup.held.map(|held| super::millis(held).into()));
    let login = setup.login.as_ref();
    set("credentials", login.map(|(user, password)| json!({ "user": user, "password": password })));
    match &setup.proxy {
        Some(url) => set("proxy", Some(url.as_str().into())),
        None => set("environment", Some(json!(setup.environment))),
    }
    set("route", setup.route.as_deref().map(route));
    // The figures that the scripts count with.
    let backoff = json!({ "initial": 5_000, "min": 3_100, "factor": 1.618, "max": 90_000 });
    set("reconnect", setup.reconnect.then_some(backoff));
    options
}

fn route(route: &str) -> Value {
    match route.strip_prefix("unix:") {
        Some(path) => json!({ "path": path }),
        None => {
            let (host, port) = route.rsplit_once(':').expect("host:port");
            json!({ "host": host, "port": port.parse::<u16>().expect("a port") })
        }
    }
}
