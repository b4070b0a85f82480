//! The negotiation: RFC 7692 §7.1.

use alloc::format;
use alloc::string::String;

use super::{Deflate, NAME};
use crate::handshake::Extension;

/// What a client offers, or the most that a server grants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeflateOffer {
    /// The server must compress each message by itself (§7.1.1.1).
    pub server_no_context_takeover: bool,
    /// The client will compress each message by itself (§7.1.1.2).
    pub client_no_context_takeover: bool,
    /// Bits of the server's window, 8 to 15 (§7.1.2.1). `None` is 15.
    pub server_max_window_bits: Option<u8>,
    /// Bits of the client's window (§7.1.2.2).
    pub client_max_window_bits: ClientWindow,
}

/// What is said of the client's window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClientWindow {
    /// Nothing: it has 15 bits, and the server cannot change that.
    #[default]
    Unsaid,
    /// Client: 15 bits, or what the server asks for. For a server the same as `Unsaid`.
    Any,
    /// At most so many bits, 8 to 15.
    Bits(u8),
}

/// What both sides agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeflateParameters {
    /// The server compresses each message by itself.
    pub server_no_context_takeover: bool,
    /// The client compresses each message by itself.
    pub client_no_context_takeover: bool,
    /// Bits of the server's window, 8 to 15.
    pub server_max_window_bits: u8,
    /// Bits of the client's window, 8 to 15.
    pub client_max_window_bits: u8,
}

impl DeflateParameters {
    /// As a server answers: what it does not say is the same as what it says by default.
    pub(crate) fn response(&self) -> String {
        let bits = |bits: u8| (bits < 15).then_some(bits);
        let answer = DeflateOffer {
            server_no_context_takeover: self.server_no_context_takeover,
            client_no_context_takeover: self.client_no_context_takeover,
            server_max_window_bits: bits(self.server_max_window_bits),
            client_max_window_bits: bits(self.client_max_window_bits)
                .map_or(ClientWindow::Unsaid, ClientWindow::Bits),
        };
        answer.response()
    }
}

impl DeflateOffer {
    /// As a client offers it.
    pub(crate) fn request(&self) -> String {
        let offer = self.clamped();
        offer.write(match offer.client_max_window_bits {
            ClientWindow::Unsaid => None,
            ClientWindow::Any => Some(None),
            ClientWindow::Bits(bits) => Some(Some(bits)),
        })
    }

    /// As a server answers.
    fn response(&self) -> String {
        match self.client_max_window_bits {
            ClientWindow::Bits(bits) => self.write(Some(Some(bits))),
            ClientWindow::Unsaid | ClientWindow::Any => self.write(None),
        }
    }

    fn write(&self, client: Option<Option<u8>>) -> String {
        let mut text = String::from(NAME);
        if self.server_no_context_takeover {
            text.push_str("; server_no_context_takeover");
        }
        if self.client_no_context_takeover {
            text.push_str("; client_no_context_takeover");
        }
        if let Some(bits) = self.server_max_window_bits {
            text.push_str(&format!("; server_max_window_bits={bits}"));
        }
        match client {
            Some(Some(bits)) => text.push_str(&format!("; client_max_window_bits={bits}")),
            Some(None) => text.push_str("; client_max_window_bits"),
            None => {}
        }
        text
    }

    /// The same with bits that exist.
    fn clamped(&self) -> Self {
        let clamp = |bits: u8| bits.clamp(8, 15);
        Self {
            server_max_window_bits: self.server_max_window_bits.map(clamp),
            client_max_window_bits: match self.client_max_window_bits {
                ClientWindow::Bits(bits) => ClientWindow::Bits(clamp(bits)),
                other => other,
            },
            ..*self
        }
    }

    /// Reads what a client offers. `None`: a parameter is unknown, stands there twice, or has no
    /// proper value.
    fn parse_request(extension: &Extension) -> Option<Self> {
        Self::parse(extension, |value| match value {
            None => Some(ClientWindow::Any),
            Some(value) => bits(value).map(ClientWindow::Bits),
        })
    }

    /// Reads what a server answers.
    fn parse_response(extension: &Extension) -> Option<Self> {
        Self::parse(extension, |value| bits(value?).map(ClientWindow::Bits))
    }

    fn parse(
        extension: &Extension,
        client_window: fn(Option<&[u8]>) -> Option<ClientWindow>,
    ) -> Option<Self> {
        let mut offer = Self::default();
        for (name, value) in &extension.parameters {
            let value = value.as_deref();
            // As text: literals of bytes are compared byte by byte, each with code of its own.
            match str::from_utf8(name).ok()? {
                "server_no_context_takeover"
                    if value.is_none() && !offer.server_no_context_takeover =>
                {
                    offer.server_no_context_takeover = true;
                }
                "client_no_context_takeover"
                    if value.is_none() && !offer.client_no_context_takeover =>
                {
                    offer.client_no_context_takeover = true;
                }
                "server_max_window_bits" if offer.server_max_window_bits.is_none() => {
                    offer.server_max_window_bits = Some(bits(value?)?);
                }
                "client_max_window_bits"
                    if offer.client_max_window_bits == ClientWindow::Unsaid =>
                {
                    offer.client_max_window_bits = client_window(value)?;
                }
                _ => return None,
            }
        }
        Some(offer)
    }

    fn parameters(&self) -> DeflateParameters {
        DeflateParameters {
            server_no_context_takeover: self.server_no_context_takeover,
            client_no_context_takeover: self.client_no_context_takeover,
            server_max_window_bits: self.server_max_window_bits.unwrap_or(15),
            client_max_window_bits: match self.client_max_window_bits {
                ClientWindow::Bits(bits) => bits,
                ClientWindow::Unsaid | ClientWindow::Any => 15,
            },
        }
    }
}

/// The server's side: what to answer to an offer, unless it is declined.
pub(crate) fn accept(
    extension: &Extension,
    config: &Deflate,
) -> Option<(String, DeflateParameters)> {
    let offer = DeflateOffer::parse_request(extension)?;
    let terms = config.terms.clamped();
    let client_max_window_bits = match (terms.client_max_window_bits, offer.client_max_window_bits)
    {
        (ClientWindow::Bits(_), ClientWindow::Unsaid) if config.require_client_max_window_bits => {
            return None;
        }
        (_, ClientWindow::Unsaid) => ClientWindow::Unsaid,
        (ClientWindow::Bits(most), ClientWindow::Any) => ClientWindow::Bits(most),
        (ClientWindow::Bits(most), ClientWindow::Bits(bits)) => ClientWindow::Bits(most.min(bits)),
        (_, asked) => asked,
    };
    let answer = DeflateOffer {
        server_no_context_takeover: offer.server_no_context_takeover
            || terms.server_no_context_takeover,
        client_no_context_takeover: offer.client_no_context_takeover
            || terms.client_no_context_takeover,
        server_max_window_bits: match (terms.server_max_window_bits, offer.server_max_window_bits) {
            (Some(most), Some(bits)) => Some(most.min(bits)),
            (one, other) => one.or(other),
        },
        client_max_window_bits,
    };
    Some((answer.response(), answer.parameters()))
}

/// The client's side: what the server's answer to one of the offers means.
pub(crate) fn confirm(extension: &Extension, config: &Deflate) -> Option<DeflateParameters> {
    let answer = DeflateOffer::parse_response(extension)?;
    config.offers.iter().find_map(|offer| offer.clamped().meets(&answer))
}

impl DeflateOffer {
    /// What is agreed on if this was offered and that was answered; `None` if that is no answer
    /// to this.
    fn meets(&self, answer: &Self) -> Option<DeflateParameters> {
        if self.server_no_context_takeover && !answer.server_no_context_takeover {
            return None;
        }
        match (self.server_max_window_bits, answer.server_max_window_bits) {
            (Some(_), None) => return None,
            (Some(most), Some(bits)) if bits > most => return None,
            _ => {}
        }
        let client_max_window_bits =
            match (self.client_max_window_bits, answer.client_max_window_bits) {
                // §7.1.2.2: the server must not limit what the client did not let it limit.
                (ClientWindow::Unsaid, ClientWindow::Bits(_)) => return None,
                (ClientWindow::Bits(most), ClientWindow::Bits(bits)) if bits > most => {
                    return None;
                }
                (ours @ ClientWindow::Bits(_), ClientWindow::Unsaid) => ours,
                (_, theirs) => theirs,
            };
        let agreed = Self {
            client_no_context_takeover: self.client_no_context_takeover
                || answer.client_no_context_takeover,
            client_max_window_bits,
            ..answer.clone()
        };
        Some(agreed.parameters())
    }
}

/// A number from 8 to 15 without leading zeros (§7.1.2).
fn bits(value: &[u8]) -> Option<u8> {
    let bits = match value {
        [digit @ b'8'..=b'9'] => digit - b'0',
        [b'1', digit @ b'0'..=b'5'] => 10 + digit - b'0',
        _ => return None,
    };
    Some(bits)
}
