//! The interoperability suite, as one binary. The crate's documentation says
//! how it works.

mod binary;
mod client_closes;
mod client_fails;
mod conversation;
mod json;
mod peers;
mod request;
mod serve;
mod serve_fate;
mod serve_handshake;
mod ways;
