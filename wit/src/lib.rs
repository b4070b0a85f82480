//! The component: the core behind the WIT interface of this folder. Conversions only; the
//! protocol is in the crate `witsocket`.

mod config;
mod connection;
mod dial;
#[cfg(feature = "extensible")]
mod extension;
mod from_wit;
mod into_wit;
mod prepared;

#[allow(missing_docs, reason = "generated from witsocket.wit, where the documentation is")]
mod bindings {
    #[cfg(not(feature = "extensible"))]
    wit_bindgen::generate!({
        world: "websocket",
        path: ".",
        generate_all,
        pub_export_macro: true,
        export_macro_name: "export",
    });

    #[cfg(feature = "extensible")]
    wit_bindgen::generate!({
        world: "extensible",
        path: ".",
        generate_all,
        pub_export_macro: true,
        export_macro_name: "export",
    });
}

struct Component;

impl bindings::exports::witsocket::protocol::connection::Guest for Component {
    type Connection = connection::Connection;
    type Prepared = prepared::Prepared;

    fn default_config() -> bindings::exports::witsocket::protocol::types::Config {
        witsocket::Config::default().into()
    }
}

impl bindings::exports::witsocket::protocol::dial::Guest for Component {
    type Dial = dial::Dial;
}

bindings::export!(Component with_types_in bindings);
