//! The opening handshake: RFC 6455 §4 over HTTP/1.1 (RFC 9112).

mod answer;
mod body;
mod client;
mod date;
mod extensions;
mod head;
mod headers;
mod key;
mod message;
mod negotiation;
mod policy;
mod server;

pub use client::ClientRequest;
pub use headers::{Header, Headers};
pub use message::{Acceptance, Opened, Request, Response, Selection};

pub(crate) use extensions::Extension;

pub(crate) use answer::{Answer, Outcome};
pub(crate) use client::{ClientHandshake, Reply, check as check_request};
pub(crate) use head::HeadReader;
pub(crate) use headers::{is_token, write as write_header};
pub(crate) use server::{Accepted, ServerHandshake, check as check_server};
