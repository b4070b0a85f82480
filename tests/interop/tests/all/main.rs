//! The interoperability suite, as one binary. The crate's documentation says
//! how it works.

mod authentication;
mod binary;
mod client_closes;
mod client_fails;
mod conversation;
mod environment;
mod json;
mod peers;
mod proxies;
mod reconnect;
mod redirects;
mod request;
mod serve;
mod serve_authentication;
mod serve_fate;
mod serve_handshake;
mod socks;
mod tls;
mod ways;
