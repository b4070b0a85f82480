//! The opening handshake, as applications see it.

use bytes::Bytes;

use super::body::FileBody;
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
    /// The subprotocols that the client offers; the first is preferred.
    pub subprotocols: Vec<String>,
    /// The extensions that it offers; none if they cannot be read.
    pub extensions: Vec<AgreedExtension>,
    /// Who it says it is. Nothing of it is proved.
    pub claimant: Option<Claimant>,
}

/// Who a client says it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Claimant {
    /// The user; with Digest it may be a hash of it.
    pub user: String,
    /// The password, with Basic.
    pub password: Option<String>,
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
    /// Empty in the response that opens a connection. A long one is written in pieces, as a file
    /// is.
    pub body: Bytes,
    /// Server: what is sent in place of `body`, from a file.
    pub file: Option<FileBody>,
}

/// How a server accepts a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// The subprotocol to speak.
    pub subprotocol: Selection,
    /// More headers for the response.
    pub headers: Headers,
    /// The headers to go on with in place of the request's, if it is to be altered.
    pub request_headers: Option<Headers>,
    /// Who asks, if the application knows: then
    /// [`Config::authentication`](crate::Config::authentication) does not ask.
    pub user: Option<String>,
}

/// Which subprotocol a server speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// The first of [`Config::subprotocols`](crate::Config::subprotocols) that the client offers.
    #[default]
    Configured,
    /// None.
    Nothing,
    /// This one of those that the client offers.
    Named(String),
}

/// What a server says to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Opens the connection, if the request is a proper opening handshake.
    Accept(Acceptance),
    /// Answers with this and ends the connection. A status of 101 is no refusal.
    Reject(Response),
}

/// What an opening handshake agreed on that was done elsewhere, see
/// [`Client::attach`](crate::Client::attach) and [`Server::attach`](crate::Server::attach).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Negotiated {
    /// Server: what the client asked. A [`Router`](crate::Router) goes by it.
    pub request: Option<Request>,
    /// Server: who asked, if that is known.
    pub user: Option<String>,
    /// The subprotocol.
    pub subprotocol: Option<String>,
    /// How messages are compressed; `None` if they are not.
    pub deflate: Option<DeflateParameters>,
    /// The extensions besides compression. Those that are not there are passed over.
    pub extensions: Vec<AgreedExtension>,
    /// What was read behind the handshake already.
    pub received: Bytes,
}

/// What the two sides agreed on.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) subprotocol: Option<String>,
    pub(crate) deflate: Option<DeflateParameters>,
    pub(crate) extensions: Vec<AgreedExtension>,
    pub(crate) user: Option<String>,
    pub(crate) response: Option<Box<Response>>,
}

impl Request {
    /// The path, without the query, also if the target is a whole URL.
    pub fn path(&self) -> &str {
        let resource = match self.target.split_once("://") {
            Some((_, rest)) if !self.target.starts_with('/') => {
                rest.find(['/', '?']).map_or("", |at| &rest[at..])
            }
            _ => &*self.target,
        };
        match resource.split('?').next() {
            None | Some("") => "/",
            Some(path) => path,
        }
    }
}

impl From<wit::Request> for Request {
    fn from(request: wit::Request) -> Self {
        Self {
            method: lossy(request.method),
            target: lossy(request.target),
            headers: request.headers.into(),
            ..Self::default()
        }
    }
}

impl Request {
    /// Takes in what the component reads in the headers.
    pub(crate) fn add(&mut self, offer: wit::Offer) {
        self.subprotocols = offer.subprotocols.into_iter().map(lossy).collect();
        self.extensions = offer.extensions;
        self.claimant = offer
            .claimant
            .map(|(user, password)| Claimant { user: lossy(user), password: password.map(lossy) });
    }
}

/// Without the password, which belongs in no log.
impl std::fmt::Debug for Claimant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Claimant").field("user", &self.user).finish_non_exhaustive()
    }
}

impl From<wit::Response> for Response {
    fn from(response: wit::Response) -> Self {
        Self {
            status: response.status,
            reason: lossy(response.reason),
            headers: response.headers.into(),
            body: response.body.into(),
            file: None,
        }
    }
}

impl Response {
    /// Takes out the body that goes to the transport without the component: a file, or what is too
    /// long.
    pub(crate) fn take_apart(&mut self) -> Option<FileBody> {
        let long = self.body.len() > MAX_BODY;
        self.file.take().or_else(|| long.then(|| FileBody::memory(std::mem::take(&mut self.body))))
    }

    /// Puts it back.
    pub(crate) fn put_together(&mut self, body: Option<FileBody>) {
        match body.as_ref().and_then(FileBody::in_memory) {
            Some(bytes) => self.body = bytes.clone(),
            None => self.file = body,
        }
    }
}

/// Bytes of a body that the component is given.
const MAX_BODY: usize = 64 << 10;

/// But for the file, of which the component hears the length.
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
            subprotocol: match acceptance.subprotocol {
                Selection::Configured => wit::Selection::Configured,
                Selection::Nothing => wit::Selection::Nothing,
                Selection::Named(name) => wit::Selection::Named(name.into_bytes()),
            },
            headers: (&acceptance.headers).into(),
            request_headers: acceptance.request_headers.as_ref().map(Into::into),
            user: acceptance.user.map(String::into_bytes),
        }
    }
}

impl From<wit::Opened> for Opened {
    fn from(opened: wit::Opened) -> Self {
        Self {
            subprotocol: opened.subprotocol.map(lossy),
            deflate: opened.deflate,
            extensions: opened.extensions,
            user: opened.user.map(lossy),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_neither_host_nor_query() {
        for (target, path) in [
            ("/chat?room=1", "/chat"),
            ("/?to=http://a/b", "/"),
            ("http://example.com/chat?room=1", "/chat"),
            ("ws://example.com", "/"),
            ("http://example.com?room=/1", "/"),
            ("*", "*"),
        ] {
            let request = Request { target: target.into(), ..Request::default() };
            assert_eq!(request.path(), path, "{target}");
        }
    }
}
