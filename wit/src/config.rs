//! The core's settings, as the host sees them.

use witsocket as core;

use crate::bindings::exports::witsocket::protocol::types as wit;
use crate::into_wit::nanos;

impl From<core::Config> for wit::Config {
    fn from(config: core::Config) -> Self {
        Self {
            limits: config.limits.into(),
            timeouts: config.timeouts.into(),
            delivery: match config.delivery {
                core::Delivery::Message => wit::Delivery::Message,
                core::Delivery::Frame => wit::Delivery::Frame,
                core::Delivery::Chunk => wit::Delivery::Chunk,
            },
            max_fragment: config.max_fragment.map(small),
            deflate: config.deflate.map(Into::into),
            auto_pong: config.auto_pong,
            auto_close: config.auto_close,
            check_utf8: config.check_utf8,
            accept_unmasked: config.accept_unmasked,
            trace: config.trace,
            subprotocols: bytes(config.subprotocols),
            origins: match config.origins {
                core::Origins::SameHost => wit::Origins::SameHost,
                core::Origins::Any => wit::Origins::Any,
                core::Origins::Only(list) => wit::Origins::Only(bytes(list)),
            },
            // There is none by default.
            authentication: None,
            review: config.review,
            hosts: config.hosts.map(bytes),
            product: config.product.map(String::into_bytes),
            unix_time: config.unix_time,
        }
    }
}

impl From<core::Limits> for wit::Limits {
    fn from(limits: core::Limits) -> Self {
        Self {
            max_message: limits.max_message,
            max_frame: limits.max_frame,
            max_fragments: limits.max_fragments,
            max_ratio: limits.max_ratio,
            max_line: small(limits.max_line),
            max_headers: small(limits.max_headers),
            max_head: small(limits.max_head),
            max_body: small(limits.max_body),
            high_water: small(limits.high_water),
            low_water: small(limits.low_water),
            max_buffered: small(limits.max_buffered),
            max_together: None,
        }
    }
}

impl From<core::Timeouts> for wit::Timeouts {
    fn from(timeouts: core::Timeouts) -> Self {
        Self {
            open: timeouts.open.map(nanos),
            close: timeouts.close.map(nanos),
            ping_interval: timeouts.ping_interval.map(nanos),
            ping_timeout: timeouts.ping_timeout.map(nanos),
            idle: timeouts.idle.map(nanos),
            lifetime: timeouts.lifetime.map(nanos),
            message: timeouts.message.map(nanos),
        }
    }
}

impl From<core::Deflate> for wit::Deflate {
    fn from(deflate: core::Deflate) -> Self {
        Self {
            offers: deflate.offers.into_iter().map(Into::into).collect(),
            terms: deflate.terms.into(),
            require_client_max_window_bits: deflate.require_client_max_window_bits,
            level: deflate.level,
            mem_level: deflate.mem_level,
            strategy: match deflate.strategy {
                core::Strategy::Default => wit::Strategy::Default,
                core::Strategy::Filtered => wit::Strategy::Filtered,
                core::Strategy::HuffmanOnly => wit::Strategy::HuffmanOnly,
                core::Strategy::Rle => wit::Strategy::Rle,
                core::Strategy::Fixed => wit::Strategy::Fixed,
            },
            threshold: small(deflate.threshold),
        }
    }
}

impl From<core::DeflateOffer> for wit::DeflateOffer {
    fn from(offer: core::DeflateOffer) -> Self {
        Self {
            server_no_context_takeover: offer.server_no_context_takeover,
            client_no_context_takeover: offer.client_no_context_takeover,
            server_max_window_bits: offer.server_max_window_bits,
            client_max_window_bits: match offer.client_max_window_bits {
                core::ClientWindow::Unsaid => wit::ClientWindow::Unsaid,
                core::ClientWindow::Any => wit::ClientWindow::Any,
                core::ClientWindow::Bits(bits) => wit::ClientWindow::Bits(bits),
            },
        }
    }
}

fn bytes(texts: Vec<String>) -> Vec<Vec<u8>> {
    texts.into_iter().map(String::into_bytes).collect()
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
