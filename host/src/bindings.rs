//! The component's interface, as generated from the WIT.

#[expect(missing_docs, reason = "bindgen-generated code")]
mod generated {
    wasmtime::component::bindgen!({
        path: "../wit",
        world: "websocket",
        additional_derives: [PartialEq, Eq],
    });
}

pub use generated::exports::witsocket::protocol::connection::{
    GuestConnection, GuestPrepared, GuestSettings,
};
pub use generated::exports::witsocket::protocol::dial::GuestDial;
pub use generated::exports::witsocket::protocol::{dial as wit_dial, types as wit};
pub use generated::{Websocket, WebsocketPre};
