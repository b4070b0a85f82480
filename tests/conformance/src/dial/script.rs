//! A script of a dial, as it stands in a file.

use std::time::Duration;

use super::DialSetup;
use crate::lexer::{self, Lexer};
use crate::pattern::{Memory, Pattern};

/// A dial, and what it has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialScript {
    /// The name of the file.
    pub name: String,
    /// The first line.
    pub setup: DialSetup,
    pub(super) steps: Vec<(usize, String, DialStep)>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum DialStep {
    /// `!`: the next action, in words.
    Do(String),
    /// `>`: the next bytes that are transmitted.
    Transmit(Pattern),
    /// `<`: bytes from the other end.
    Receive(Vec<u8>),
    /// `< 101`: the response that opens.
    Open,
    /// `@`: time passes.
    Advance(Duration),
    /// What happened, in words.
    Happen(String),
    /// `err`: the first line or the step before is refused.
    Refused(String),
}

impl DialScript {
    /// Reads a script; an error names the file and the line.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        if !text.starts_with("# ") {
            return Err(format!("{name}:1: the first line has to be a comment with the rule"));
        }
        let place = |number: usize, error| format!("{name}:{}: {error}", number + 1);
        let mut lines = text
            .lines()
            .map(str::trim)
            .enumerate()
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let (number, first) = lines.next().ok_or_else(|| format!("{name}: there are no steps"))?;
        let setup = setup(first).map_err(|error| place(number, error))?;
        let steps = lines.map(|(number, line)| {
            let step = step(line).map_err(|error| place(number, error))?;
            Ok((number + 1, line.to_owned(), step))
        });
        Ok(Self { name: name.to_owned(), setup, steps: steps.collect::<Result<_, String>>()? })
    }

    /// What comes from the other end, one after the other. `request` has the key that is to be
    /// answered.
    pub fn received(&self, request: &[u8]) -> Vec<Vec<u8>> {
        let mut memory = Memory::default();
        memory.note_key(request);
        let received = self.steps.iter().filter_map(|(_, _, step)| match step {
            DialStep::Receive(data) => Some(data.clone()),
            DialStep::Open => Some(opening(&memory.accept().ok()?).into_bytes()),
            _ => None,
        });
        received.collect()
    }
}

/// The response that opens.
pub(super) fn opening(accept: &str) -> String {
    format!(
        "HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\r\n"
    )
}

fn step(line: &str) -> Result<DialStep, String> {
    let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
    let mut lexer = Lexer::new(rest);
    Ok(match mark {
        "!" => DialStep::Do(rest.trim().into()),
        ">" => DialStep::Transmit(Pattern::parse(&mut lexer)?),
        "<" if lexer.accept_word("101") => DialStep::Open,
        "<" => DialStep::Receive(Pattern::parse_bytes(&mut lexer)?),
        "@" => DialStep::Advance(lexer::duration(rest.trim().trim_start_matches('+'))?),
        "err" => DialStep::Refused(rest.trim().into()),
        _ => DialStep::Happen(line.into()),
    })
}

fn setup(line: &str) -> Result<DialSetup, String> {
    let mut lexer = Lexer::new(line);
    if lexer.word() != Some("dial") {
        return Err("the first step has to be `dial`".into());
    }
    let url = if lexer.peek() == Some('"') {
        lexer::text(lexer.quoted()?)?
    } else {
        lexer.word().ok_or("the URL is missing")?.to_owned()
    };
    let mut setup = DialSetup {
        url,
        schemes: "any".into(),
        max_redirects: 10,
        gate: true,
        ..DialSetup::default()
    };
    loop {
        if lexer.accept_word("reconnect") {
            setup.reconnect = true;
        } else if lexer.accept_word("review") {
            setup.review = true;
        } else if lexer.accept_word("by-name") {
            setup.by_name = true;
        } else {
            let Some(key) = lexer.key() else { break };
            let value = lexer::text(lexer.value()?)?;
            setting(&mut setup, key, value)?;
        }
    }
    lexer.end()?;
    Ok(setup)
}

fn setting(setup: &mut DialSetup, key: &str, value: String) -> Result<(), String> {
    let pair = |separator| {
        let (name, value) = value.split_once(separator).ok_or("half of it is missing")?;
        Ok::<_, String>((name.to_owned(), value.trim().to_owned()))
    };
    match key {
        "proxy" => setup.proxy = Some(value),
        "env" => setup.environment.push(pair('=')?),
        "login" => setup.login = Some(pair(':')?),
        "schemes" => setup.schemes = value,
        "route" => setup.route = Some(value),
        "header" => setup.headers.push(pair(':')?),
        "sensitive" => setup.sensitive.push(value),
        "server-name" => setup.server_name = Some(value),
        "origin" => setup.origin = Some(value),
        "user-agent" => setup.user_agent = Some(value),
        "max-redirects" => setup.max_redirects = lexer::number(&value)?,
        "gate" => setup.gate = value != "off",
        "held" => setup.held = Some(lexer::duration(&value)?),
        _ => return Err(format!("there is no setting `{key}`")),
    }
    Ok(())
}
