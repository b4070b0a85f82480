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

use bindings::exports::witsocket::protocol::connection as wit;

struct Component;

impl bindings::exports::witsocket::protocol::connection::Guest for Component {
    type Connection = connection::Connection;
    type Settings = connection::Settings;
    type Prepared = prepared::Prepared;

    fn default_config() -> bindings::exports::witsocket::protocol::types::Config {
        witsocket::Config::default().into()
    }

    fn check_server(
        subprotocols: Vec<Vec<u8>>,
        headers: Vec<wit::Header>,
    ) -> Result<(), wit::Misuse> {
        let subprotocols = from_wit::strings(subprotocols);
        let subprotocols = subprotocols.ok_or(wit::Misuse::InvalidSubprotocol)?;
        let headers = from_wit::headers(headers);
        witsocket::Connection::check_server(&subprotocols, &headers).map_err(Into::into)
    }

    fn check_close(close: wit::Close) -> Result<(), wit::Misuse> {
        let close = witsocket::Close::new(witsocket::CloseCode(close.code), close.reason);
        close.check().map_err(Into::into)
    }
}

impl bindings::exports::witsocket::protocol::dial::Guest for Component {
    type Dial = dial::Dial;
}

bindings::export!(Component with_types_in bindings);
