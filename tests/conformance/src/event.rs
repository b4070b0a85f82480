//! What the application sees, and how a script says it.

use std::fmt;
use std::time::Duration;

use crate::deflate::{Agreed, Parameters, Window};
use crate::failure::dump;
use crate::lexer::{self, Lexer};
use crate::pattern::{Memory, Pattern};
use crate::subject::Kind;

/// An event for the application, in the words that all subjects share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Server: a client asks for the connection.
    Request {
        /// The method.
        method: String,
        /// The target, as it came.
        target: String,
    },
    /// The connection is open.
    Open {
        /// The subprotocol that both agreed on.
        protocol: Option<String>,
        /// What both agreed on for permessage-deflate.
        deflate: Option<Agreed>,
        /// Server: who asked.
        user: Option<String>,
    },
    /// Server: credentials were proved that are good once.
    Claim,
    /// Server: a response with this status is about to be sent.
    Response(u16),
    /// The opening handshake failed.
    Rejected {
        /// The status of the response, if there is one.
        status: Option<u16>,
        /// Why, in kebab-case.
        error: String,
    },
    /// A text message.
    Text(Vec<u8>),
    /// A binary message.
    Binary(Vec<u8>),
    /// A piece of a message.
    Chunk {
        /// The kind of the message.
        kind: Kind,
        /// The message ends with this piece.
        last: bool,
        /// The piece.
        data: Vec<u8>,
    },
    /// A ping.
    Ping(Vec<u8>),
    /// A pong.
    Pong {
        /// Its payload.
        payload: Vec<u8>,
        /// The time since the ping that it answers, if it answers one.
        latency: Option<Duration>,
    },
    /// Sends are welcome again.
    Writable,
    /// The peer wants to close, with this code.
    Closing(u16),
    /// The connection is over.
    Closed(Closed),
}

/// How a connection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The peer's code: 1005 for an empty close frame, 1006 when none came.
    pub code: u16,
    /// The peer's reason.
    pub reason: Vec<u8>,
    /// The code that we sent: 1005 for an empty close frame, `None` when none was sent.
    pub sent: Option<u16>,
    /// Both sides sent a close frame.
    pub clean: bool,
    /// Which of the two close frames came first, if there are two.
    pub order: Option<Order>,
    /// What ended the connection, in kebab-case, if it was not just one of the two close frames.
    pub cause: Option<String>,
}

/// Which close frame came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The peer's, and ours answered it.
    ReceivedThenSent,
    /// Ours, and the peer's answered it.
    SentThenReceived,
}

/// An event as a script describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    Same(Event),
    Text(Pattern),
    Binary(Pattern),
    Chunk { kind: Kind, last: bool, data: Pattern },
    Ping(Pattern),
    Pong { payload: Pattern, latency: Option<Option<Duration>> },
    Closed(ClosedExpectation),
}

/// The attributes of a closing that a script states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClosedExpectation {
    code: u16,
    clean: bool,
    sent: Option<Option<u16>>,
    cause: Option<Option<String>>,
    reason: Option<Vec<u8>>,
    order: Option<Option<Order>>,
}

impl Expectation {
    /// Reads the words after `!`, up to the end of the line.
    pub(crate) fn parse(lexer: &mut Lexer<'_>) -> Result<Self, String> {
        let name = lexer.word().ok_or("an event is missing")?;
        let word = |lexer: &mut Lexer<'_>, what: &str| {
            lexer.word().map(str::to_owned).ok_or_else(|| format!("{what} is missing"))
        };
        let expectation = match name {
            "request" => Self::Same(Event::Request {
                method: word(lexer, "the method")?,
                target: word(lexer, "the target")?,
            }),
            "open" => {
                let (mut protocol, mut deflate, mut user) = (None, None, None);
                while let Some(key) = lexer.key() {
                    let value = lexer::text(lexer.value()?)?;
                    match key {
                        "protocol" => protocol = Some(value),
                        "deflate" => deflate = Some(agreed(&value)?),
                        "user" => user = Some(value),
                        _ => return Err(format!("`open` has no attribute `{key}`")),
                    }
                }
                Self::Same(Event::Open { protocol, deflate, user })
            }
            "claim" => Self::Same(Event::Claim),
            "response" => {
                let status = word(lexer, "the status")?;
                Self::Same(Event::Response(lexer::number(&status)?))
            }
            "rejected" => {
                let status = word(lexer, "the status or `-`")?;
                let status = if status == "-" { None } else { Some(lexer::number(&status)?) };
                Self::Same(Event::Rejected { status, error: word(lexer, "the error")? })
            }
            "text" => Self::Text(Pattern::parse(lexer)?),
            "binary" => Self::Binary(Pattern::parse(lexer)?),
            "chunk" => {
                let kind = kind(lexer)?;
                let last = lexer.accept_word("last");
                Self::Chunk { kind, last, data: Pattern::parse(lexer)? }
            }
            "ping" => Self::Ping(Pattern::parse(lexer)?),
            "pong" => {
                let payload = Pattern::parse(lexer)?;
                let latency = match lexer.key() {
                    Some("latency") => {
                        let value = lexer::text(lexer.value()?)?;
                        Some(lexer::optional(&value, lexer::duration)?)
                    }
                    Some(key) => return Err(format!("`pong` has no attribute `{key}`")),
                    None => None,
                };
                Self::Pong { payload, latency }
            }
            "writable" => Self::Same(Event::Writable),
            "closing" => Self::Same(Event::Closing(lexer::number(&word(lexer, "the code")?)?)),
            "closed" => Self::Closed(ClosedExpectation::parse(lexer)?),
            _ => return Err(format!("there is no event `{name}`")),
        };
        lexer.end()?;
        Ok(expectation)
    }

    /// Whether `event` is what the script describes.
    pub(crate) fn matches(&self, event: &Event, memory: &Memory) -> Result<bool, String> {
        Ok(match (self, event) {
            (Self::Same(expected), event) => expected == event,
            (Self::Text(data), Event::Text(actual)) => data.bytes(memory)? == *actual,
            (Self::Binary(data), Event::Binary(actual)) => data.bytes(memory)? == *actual,
            (
                Self::Chunk { kind, last, data },
                Event::Chunk { kind: actual_kind, last: actual_last, data: actual },
            ) => kind == actual_kind && last == actual_last && data.bytes(memory)? == *actual,
            (Self::Ping(data), Event::Ping(actual)) => data.bytes(memory)? == *actual,
            (Self::Pong { payload, latency }, Event::Pong { payload: actual, latency: time }) => {
                payload.bytes(memory)? == *actual && latency.is_none_or(|latency| latency == *time)
            }
            (Self::Closed(expected), Event::Closed(closed)) => expected.matches(closed),
            _ => false,
        })
    }
}

impl ClosedExpectation {
    fn parse(lexer: &mut Lexer<'_>) -> Result<Self, String> {
        let code = lexer::number(lexer.word().unwrap_or_default())?;
        let clean = match lexer.word() {
            Some("clean") => true,
            Some("unclean") => false,
            _ => return Err("`clean` or `unclean` is missing".into()),
        };
        let mut closed = Self { code, clean, ..Self::default() };
        while let Some(key) = lexer.key() {
            let value = lexer.value()?;
            if key == "reason" {
                closed.reason = Some(value);
                continue;
            }
            let value = lexer::text(value)?;
            match key {
                "sent" => closed.sent = Some(lexer::optional(&value, lexer::number)?),
                "cause" => {
                    closed.cause = Some(lexer::optional(&value, |name| Ok(name.to_owned()))?);
                }
                "order" => {
                    closed.order = Some(lexer::optional(&value, |name| match name {
                        "received-then-sent" => Ok(Order::ReceivedThenSent),
                        "sent-then-received" => Ok(Order::SentThenReceived),
                        _ => Err(format!("there is no order `{name}`")),
                    })?);
                }
                _ => return Err(format!("`closed` has no attribute `{key}`")),
            }
        }
        Ok(closed)
    }

    fn matches(&self, closed: &Closed) -> bool {
        self.code == closed.code
            && self.clean == closed.clean
            && self.sent.is_none_or(|sent| sent == closed.sent)
            && self.cause.as_ref().is_none_or(|cause| *cause == closed.cause)
            && self.reason.as_ref().is_none_or(|reason| *reason == closed.reason)
            && self.order.is_none_or(|order| order == closed.order)
    }
}

/// What was agreed on; a window that is not named has 15 bits.
pub(crate) fn agreed(text: &str) -> Result<Agreed, String> {
    let parameters = Parameters::parse(text)?;
    if parameters.client_max_window_bits == Window::Any {
        return Err("what was agreed on has a value".into());
    }
    Ok(parameters.agreed())
}

/// The kind of a message, as a word.
pub(crate) fn kind(lexer: &mut Lexer<'_>) -> Result<Kind, String> {
    match lexer.word() {
        Some("text") => Ok(Kind::Text),
        Some("binary") => Ok(Kind::Binary),
        _ => Err("`text` or `binary` is missing".into()),
    }
}

/// The kebab-case name of an enum's variant, from its `Debug` form.
pub fn kebab(debug: &str) -> String {
    let variant = debug.split(['(', '{', ' ']).next().unwrap_or_default();
    let variant = variant.rsplit("::").next().unwrap_or_default();
    let mut name = String::new();
    for character in variant.chars() {
        if character.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(character.to_ascii_lowercase());
    }
    name
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request { method, target } => write!(f, "request {method} {target}"),
            Self::Claim => f.write_str("claim"),
            Self::Response(status) => write!(f, "response {status}"),
            Self::Open { protocol, deflate, user } => {
                f.write_str("open")?;
                if let Some(user) = user {
                    write!(f, " user={user}")?;
                }
                if let Some(protocol) = protocol {
                    write!(f, " protocol={protocol}")?;
                }
                deflate.map_or(Ok(()), |agreed| write!(f, " deflate=\"{agreed}\""))
            }
            Self::Rejected { status: Some(status), error } => {
                write!(f, "rejected {status} {error}")
            }
            Self::Rejected { status: None, error } => write!(f, "rejected - {error}"),
            Self::Text(data) => write!(f, "text {}", dump(data)),
            Self::Binary(data) => write!(f, "binary {}", dump(data)),
            Self::Chunk { kind, last, data } => {
                write!(f, "chunk {kind}{} {}", if *last { " last" } else { "" }, dump(data))
            }
            Self::Ping(payload) => write!(f, "ping {}", dump(payload)),
            Self::Pong { payload, latency: None } => {
                write!(f, "pong {} latency=none", dump(payload))
            }
            Self::Pong { payload, latency: Some(latency) } => {
                write!(f, "pong {} latency={latency:?}", dump(payload))
            }
            Self::Writable => f.write_str("writable"),
            Self::Closing(code) => write!(f, "closing {code}"),
            Self::Closed(closed) => write!(f, "closed {closed}"),
        }
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clean = if self.clean { "clean" } else { "unclean" };
        let sent = self.sent.map_or("none".into(), |code| code.to_string());
        let cause = self.cause.as_deref().unwrap_or("none");
        let order = match self.order {
            Some(Order::ReceivedThenSent) => "received-then-sent",
            Some(Order::SentThenReceived) => "sent-then-received",
            None => "none",
        };
        let reason = String::from_utf8_lossy(&self.reason);
        write!(f, "{} {clean} sent={sent} cause={cause} reason={reason:?} order={order}", self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed() -> Closed {
        Closed {
            code: 1000,
            reason: b"bye".to_vec(),
            sent: Some(1000),
            clean: true,
            order: Some(Order::ReceivedThenSent),
            cause: None,
        }
    }

    #[track_caller]
    fn matches(line: &str, event: Event) -> bool {
        let expectation = Expectation::parse(&mut Lexer::new(line)).unwrap();
        expectation.matches(&event, &Memory::default()).unwrap()
    }

    #[test]
    fn attributes_are_compared_only_when_stated() {
        assert!(matches("closed 1000 clean", Event::Closed(closed())));
        assert!(matches(
            r#"closed 1000 clean sent=1000 cause=none reason="bye" order=received-then-sent"#,
            Event::Closed(closed())
        ));
        for line in [
            "closed 1001 clean",
            "closed 1000 unclean",
            "closed 1000 clean sent=none",
            "closed 1000 clean cause=eof",
            r#"closed 1000 clean reason="by""#,
            "closed 1000 clean order=none",
            "writable",
        ] {
            assert!(!matches(line, Event::Closed(closed())), "{line}");
        }
    }

    #[test]
    fn each_event_is_read_as_it_is_written() {
        assert!(matches(
            "request GET /a?b",
            Event::Request { method: "GET".into(), target: "/a?b".into() }
        ));
        let open = |protocol: Option<&str>, deflate: Option<&str>| Event::Open {
            protocol: protocol.map(str::to_owned),
            deflate: deflate.map(|text| agreed(text).unwrap()),
            user: None,
        };
        assert!(matches("open", open(None, None)));
        assert!(!matches("open", open(Some("chat"), None)));
        assert!(!matches("open", open(None, Some(""))));
        assert!(matches("open protocol=chat", open(Some("chat"), None)));
        let windows = "server_max_window_bits=9; client_max_window_bits=15";
        assert!(matches(&format!("open deflate=\"{windows}\""), open(None, Some(windows))));
        assert!(matches("open deflate=server_max_window_bits=9", open(None, Some(windows))));
        assert!(!matches("open deflate=\"\"", open(None, Some(windows))));
        let event = open(Some("chat"), Some(windows));
        assert!(matches(&event.to_string(), event));
        let rejected = |status| Event::Rejected { status, error: "method".into() };
        assert!(matches("rejected 405 method", rejected(Some(405))));
        assert!(matches("rejected - method", rejected(None)));
        assert!(matches(r#"text "a" 62"#, Event::Text(b"ab".to_vec())));
        assert!(matches("binary", Event::Binary(vec![])));
        let chunk = |last| Event::Chunk { kind: Kind::Text, last, data: b"a".to_vec() };
        assert!(matches(r#"chunk text last "a""#, chunk(true)));
        assert!(!matches(r#"chunk text "a""#, chunk(true)));
        assert!(matches("ping 00", Event::Ping(vec![0])));
        let pong = |millis| Event::Pong { payload: vec![], latency: millis };
        assert!(matches("pong latency=none", pong(None)));
        assert!(matches("pong latency=20ms", pong(Some(Duration::from_millis(20)))));
        assert!(matches("pong", pong(Some(Duration::from_millis(20)))));
        assert!(!matches("pong latency=0s", pong(Some(Duration::from_millis(20)))));
    }

    #[test]
    fn broken_events_are_refused() {
        for line in [
            "",
            "opened",
            "request GET",
            "rejected x y",
            "closed 1000",
            "closed 1000 clean why=x",
            "chunk last 00",
            "text zz",
            "open chat",
            "open deflate=client_max_window_bits",
            "open deflate=lz4",
        ] {
            assert!(Expectation::parse(&mut Lexer::new(line)).is_err(), "{line}");
        }
    }

    #[test]
    fn variants_have_kebab_names() {
        assert_eq!(kebab("NotOpen"), "not-open");
        assert_eq!(kebab("Status(404)"), "status");
        assert_eq!(kebab("InvalidUtf8 { kind: StartByte }"), "invalid-utf8");
        assert_eq!(kebab("Misuse::NoRequest"), "no-request");
    }
}
