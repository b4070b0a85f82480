//! The component's interface, as generated from the WIT.

#[expect(missing_docs, reason = "bindgen-generated code")]
mod generated {
    wasmtime::component::bindgen!({
        path: "../wit/witsocket.wit",
        world: "websocket",
        additional_derives: [PartialEq, Eq],
    });
}

pub(crate) use generated::exports::witsocket::protocol::connection::{
    GuestConnection, GuestPrepared,
};
pub use generated::exports::witsocket::protocol::types as wit;
pub(crate) use generated::{Websocket, WebsocketPre};
