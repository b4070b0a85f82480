//! A connection of the npm package's core, as a subject of scripts.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value, json};
use witsocket_conformance::{
    Agreed, Closed, Command, Compress, Event, Header, Kind, Misuse, Order, Output, Role, Setup,
    Subject, Target,
};

use super::settings::{agreed, config, headers};
use super::{Node, bytes, hex, instant, number, since, text, time, unhex};

/// The one connection that there is in the process.
pub struct Connection {
    node: Rc<RefCell<Node>>,
    events: VecDeque<Event>,
    /// The response that it showed.
    shown: Option<Value>,
    output: VecDeque<Output>,
    deadline: Option<Duration>,
    wants_read: bool,
    /// There are more events than were taken, and this is when they were announced.
    more: Option<Duration>,
}

impl Connection {
    pub fn start(node: &Rc<RefCell<Node>>, setup: &Setup, now: Duration) -> Result<Self, Misuse> {
        let mut call = match (setup.open, setup.role) {
            (true, role) => {
                json!({ "call": "attach", "role": name(role), "agreed": agreed(setup) })
            }
            (false, Role::Server) => json!({ "call": "server" }),
            (false, Role::Client) => {
                let target = Target::parse(&setup.target);
                let target = target.ok_or_else(|| Misuse("invalid-target".into()))?;
                let mut request = json!({
                    "host": target.host,
                    "target": target.resource,
                    "headers": headers(&setup.headers),
                });
                if let Some(origin) = setup.origins.first() {
                    request["origin"] = origin.as_str().into();
                }
                json!({ "call": "client", "request": request })
            }
        };
        call["config"] = config(setup);
        let mut connection = Self {
            node: node.clone(),
            events: VecDeque::new(),
            shown: None,
            output: VecDeque::new(),
            deadline: None,
            wants_read: true,
            more: None,
        };
        connection.ask(call, now)?;
        Ok(connection)
    }

    fn ask(&mut self, mut call: Value, now: Duration) -> Result<(), Misuse> {
        call["now"] = instant(now).into();
        let answer = self.node.borrow_mut().ask(&call);
        let answer = answer.map_err(|thrown| Misuse(text(&thrown[0]).into()))?;
        match answer["misuse"].as_str() {
            Some(misuse) => Err(Misuse(misuse.into())),
            None => {
                self.take(&answer, now);
                Ok(())
            }
        }
    }

    fn tell(&mut self, call: &str, now: Duration) {
        self.ask(json!({ "call": call }), now).expect("it is no command");
    }

    fn take(&mut self, step: &Value, now: Duration) {
        let transmit = unhex(&step["transmit"]);
        if !transmit.is_empty() {
            self.output.push_back(Output::Data(transmit));
        }
        if step["shutdown"] == true {
            self.output.push_back(Output::Eof);
        }
        for event in step["events"].as_array().into_iter().flatten() {
            if event["type"] == "response" {
                self.shown = Some(event["response"].clone());
            }
            self.events.push_back(self::event(event));
        }
        self.deadline = since(&step["deadline"]);
        self.wants_read = step["wantsRead"] == true;
        self.more = (step["more"] == true).then_some(now);
    }

    fn answer(&self, command: &Command) -> Value {
        match command {
            Command::Accept { protocol, user, headers: more } => {
                let mut acceptance = json!({ "headers": headers(more) });
                match protocol.as_deref() {
                    None => {}
                    Some("") => acceptance["subprotocol"] = Value::Null,
                    Some(name) => acceptance["subprotocol"] = name.into(),
                }
                if let Some(user) = user {
                    acceptance["user"] = user.as_str().into();
                }
                json!({ "accept": acceptance })
            }
            Command::Reject { status, headers: more, body } => {
                let text = Header {
                    name: b"Content-Type".to_vec(),
                    value: b"text/plain; charset=utf-8".to_vec(),
                };
                let headers = headers(&[&[text], &**more].concat());
                json!({ "reject": { "status": status, "headers": headers, "body": bytes(body) } })
            }
            Command::Respond { status, headers: more } => {
                let nothing =
                    || json!({ "status": 500, "reason": "", "headers": [], "body": bytes(b"") });
                let mut response = self.shown.clone().unwrap_or_else(nothing);
                if let Some(status) = status {
                    response["status"] = (*status).into();
                }
                let list = response["headers"].as_array_mut().expect("a list");
                list.extend(headers(more).as_array().into_iter().flatten().cloned());
                json!({ "respond": response })
            }
            Command::Claimed(fresh) => json!({ "claimed": fresh }),
            other => panic!("{other:?} is no answer"),
        }
    }
}

impl Subject for Connection {
    fn receive(&mut self, data: &[u8], now: Duration) {
        let call = json!({ "call": "receive", "data": hex(data) });
        self.ask(call, now).expect("it is no command");
    }

    fn receive_eof(&mut self, now: Duration) {
        self.tell("eof", now);
    }

    fn timeout(&mut self, now: Duration) {
        self.tell("tick", now);
    }

    fn apply(&mut self, command: &Command, now: Duration) -> Result<(), Misuse> {
        let call = match command {
            Command::Send(kind, how, data) => json!({
                "call": "send", "kind": kind.to_string(), "compress": compress(*how), "data": hex(data),
            }),
            Command::Begin(kind, how) => {
                json!({ "call": "begin", "kind": kind.to_string(), "compress": compress(*how) })
            }
            Command::Part(data) => json!({ "call": "part", "data": hex(data) }),
            Command::Finish => json!({ "call": "finish" }),
            Command::Ping(None) => json!({ "call": "ping" }),
            Command::Ping(Some(payload)) => json!({ "call": "ping", "data": hex(payload) }),
            Command::Pong(payload) => json!({ "call": "pong", "data": hex(payload) }),
            Command::Close { code, reason } => {
                json!({ "call": "close", "number": code.unwrap_or(1005), "data": hex(reason) })
            }
            answer => json!({ "call": "answer", "answer": self.answer(answer) }),
        };
        self.ask(call, now)
    }

    fn block(&mut self) {
        let mut node = self.node.borrow_mut();
        node.ask(&json!({ "call": "block", "now": 0 })).expect("it is no command");
    }

    fn unblock(&mut self, now: Duration) {
        self.tell("unblock", now);
    }

    fn poll_event(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Some(event);
            }
            let now = self.more?;
            self.tell("resume", now);
        }
    }

    fn poll_transmit(&mut self) -> Option<Output> {
        self.output.pop_front()
    }

    fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    fn wants_read(&self) -> bool {
        self.wants_read
    }
}

fn name(role: Role) -> &'static str {
    match role {
        Role::Client => "client",
        Role::Server => "server",
    }
}

fn compress(how: Compress) -> u32 {
    match how {
        Compress::Auto => 0,
        Compress::Always => 1,
        Compress::Never => 2,
    }
}

fn event(event: &Value) -> Event {
    match text(&event["type"]) {
        "request" => Event::Request {
            method: text(&event["request"]["method"]).into(),
            target: text(&event["request"]["target"]).into(),
        },
        "claim" => Event::Claim,
        "response" => Event::Response(number(&event["response"]["status"])),
        "open" => open(&event["opened"]),
        "rejected" => Event::Rejected {
            status: maybe(&event["rejection"]["status"]).map(number),
            error: text(&event["rejection"]["error"]).into(),
        },
        "text" => Event::Text(unhex(&event["data"])),
        "binary" => Event::Binary(unhex(&event["data"])),
        "chunk" => Event::Chunk {
            kind: if event["kind"] == "text" { Kind::Text } else { Kind::Binary },
            last: event["endOfMessage"] == true,
            data: unhex(&event["data"]),
        },
        "ping" => Event::Ping(unhex(&event["payload"])),
        "pong" => {
            Event::Pong { payload: unhex(&event["payload"]), latency: time(&event["latency"]) }
        }
        "writable" => Event::Writable,
        "closing" => Event::Closing(number(&event["close"]["code"])),
        "closed" => Event::Closed(closed(&event["closed"])),
        _ => panic!("nobody asked for {event}"),
    }
}

fn open(opened: &Value) -> Event {
    let words = |value: &Value| maybe(value).map(|value| text(value).to_owned());
    Event::Open {
        protocol: words(&opened["subprotocol"]),
        user: words(&opened["user"]),
        deflate: maybe(&opened["deflate"]).map(|agreed| Agreed {
            server_no_context_takeover: agreed["serverNoContextTakeover"] == true,
            client_no_context_takeover: agreed["clientNoContextTakeover"] == true,
            server_max_window_bits: number(&agreed["serverMaxWindowBits"]),
            client_max_window_bits: number(&agreed["clientMaxWindowBits"]),
        }),
    }
}

fn closed(closed: &Value) -> Closed {
    let received = maybe(&closed["received"]);
    Closed {
        code: received.map_or(1006, |close| number(&close["code"])),
        reason: received.map_or(Vec::new(), |close| text(&close["reason"]).into()),
        sent: maybe(&closed["sent"]).map(|close| number(&close["code"])),
        clean: closed["clean"] == true,
        order: maybe(&closed["order"]).map(|order| match text(order) {
            "received-then-sent" => Order::ReceivedThenSent,
            _ => Order::SentThenReceived,
        }),
        cause: maybe(&closed["cause"])
            .map(|cause| text(maybe(&cause["error"]).unwrap_or(&cause["type"])).to_owned()),
    }
}

/// What is not there, or `null`, is none.
fn maybe(value: &Value) -> Option<&Value> {
    (!value.is_null()).then_some(value)
}
