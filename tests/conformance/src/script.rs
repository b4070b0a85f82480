//! A script: one setup and the steps after it.

use std::time::Duration;

use crate::deflate::{Deflate, Parameters, Strategy};
use crate::event::{self, Expectation};
use crate::frames::Deflated;
use crate::lexer::{self, Lexer};
use crate::pattern::{Memory, Pattern};
use crate::subject::{Command, Compress, Delivery, Header, Role, Setup};

/// A conversation with a connection, and what it has to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The name of the file.
    pub name: String,
    /// The first step: how the connection is made.
    pub setup: Setup,
    /// The first step as it stands in the file.
    pub(crate) first: Line,
    /// The other steps.
    pub(crate) steps: Vec<Step>,
}

/// A line of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) number: usize,
    pub(crate) source: String,
}

/// A line that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) line: Line,
    pub(crate) action: Action,
}

/// What is done or expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// `<`: bytes from the peer.
    Receive(Pattern),
    /// `< eof`.
    ReceiveEof,
    /// `@`: time passes.
    Advance(Duration),
    /// The application does something.
    Apply(Command),
    /// The transport takes no bytes.
    Block,
    /// It takes bytes again.
    Unblock,
    /// `>`: what we must have written.
    Written(Pattern),
    /// `> deflated`: compressed frames that we must have written.
    WrittenDeflated(Deflated),
    /// `> eof`.
    WrittenEof,
    /// `!`: so many of this event must have happened.
    Happened(usize, Expectation),
    /// `err`: the step before must have failed with this misuse.
    Failed(String),
    /// `wants-read`: whether bytes from the peer must be welcome.
    WantsRead(bool),
    /// `header`: the head that we wrote must have this line.
    Header(Vec<u8>),
    /// `no-header`: the head that we wrote must not have this header.
    NoHeader(Vec<u8>),
}

impl Script {
    /// Reads a script; an error names the file and the line.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        if !text.starts_with("# ") {
            return Err(format!("{name}:1: the first line has to be a comment with the rule"));
        }
        let mut lines = text
            .lines()
            .enumerate()
            .map(|(index, line)| Line { number: index + 1, source: line.trim().to_owned() })
            .filter(|line| !line.source.is_empty() && !line.source.starts_with('#'));
        let place = |line: &Line, error| format!("{name}:{}: {error}", line.number);

        let first = lines.next().ok_or_else(|| format!("{name}: there are no steps"))?;
        let setup = setup(&first.source).map_err(|error| place(&first, error))?;
        let mut steps: Vec<Step> = Vec::new();
        for line in lines {
            let action = action(&line.source).map_err(|error| place(&line, error))?;
            if let Action::Failed(_) = action
                && !matches!(steps.last(), None | Some(Step { action: Action::Apply(_), .. }))
            {
                return Err(place(&line, "`err` has to follow a command".into()));
            }
            steps.push(Step { line, action });
        }
        Ok(Self { name: name.to_owned(), setup, first, steps })
    }

    /// All bytes that come from the peer, as far as they are known without an answer to them.
    /// `request` has the key that is to be answered.
    pub fn received(&self, request: &[u8]) -> Vec<u8> {
        let mut memory = Memory::default();
        memory.note_key(request);
        let received = self.steps.iter().filter_map(|step| match &step.action {
            Action::Receive(pattern) => pattern.bytes(&memory).ok(),
            _ => None,
        });
        received.flatten().collect()
    }
}

fn action(line: &str) -> Result<Action, String> {
    let mut lexer = Lexer::new(line);
    let lexer = &mut lexer;
    let word = lexer.word().unwrap_or_default();
    let action = match word {
        "<" if lexer.accept_word("eof") => Action::ReceiveEof,
        "<" => Action::Receive(pattern(lexer, true)?),
        ">" if lexer.accept_word("eof") => Action::WrittenEof,
        ">" if lexer.accept_word("deflated") => Action::WrittenDeflated(Deflated::parse(lexer)?),
        ">" => Action::Written(pattern(lexer, false)?),
        "!" => Action::Happened(times(lexer)?, Expectation::parse(lexer)?),
        "@" => {
            let time = lexer.word().unwrap_or_default();
            let time = time.strip_prefix('+').ok_or("a time such as +20s is missing")?;
            Action::Advance(lexer::duration(time)?)
        }
        "err" => Action::Failed(lexer.word().ok_or("the misuse is missing")?.to_owned()),
        "block" => Action::Block,
        "unblock" => Action::Unblock,
        "wants-read" => match lexer.word() {
            Some("on") => Action::WantsRead(true),
            Some("off") => Action::WantsRead(false),
            _ => return Err("`on` or `off` is missing".into()),
        },
        "header" => Action::Header(lexer.quoted()?),
        "no-header" => Action::NoHeader(lexer.quoted()?),
        _ => Action::Apply(command(word, lexer)?),
    };
    lexer.end()?;
    Ok(action)
}

fn pattern(lexer: &mut Lexer<'_>, input: bool) -> Result<Pattern, String> {
    if lexer.is_empty() {
        return Err("the bytes are missing".into());
    }
    let pattern = Pattern::parse(lexer)?;
    pattern.check(input)?;
    Ok(pattern)
}

/// The `1000*` in `! 1000*text "x"`, or 1.
fn times(lexer: &mut Lexer<'_>) -> Result<usize, String> {
    if !lexer.peek().is_some_and(|next| next.is_ascii_digit()) {
        return Ok(1);
    }
    let times = lexer::number(lexer.take_until(|c: char| !c.is_ascii_digit()))?;
    if lexer.accept('*') { Ok(times) } else { Err("a `*` is missing after the number".into()) }
}

fn command(word: &str, lexer: &mut Lexer<'_>) -> Result<Command, String> {
    Ok(match word {
        "accept" => {
            let (mut protocol, mut user) = (None, None);
            while let Some(key) = lexer.key() {
                let value = match key {
                    "protocol" => &mut protocol,
                    "user" => &mut user,
                    _ => return Err(format!("`accept` has no attribute `{key}`")),
                };
                *value = Some(lexer::text(lexer.value()?)?);
            }
            let headers = strings(lexer)?.iter().map(header).collect();
            Command::Accept { protocol, user, headers }
        }
        "claimed" if lexer.accept_word("new") => Command::Claimed(true),
        "claimed" if lexer.accept_word("again") => Command::Claimed(false),
        "respond" => {
            let status = match lexer.peek() {
                Some('1'..='9') => Some(lexer::number(lexer.word().unwrap_or_default())?),
                _ => None,
            };
            Command::Respond { status, headers: strings(lexer)?.iter().map(header).collect() }
        }
        "reject" => {
            let status = lexer::number(lexer.word().unwrap_or_default())?;
            let mut strings = strings(lexer)?;
            let body = strings.pop().ok_or("the body is missing")?;
            Command::Reject { status, headers: strings.iter().map(header).collect(), body }
        }
        "send" => {
            let compress = compress(lexer);
            Command::Send(event::kind(lexer)?, compress, Pattern::parse_bytes(lexer)?)
        }
        "begin" => {
            let compress = compress(lexer);
            Command::Begin(event::kind(lexer)?, compress)
        }
        "part" => Command::Part(Pattern::parse_bytes(lexer)?),
        "finish" => Command::Finish,
        "ping" if lexer.is_empty() => Command::Ping(None),
        "ping" => Command::Ping(Some(Pattern::parse_bytes(lexer)?)),
        "pong" => Command::Pong(Pattern::parse_bytes(lexer)?),
        "close" if lexer.is_empty() => Command::Close { code: None, reason: Vec::new() },
        "close" => {
            let code = lexer::number(lexer.word().unwrap_or_default())?;
            let reason = Pattern::parse_bytes(lexer)?;
            Command::Close { code: Some(code), reason }
        }
        _ => return Err(format!("there is no step `{word}`")),
    })
}

fn compress(lexer: &mut Lexer<'_>) -> Compress {
    if lexer.accept_word("always") {
        Compress::Always
    } else if lexer.accept_word("never") {
        Compress::Never
    } else {
        Compress::Auto
    }
}

fn strings(lexer: &mut Lexer<'_>) -> Result<Vec<Vec<u8>>, String> {
    let mut strings = Vec::new();
    while lexer.peek() == Some('"') {
        strings.push(lexer.quoted()?);
    }
    Ok(strings)
}

/// Splits at the first colon, and takes one space after it; the rest is left as it is, since a
/// script may well want a header that must not be.
fn header(line: impl AsRef<[u8]>) -> Header {
    let line = line.as_ref();
    let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
    let value = line.get(colon + 1..).unwrap_or_default();
    let value = value.strip_prefix(b" ").unwrap_or(value);
    Header { name: line[..colon].to_vec(), value: value.to_vec() }
}

fn setup(line: &str) -> Result<Setup, String> {
    let mut lexer = Lexer::new(line);
    let mut setup = match lexer.word() {
        Some("server") => Setup::new(Role::Server),
        Some("client") => Setup::new(Role::Client),
        _ => return Err("the first step has to be `server` or `client`".into()),
    };
    setup.open = lexer.accept_word("open");
    while let Some(key) = lexer.key() {
        let value = lexer.value()?;
        setting(&mut setup, key, value).map_err(|error| format!("{key}: {error}"))?;
    }
    lexer.end()?;
    if let Some(deflate) = &setup.deflate
        && (setup.open || setup.role == Role::Server)
        && deflate.parameters.len() > 1
    {
        return Err("deflate: only a client's handshake has several offers".into());
    }
    Ok(setup)
}

fn setting(setup: &mut Setup, key: &str, value: Vec<u8>) -> Result<(), String> {
    match key {
        "header" => {
            setup.headers.push(header(value));
            return Ok(());
        }
        "server-header" | "user-agent" => {
            let value = if value == b"none" { None } else { Some(value) };
            if key == "user-agent" {
                setup.user_agent = value;
            } else {
                setup.server_header = value;
            }
            return Ok(());
        }
        _ => {}
    }
    let value = lexer::text(value)?;
    if let Some(key) = key.strip_prefix("deflate-") {
        let deflate = setup.deflate.as_mut().ok_or("`deflate` has to come first")?;
        match key {
            "level" => deflate.level = Some(lexer::number(&value)?),
            "mem-level" => deflate.mem_level = Some(lexer::number(&value)?),
            "threshold" => deflate.threshold = Some(lexer::number(&value)?),
            "strategy" => deflate.strategy = Some(Strategy::parse(&value)?),
            "require-client-window" => deflate.require_client_max_window_bits = switch(&value)?,
            _ => return Err("there is no such setting".into()),
        }
        return Ok(());
    }
    let limit = || lexer::optional(&value, lexer::number);
    let time = || lexer::optional(&value, lexer::duration);
    match key {
        "max-message" => setup.max_message = limit()?,
        "max-frame" => setup.max_frame = limit()?,
        "max-fragments" => setup.max_fragments = limit()?,
        "max-ratio" => setup.max_ratio = limit()?,
        "max-fragment" => setup.max_fragment = limit()?,
        "deflate" => match &*value {
            "off" => setup.deflate = None,
            "on" => setup.deflate = Some(Deflate::default()),
            parameters if setup.open => {
                event::agreed(parameters)?;
                push(setup, parameters)?;
            }
            parameters => push(setup, parameters)?,
        },
        "max-line" => setup.max_line = lexer::number(&value)?,
        "max-headers" => setup.max_headers = lexer::number(&value)?,
        "max-head" => setup.max_head = lexer::number(&value)?,
        "max-body" => setup.max_body = lexer::number(&value)?,
        "open-timeout" => setup.open_timeout = time()?,
        "close-timeout" => setup.close_timeout = time()?,
        "ping-interval" => setup.ping_interval = time()?,
        "ping-timeout" => setup.ping_timeout = time()?,
        "idle-timeout" => setup.idle_timeout = time()?,
        "lifetime" => setup.lifetime = time()?,
        "message-timeout" => setup.message_timeout = time()?,
        "high-water" => setup.high_water = limit()?,
        "low-water" => setup.low_water = limit()?,
        "max-buffered" => setup.max_buffered = limit()?,
        "origin" => setup.origins.push(value),
        "same-host" => setup.same_host = switch(&value)?,
        "basic" => setup.basic.push(value),
        "digest" => setup.digest.push(value),
        "review" => setup.review = switch(&value)?,
        "subprotocol" => setup.subprotocols.push(value),
        "host" => setup.hosts.push(value),
        "target" => setup.target = value,
        "delivery" => {
            setup.delivery = match &*value {
                "message" => Delivery::Message,
                "frame" => Delivery::Frame,
                "chunk" => Delivery::Chunk,
                _ => return Err("has to be message, frame or chunk".into()),
            }
        }
        "auto-pong" => setup.auto_pong = switch(&value)?,
        "auto-close" => setup.auto_close = switch(&value)?,
        "check-utf8" => setup.check_utf8 = switch(&value)?,
        "accept-unmasked" => setup.accept_unmasked = switch(&value)?,
        "echo" => setup.echo = switch(&value)?,
        _ => return Err("there is no such setting".into()),
    }
    Ok(())
}

fn push(setup: &mut Setup, parameters: &str) -> Result<(), String> {
    let parameters = Parameters::parse(parameters)?;
    setup.deflate.get_or_insert_default().parameters.push(parameters);
    Ok(())
}

fn switch(word: &str) -> Result<bool, String> {
    match word {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("has to be on or off".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deflate::Window;
    use crate::subject::Kind;

    fn parse(steps: &str) -> Result<Script, String> {
        Script::parse("a.ws", &format!("# the rule\n{steps}"))
    }

    #[track_caller]
    fn apply(line: &str) -> Command {
        match action(line) {
            Ok(Action::Apply(command)) => command,
            other => panic!("{line}: {other:?}"),
        }
    }

    #[test]
    fn the_first_step_is_the_setup() {
        let script = parse(
            "server open max-message=none ping-interval=5s origin=https://a origin=https://b \
             delivery=chunk auto-pong=off server-header=\"a b\"",
        );
        let setup = script.unwrap().setup;
        assert_eq!((setup.role, setup.open), (Role::Server, true));
        assert_eq!(setup.max_message, None);
        assert_eq!(setup.ping_interval, Some(Duration::from_secs(5)));
        assert_eq!(setup.origins, ["https://a", "https://b"]);
        assert_eq!(setup.delivery, Delivery::Chunk);
        assert!(!setup.auto_pong);
        assert_eq!(setup.server_header.as_deref(), Some(&b"a b"[..]));
        assert_eq!(setup.deflate, None);
        let deflate = "client deflate=\"\" deflate=\"client_max_window_bits\" deflate-level=9 \
                       deflate-strategy=rle max-ratio=20";
        let setup = parse(deflate).unwrap().setup;
        assert_eq!(setup.max_ratio, Some(20));
        let deflate = setup.deflate.unwrap();
        assert_eq!(deflate.parameters[0], Parameters::default());
        assert_eq!(deflate.parameters[1].client_max_window_bits, Window::Any);
        assert_eq!((deflate.level, deflate.mem_level), (Some(9), None));
        assert_eq!(deflate.strategy, Some(Strategy::Rle));
        let on = parse("server deflate=on deflate-require-client-window=on").unwrap();
        let on = on.setup.deflate.unwrap();
        assert!(on.require_client_max_window_bits && on.parameters.is_empty());
        let setup = parse("client target=ws://h/ header=\"X: y\" user-agent=none").unwrap().setup;
        assert_eq!((setup.role, setup.open, &*setup.target), (Role::Client, false, "ws://h/"));
        assert_eq!(setup.headers, [Header { name: b"X".into(), value: b"y".into() }]);
    }

    #[test]
    fn commands_are_understood() {
        let (auto, never) = (Compress::Auto, Compress::Never);
        assert_eq!(apply("send text \"a\""), Command::Send(Kind::Text, auto, b"a".into()));
        assert_eq!(apply("send never binary 2*00"), Command::Send(Kind::Binary, never, vec![0, 0]));
        assert_eq!(apply("begin binary"), Command::Begin(Kind::Binary, auto));
        assert_eq!(apply("begin always text"), Command::Begin(Kind::Text, Compress::Always));
        assert_eq!(apply("ping"), Command::Ping(None));
        assert_eq!(apply("ping \"\""), Command::Ping(Some(vec![])));
        assert_eq!(apply("close"), Command::Close { code: None, reason: vec![] });
        assert_eq!(
            apply("close 1000 \"x\""),
            Command::Close { code: Some(1000), reason: b"x".into() }
        );
        let headers = vec![Header { name: b"X".into(), value: b"y\r\n".into() }];
        assert_eq!(
            apply("accept protocol=chat \"X: y\\r\\n\""),
            Command::Accept { protocol: Some("chat".into()), user: None, headers: headers.clone() }
        );
        assert_eq!(
            apply("reject 404 \"X: y\\r\\n\" \"body\""),
            Command::Reject { status: 404, headers, body: b"body".into() }
        );
    }

    #[test]
    fn other_steps_are_understood() {
        assert_eq!(action("< eof"), Ok(Action::ReceiveEof));
        assert_eq!(action("> eof"), Ok(Action::WrittenEof));
        assert_eq!(action("@ +500ms"), Ok(Action::Advance(Duration::from_millis(500))));
        assert_eq!(action("wants-read off"), Ok(Action::WantsRead(false)));
        assert!(matches!(action("! 3*text \"x\""), Ok(Action::Happened(3, _))));
        assert!(matches!(action("! open"), Ok(Action::Happened(1, _))));
        assert_eq!(action("err not-open"), Ok(Action::Failed("not-open".into())));
    }

    #[test]
    fn mistakes_name_the_line() {
        for (steps, place) in [
            ("", "a.ws: there are no steps"),
            ("proxy", "a.ws:2: the first step"),
            ("server max-message=x", "a.ws:2: max-message: `x`"),
            ("server foo=1", "a.ws:2: foo: there is no such setting"),
            ("server open\n\n# more\nsend", "a.ws:5: `text` or `binary`"),
            ("server deflate-level=9", "a.ws:2: deflate-level: `deflate` has to come first"),
            ("server deflate=\"\" deflate=\"\"", "a.ws:2: deflate: only a client"),
            ("client open deflate=client_max_window_bits", "a.ws:2: deflate: what was agreed"),
            ("server open\n> deflated \"a\"", "a.ws:3: `text` or `binary`"),
            ("server open\n> deflated part cut=2 00", "a.ws:3: `deflated` has no attribute"),
            ("server open\n> deflated text size=2 00", "a.ws:3: a size is A..B"),
            ("server open\n<", "a.ws:3: the bytes are missing"),
            ("server open\n< %mask", "a.ws:3: Mask makes no sense"),
            ("server open\n> %accept", "a.ws:3: Accept makes no sense"),
            ("server open\n< 88\nerr not-open", "a.ws:4: `err` has to follow"),
            ("server open\nshout", "a.ws:3: there is no step `shout`"),
            ("server open\n@ 20s", "a.ws:3: a time such as"),
            ("server open\nfinish now", "a.ws:3: not understood: `now`"),
        ] {
            let error = parse(steps).unwrap_err();
            assert!(error.starts_with(place), "{steps:?}: {error}");
        }
        assert!(Script::parse("a.ws", "server open").unwrap_err().contains("comment"));
    }
}
