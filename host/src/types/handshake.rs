//! The opening handshake, as applications see it.

use bytes::Bytes;

use super::deflate::DeflateParameters;
use super::headers::Headers;
use crate::bindings::wit;

pub use crate::bindings::wit::AgreedExtension;

/// What a client asked of this server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// As `GET`.
    pub method: String,
    /// Path and query, as `/chat?x=1`.
    pub target: String,
    /// In the order in which they came.
    pub headers: Headers,
}

/// What a server answered this client, or is to answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// Three digits.
    pub status: u16,
    /// The words behind the status.
    pub reason: String,
    /// In the order in which they came or are to be written.
    pub headers: Headers,
    /// Empty in the response that opens a connection.
    pub body: Bytes,
}

/// How a server accepts a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// The subprotocol to speak, in place of the one that the configuration selects.
    pub subprotocol: Option<String>,
    /// More headers for the response.
    pub headers: Headers,
}

/// What a server says to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Opens the connection, if the request is a proper opening handshake.
    Accept(Acceptance),
    /// Answers with this and ends the connection. A status of 101 is no refusal.
    Reject(Response),
}

/// What the two sides agreed on.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) subprotocol: Option<String>,
    pub(crate) deflate: Option<DeflateParameters>,
    pub(crate) extensions: Vec<AgreedExtension>,
    pub(crate) response: Option<Box<Response>>,
}

impl Request {
    /// The path, without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

impl From<wit::Request> for Request {
    fn from(request: wit::Request) -> Self {
        Self {
            method: lossy(request.method),
            target: lossy(request.target),
            headers: request.headers.into(),
        }
    }
}

impl From<wit::Response> for Response {
    fn from(response: wit::Response) -> Self {
        Self {
            status: response.status,
            reason: lossy(response.reason),
            headers: response.headers.into(),
            body: response.body.into(),
        }
    }
}

impl From<Response> for wit::Response {
    fn from(response: Response) -> Self {
        Self {
            status: response.status,
            reason: response.reason.into_bytes(),
            headers: (&response.headers).into(),
            body: response.body.into(),
        }
    }
}

impl From<Acceptance> for wit::Acceptance {
    fn from(acceptance: Acceptance) -> Self {
        Self {
            subprotocol: acceptance.subprotocol.map(String::into_bytes),
            headers: (&acceptance.headers).into(),
        }
    }
}

impl From<wit::Opened> for Opened {
    fn from(opened: wit::Opened) -> Self {
        Self {
            subprotocol: opened.subprotocol.map(lossy),
            deflate: opened.deflate,
            extensions: opened.extensions,
            response: opened.response.map(|response| Box::new(response.into())),
        }
    }
}

/// Bytes of a peer as text, for reading.
pub(crate) fn lossy(bytes: Vec<u8>) -> String {
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}
