//! What `--deflate` says.

use std::str::FromStr;

use witsocket_host::{ClientWindow, Deflate, DeflateOffer, Strategy};

/// Settings as `KEY` or `KEY=VALUE`, with commas between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeflateKeys(Vec<Key>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    ServerNoContextTakeover,
    ClientNoContextTakeover,
    ServerMaxWindowBits(u8),
    /// Without bits, a client lets the server choose.
    ClientMaxWindowBits(Option<u8>),
    RequireClientMaxWindowBits,
    Level(u8),
    MemLevel(u8),
    Strategy(Strategy),
    Threshold(u32),
}

impl FromStr for DeflateKeys {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',').map(|item| key(item.trim())).collect::<Result<_, _>>().map(Self)
    }
}

fn key(item: &str) -> Result<Key, String> {
    let (name, value) = match item.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (item, None),
    };
    let wrong = |what: &str| format!("{name} {what}");
    let number = |least: u8, most: u8| {
        let value = value.and_then(|value| value.parse().ok());
        let fits = value.filter(|value| (least..=most).contains(value));
        fits.ok_or_else(|| wrong(&format!("is a number from {least} to {most}")))
    };
    let flag = |key| match value {
        None => Ok(key),
        Some(_) => Err(wrong("has no value")),
    };
    match name {
        "server_no_context_takeover" => flag(Key::ServerNoContextTakeover),
        "client_no_context_takeover" => flag(Key::ClientNoContextTakeover),
        "require_client_max_window_bits" => flag(Key::RequireClientMaxWindowBits),
        "server_max_window_bits" => number(8, 15).map(Key::ServerMaxWindowBits),
        "client_max_window_bits" if value.is_none() => Ok(Key::ClientMaxWindowBits(None)),
        "client_max_window_bits" => number(8, 15).map(|bits| Key::ClientMaxWindowBits(Some(bits))),
        "level" => number(0, 9).map(Key::Level),
        "mem_level" => number(1, 9).map(Key::MemLevel),
        "threshold" => {
            let bytes = value.and_then(|value| value.parse().ok());
            bytes.map(Key::Threshold).ok_or_else(|| wrong("is a number of bytes"))
        }
        "strategy" => match value {
            Some("default") => Ok(Key::Strategy(Strategy::Default)),
            Some("filtered") => Ok(Key::Strategy(Strategy::Filtered)),
            Some("huffman_only") => Ok(Key::Strategy(Strategy::HuffmanOnly)),
            Some("rle") => Ok(Key::Strategy(Strategy::Rle)),
            Some("fixed") => Ok(Key::Strategy(Strategy::Fixed)),
            _ => Err(wrong("is default, filtered, huffman_only, rle or fixed")),
        },
        _ => Err(wrong("is no key; see --help")),
    }
}

impl DeflateKeys {
    /// The settings of a server: what is not said stays.
    pub fn server(&self) -> Deflate {
        let mut deflate = Deflate::default();
        self.apply(&mut deflate, |deflate| &mut deflate.terms);
        deflate
    }

    /// The settings of a client, with one offer.
    pub fn client(&self) -> Deflate {
        let mut deflate = Deflate::default();
        deflate.offers.truncate(1);
        self.apply(&mut deflate, |deflate| &mut deflate.offers[0]);
        deflate
    }

    fn apply(&self, deflate: &mut Deflate, offer: impl Fn(&mut Deflate) -> &mut DeflateOffer) {
        for key in &self.0 {
            match *key {
                Key::ServerNoContextTakeover => offer(deflate).server_no_context_takeover = true,
                Key::ClientNoContextTakeover => offer(deflate).client_no_context_takeover = true,
                Key::ServerMaxWindowBits(bits) => {
                    offer(deflate).server_max_window_bits = Some(bits);
                }
                Key::ClientMaxWindowBits(bits) => {
                    offer(deflate).client_max_window_bits =
                        bits.map_or(ClientWindow::Any, ClientWindow::Bits);
                }
                Key::RequireClientMaxWindowBits => deflate.require_client_max_window_bits = true,
                Key::Level(level) => deflate.level = level,
                Key::MemLevel(level) => deflate.mem_level = level,
                Key::Strategy(strategy) => deflate.strategy = strategy,
                Key::Threshold(bytes) => deflate.threshold = bytes,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_set_and_the_rest_stays() {
        let keys: DeflateKeys =
            "server_max_window_bits=15, client_no_context_takeover,level=1,threshold=100"
                .parse()
                .unwrap();
        let server = keys.server();
        assert_eq!(server.terms.server_max_window_bits, Some(15));
        assert_eq!(server.terms.client_max_window_bits, ClientWindow::Bits(12));
        assert!(server.terms.client_no_context_takeover);
        assert_eq!((server.level, server.mem_level, server.threshold), (1, 5, 100));
        let client = keys.client();
        assert_eq!(client.offers[0].server_max_window_bits, Some(15));
        assert_eq!(client.offers[0].client_max_window_bits, ClientWindow::Any);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for wrong in ["", "levl=1", "level=10", "level", "server_max_window_bits=7", "mem_level=0"]
        {
            let error = wrong.parse::<DeflateKeys>().unwrap_err();
            assert!(error.starts_with(wrong.split('=').next().unwrap()), "{error}");
        }
    }
}
