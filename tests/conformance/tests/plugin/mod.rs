//! What tests need to call the component without a script.

use std::path::PathBuf;

use wasmtime::Engine;
use wasmtime::component::Component;

pub use generated::Websocket;
pub use generated::exports::witsocket::protocol::types as wit;

#[allow(missing_docs, reason = "generated from witsocket.wit, where the documentation is")]
mod generated {
    wasmtime::component::bindgen!({ world: "websocket", path: "../../wit" });
}

/// The component that `cargo xtask build` makes.
#[allow(dead_code, reason = "not for all tests")]
pub fn component() -> Component {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/witsocket.wasm"));
    Component::from_file(&Engine::default(), &path).unwrap_or_else(|error| {
        panic!("{}: {error:#}; `cargo xtask build` makes the component", path.display())
    })
}

/// The default settings without timeouts, with compression or without.
pub fn config(defaults: wit::Config, deflate: bool) -> wit::Config {
    wit::Config {
        timeouts: wit::Timeouts {
            open: None,
            close: None,
            ping_interval: None,
            ping_timeout: None,
            idle: None,
            lifetime: None,
            message: None,
        },
        deflate: defaults.deflate.filter(|_| deflate),
        product: None,
        ..defaults
    }
}
