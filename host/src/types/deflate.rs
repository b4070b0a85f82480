//! permessage-deflate: RFC 7692.

use crate::bindings::wit;

pub use crate::bindings::wit::{ClientWindow, Compress, DeflateOffer, DeflateParameters, Strategy};

/// How messages are compressed, and what is agreed on with the peer.
///
/// The figures are those of Python's websockets.
///
/// ```
/// # use witsocket_host::{Config, Deflate};
/// let config = Config { deflate: Some(Deflate { level: 1, ..Deflate::default() }), ..Config::default() };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deflate {
    /// Client: what to offer, best first. Default: one offer that asks for nothing and lets the
    /// server choose our window.
    pub offers: Vec<DeflateOffer>,
    /// Server: the most to grant. Default: windows of 12 bits, and context.
    pub terms: DeflateOffer,
    /// Server: decline offers that do not let us limit the client's window. Default: no.
    pub require_client_max_window_bits: bool,
    /// From 1 for speed to 9 for size. Default: 6.
    pub level: u8,
    /// From 1 for little memory to 9 for speed. Default: 5.
    pub mem_level: u8,
    /// What kind of data to expect.
    pub strategy: Strategy,
    /// Messages of fewer bytes are sent as they are, unless [`Compress::Always`] is said.
    /// Default: 0.
    pub threshold: u32,
}

impl Default for Deflate {
    fn default() -> Self {
        let offer = |server_max_window_bits, client_max_window_bits| DeflateOffer {
            server_no_context_takeover: false,
            client_no_context_takeover: false,
            server_max_window_bits,
            client_max_window_bits,
        };
        Self {
            offers: vec![offer(None, ClientWindow::Any)],
            terms: offer(Some(12), ClientWindow::Bits(12)),
            require_client_max_window_bits: false,
            level: 6,
            mem_level: 5,
            strategy: Strategy::Default,
            threshold: 0,
        }
    }
}

impl From<&Deflate> for wit::Deflate {
    fn from(deflate: &Deflate) -> Self {
        Self {
            offers: deflate.offers.clone(),
            terms: deflate.terms,
            require_client_max_window_bits: deflate.require_client_max_window_bits,
            level: deflate.level,
            mem_level: deflate.mem_level,
            strategy: deflate.strategy,
            threshold: deflate.threshold,
        }
    }
}

impl Default for Compress {
    /// If it is worth it.
    fn default() -> Self {
        Self::Auto
    }
}
