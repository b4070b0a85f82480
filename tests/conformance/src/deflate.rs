//! permessage-deflate in the words of a script: what is offered, granted and agreed on.

use std::fmt;

use crate::lexer;

/// How a connection compresses (RFC 7692 §7). What is `None` is as the subject has it by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deflate {
    /// Client: the offers, best first. Server: the most that it grants, which is one. An open
    /// connection: what was agreed on, which is one. If empty, the subject's own.
    pub parameters: Vec<Parameters>,
    /// Server: decline offers that say nothing of the client's window.
    pub require_client_max_window_bits: bool,
    /// From 1 for speed to 9 for size.
    pub level: Option<u8>,
    /// From 1 for little memory to 9 for speed.
    pub mem_level: Option<u8>,
    /// How to look for repetitions.
    pub strategy: Option<Strategy>,
    /// Messages of fewer bytes are not compressed.
    pub threshold: Option<u64>,
}

/// How a compressor looks for repetitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// In all ways.
    Default,
    /// For small numbers.
    Filtered,
    /// Not at all.
    HuffmanOnly,
    /// Runs of a byte.
    Rle,
    /// Without tables.
    Fixed,
}

/// The parameters of an extension, as a header names them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// `server_no_context_takeover`.
    pub server_no_context_takeover: bool,
    /// `client_no_context_takeover`.
    pub client_no_context_takeover: bool,
    /// `server_max_window_bits`.
    pub server_max_window_bits: Option<u8>,
    /// `client_max_window_bits`.
    pub client_max_window_bits: Window,
}

/// What is said of the client's window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    /// Nothing.
    #[default]
    Unsaid,
    /// The parameter without a value.
    Any,
    /// So many bits.
    Bits(u8),
}

/// What both sides agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The server compresses each message by itself.
    pub server_no_context_takeover: bool,
    /// The client compresses each message by itself.
    pub client_no_context_takeover: bool,
    /// Bits of the server's window.
    pub server_max_window_bits: u8,
    /// Bits of the client's window.
    pub client_max_window_bits: u8,
}

impl Deflate {
    /// What was agreed on for a connection that is open from the start.
    pub fn agreed(&self) -> Agreed {
        self.parameters.first().copied().unwrap_or_default().agreed()
    }
}

impl Parameters {
    /// Reads `name; name=8`, which may be empty.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut parameters = Self::default();
        for item in text.split(';').map(str::trim).filter(|item| !item.is_empty()) {
            let (name, value) = match item.split_once('=') {
                Some((name, value)) => (name, Some(lexer::number(value)?)),
                None => (item, None),
            };
            match (name, value) {
                ("server_no_context_takeover", None) => {
                    parameters.server_no_context_takeover = true;
                }
                ("client_no_context_takeover", None) => {
                    parameters.client_no_context_takeover = true;
                }
                ("server_max_window_bits", Some(bits)) => {
                    parameters.server_max_window_bits = Some(bits);
                }
                ("client_max_window_bits", bits) => {
                    parameters.client_max_window_bits = bits.map_or(Window::Any, Window::Bits);
                }
                _ => return Err(format!("`{item}` is no parameter of permessage-deflate")),
            }
        }
        Ok(parameters)
    }

    /// What these mean once both sides have said them.
    pub(crate) fn agreed(self) -> Agreed {
        Agreed {
            server_no_context_takeover: self.server_no_context_takeover,
            client_no_context_takeover: self.client_no_context_takeover,
            server_max_window_bits: self.server_max_window_bits.unwrap_or(15),
            client_max_window_bits: match self.client_max_window_bits {
                Window::Bits(bits) => bits,
                Window::Unsaid | Window::Any => 15,
            },
        }
    }
}

impl Strategy {
    pub(crate) fn parse(word: &str) -> Result<Self, String> {
        Ok(match word {
            "default" => Self::Default,
            "filtered" => Self::Filtered,
            "huffman-only" => Self::HuffmanOnly,
            "rle" => Self::Rle,
            "fixed" => Self::Fixed,
            _ => return Err(format!("there is no strategy `{word}`")),
        })
    }
}

impl fmt::Display for Agreed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.server_no_context_takeover {
            f.write_str("server_no_context_takeover; ")?;
        }
        if self.client_no_context_takeover {
            f.write_str("client_no_context_takeover; ")?;
        }
        let (server, client) = (self.server_max_window_bits, self.client_max_window_bits);
        write!(f, "server_max_window_bits={server}; client_max_window_bits={client}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_as_a_header_names_them() {
        let parsed = Parameters::parse("server_no_context_takeover; client_max_window_bits=10");
        let agreed = parsed.unwrap().agreed();
        let text = "server_no_context_takeover; server_max_window_bits=15; \
                    client_max_window_bits=10";
        assert_eq!(agreed.to_string(), text);
        let any = Parameters::parse("client_max_window_bits").unwrap();
        assert_eq!(any.client_max_window_bits, Window::Any);
        assert_eq!(Parameters::parse(""), Ok(Parameters::default()));
        for text in ["server_max_window_bits", "client_max_window_bits=x", "windows=9", "a=9"] {
            assert!(Parameters::parse(text).is_err(), "{text}");
        }
        assert_eq!(Strategy::parse("huffman-only"), Ok(Strategy::HuffmanOnly));
        assert!(Strategy::parse("fast").is_err());
    }
}
