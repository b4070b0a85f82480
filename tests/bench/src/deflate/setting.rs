//! Settings of compression, which every server gets alike.

use std::{fmt, str::FromStr};

use anyhow::{Context, Error, Result, ensure};
use serde::Serialize;

/// How servers compress: `12/5` is a window of 12 bits with memLevel 5, `12/5/reset` is that
/// without context takeover in both directions, `none` is no compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// Compression is offered, and declined.
    None,
    /// permessage-deflate on these terms.
    Deflate(Terms),
}

/// The terms of permessage-deflate, in both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Terms {
    /// Bits of the window.
    pub bits: u8,
    /// zlib's memLevel.
    pub mem_level: u8,
    /// Whether messages refer to earlier ones.
    pub takeover: bool,
}

impl Setting {
    /// The terms, unless there is no compression.
    pub fn terms(self) -> Option<Terms> {
        match self {
            Self::None => None,
            Self::Deflate(terms) => Some(terms),
        }
    }

    /// Fails unless a server's response to [`OFFER`] accepts just these terms.
    pub fn check(self, response: &str) -> Result<()> {
        let agreed = agreed(response);
        let wanted = self.terms();
        let same = match (&agreed, wanted) {
            (None, None) => true,
            (Some(agreed), Some(terms)) => agreed.is(terms),
            _ => false,
        };
        ensure!(same, "the server agreed to {agreed:?} and was to agree to {self}:\n{response}");
        Ok(())
    }
}

impl FromStr for Setting {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text == "none" {
            return Ok(Self::None);
        }
        let form = "a setting is none, BITS/MEMLEVEL or BITS/MEMLEVEL/reset, as 12/5";
        let (bits, rest) = text.split_once('/').context(form)?;
        let (mem_level, takeover) = match rest.split_once('/') {
            None => (rest, true),
            Some((mem_level, "reset")) => (mem_level, false),
            Some(_) => anyhow::bail!(form),
        };
        let bits = bits.parse().context(form)?;
        let mem_level = mem_level.parse().context(form)?;
        // Not 8: zlib cannot compress with it.
        ensure!((9..=15).contains(&bits), "windows have 9 to 15 bits");
        ensure!((1..=9).contains(&mem_level), "memLevel is 1 to 9");
        Ok(Self::Deflate(Terms { bits, mem_level, takeover }))
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Deflate(terms) = self else {
            return write!(f, "none");
        };
        let reset = if terms.takeover { "" } else { "/reset" };
        write!(f, "{}/{}{reset}", terms.bits, terms.mem_level)
    }
}

/// What a response says of permessage-deflate.
#[derive(Debug, PartialEq, Eq)]
struct Agreed {
    server_bits: u8,
    client_bits: u8,
    server_takeover: bool,
    client_takeover: bool,
}

impl Agreed {
    fn is(&self, terms: Terms) -> bool {
        (self.server_bits, self.client_bits) == (terms.bits, terms.bits)
            && (self.server_takeover, self.client_takeover) == (terms.takeover, terms.takeover)
    }
}

/// RFC 7692 §7.1: what is not said is a window of 15 bits, with context takeover.
fn agreed(response: &str) -> Option<Agreed> {
    let header = response.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("Sec-WebSocket-Extensions").then_some(value)
    })?;
    let mut agreed =
        Agreed { server_bits: 15, client_bits: 15, server_takeover: true, client_takeover: true };
    for parameter in header.split(';').map(str::trim) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let bits = || value.trim_matches('"').parse().unwrap_or(0);
        match name {
            "server_max_window_bits" => agreed.server_bits = bits(),
            "client_max_window_bits" => agreed.client_bits = bits(),
            "server_no_context_takeover" => agreed.server_takeover = false,
            "client_no_context_takeover" => agreed.client_takeover = false,
            _ => {}
        }
    }
    Some(agreed)
}

/// What the load offers, as browsers do.
pub const OFFER: &str = "permessage-deflate; client_max_window_bits";

/// zlib's level, the same in every setting.
pub const LEVEL: u8 = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_they_are_written() {
        for text in ["none", "12/5", "15/8", "9/1/reset"] {
            assert_eq!(text.parse::<Setting>().unwrap().to_string(), text);
        }
        for wrong in ["", "12", "8/5", "12/0", "12/5/no", "12/x"] {
            assert!(wrong.parse::<Setting>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_response_is_held_against_the_setting() {
        let response = |extensions: &str| {
            format!("HTTP/1.1 101 Switching\r\nsec-websocket-extensions: {extensions}\r\n\r\n")
        };
        let small: Setting = "12/5".parse().unwrap();
        let large: Setting = "15/8/reset".parse().unwrap();
        let answer = response(
            "permessage-deflate; server_max_window_bits=12; client_max_window_bits=\"12\"",
        );
        small.check(&answer).unwrap();
        assert!(large.check(&answer).is_err());
        assert!(Setting::None.check(&answer).is_err());
        large
            .check(&response(
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            ))
            .unwrap();
        assert!(small.check("HTTP/1.1 101 Switching\r\n\r\n").is_err());
        Setting::None.check("HTTP/1.1 101 Switching\r\n\r\n").unwrap();
    }
}
