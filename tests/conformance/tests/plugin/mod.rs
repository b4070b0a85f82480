//! What tests need to call the component without a script.

use std::path::PathBuf;

use wasmtime::Engine;
use wasmtime::component::Component;

pub use generated::Websocket;
pub use generated::exports::witsocket::protocol::types as wit;

#[allow(missing_docs, reason = "generated from witsocket.wit, where the documentation is")]
mod generated {
    wasmtime::component::bindgen!({ world: "websocket", path: "../../wit/witsocket.wit" });
}

/// The component that `cargo xtask build` makes.
#[allow(dead_code, reason = "not for all tests")]
pub fn component() -> Component {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/witsocket.wasm"));
    Component::from_file(&Engine::default(), &path).unwrap_or_else(|error| {
        panic!("{}: {error:#}; `cargo xtask build` makes the component", path.display())
    })
}

/// Settings without timeouts, with compression or without.
pub fn config(deflate: bool) -> wit::Config {
    let offer = |client_max_window_bits| wit::DeflateOffer {
        server_no_context_takeover: false,
        client_no_context_takeover: false,
        server_max_window_bits: None,
        client_max_window_bits,
    };
    wit::Config {
        limits: wit::Limits {
            max_message: Some(1 << 20),
            max_frame: None,
            max_fragments: None,
            max_line: 8192,
            max_ratio: None,
            max_headers: 128,
            max_head: 1 << 17,
            max_body: 1 << 20,
            high_water: 32 << 10,
            low_water: 8 << 10,
            max_buffered: 1 << 20,
        },
        timeouts: wit::Timeouts {
            open: None,
            close: None,
            ping_interval: None,
            ping_timeout: None,
            idle: None,
            message: None,
        },
        delivery: wit::Delivery::Message,
        max_fragment: None,
        deflate: deflate.then(|| wit::Deflate {
            offers: vec![offer(wit::ClientWindow::Any)],
            terms: offer(wit::ClientWindow::Bits(12)),
            require_client_max_window_bits: false,
            level: 6,
            mem_level: 5,
            strategy: wit::Strategy::Default,
            threshold: 0,
        }),
        auto_pong: true,
        trace: false,
        subprotocols: vec![],
        origins: None,
        hosts: None,
        product: None,
        unix_time: None,
    }
}
