//! HTTP requests and responses as values.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;

use super::head::Head;
use super::headers::{Header, Headers};
use super::negotiation;
use crate::auth::Claimant;
use crate::deflate::DeflateParameters;
use crate::error::HandshakeError;
use crate::extension::{AgreedExtension, ExtensionParameter};

/// What a client asks of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method, GET for an opening handshake.
    pub method: Bytes,
    /// The request target as the client wrote it.
    pub target: Bytes,
    /// The header fields.
    pub headers: Headers,
}

/// What a server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The reason phrase; if it is empty, the one of RFC 9110 is sent.
    pub reason: Bytes,
    /// The header fields.
    pub headers: Headers,
    /// The body.
    pub body: Bytes,
}

/// How a server accepts a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// The subprotocol to speak.
    pub subprotocol: Selection,
    /// More header fields of the response, in this order.
    pub headers: Headers,
    /// The header fields to go on with in place of those that came; these.
    pub request_headers: Option<Headers>,
    /// Who asks, if the application knows: then
    /// [`Config::authentication`](crate::Config::authentication) does not ask.
    pub user: Option<String>,
}

/// Which subprotocol a server speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// The first of [`Config::subprotocols`](crate::Config::subprotocols) that the client
    /// offered.
    #[default]
    Configured,
    /// None, whatever the client offered.
    Nothing,
    /// This one of those that the client offered.
    Named(String),
}

/// What both sides agreed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The subprotocol (RFC 6455 §1.9).
    pub subprotocol: Option<String>,
    /// How messages are compressed (RFC 7692 §7.1); `None` if they are not.
    pub deflate: Option<DeflateParameters>,
    /// The other extensions, in the order in which they encode.
    pub extensions: Vec<AgreedExtension>,
    /// Server: who asked, if that is known.
    pub user: Option<String>,
    /// Client: the server's answer.
    pub response: Option<Box<Response>>,
}

impl Opened {
    /// What `Sec-WebSocket-Extensions` says in the server's answer (RFC 6455 §9.1): empty if it is
    /// not there. Without the answer, which a server does not have, it says what it means.
    pub fn answered_extensions(&self) -> Vec<u8> {
        let Some(response) = &self.response else {
            return negotiation::answered(self.deflate.as_ref(), &self.extensions).into_bytes();
        };
        let values = response.headers.get_all("Sec-WebSocket-Extensions");
        values.map(|value| &**value).collect::<Vec<_>>().join(&b", "[..])
    }
}

impl Request {
    /// The subprotocols that the client offers, as they stand there; the first is preferred.
    pub fn subprotocols(&self) -> impl Iterator<Item = &[u8]> {
        self.headers.items("Sec-WebSocket-Protocol")
    }

    /// The extensions that the client offers, with their parameters; none if they cannot be read.
    pub fn extensions(&self) -> Vec<AgreedExtension> {
        let offers = super::extensions::parse(&self.headers).unwrap_or_default();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap_or_default();
        let offer = |offer: super::Extension| AgreedExtension {
            name: text(offer.name),
            parameters: (offer.parameters.into_iter())
                .map(|(name, value)| ExtensionParameter {
                    name: text(name),
                    value: value.map(text),
                })
                .collect(),
        };
        offers.into_iter().map(offer).collect()
    }

    /// Who the client says it is. Nothing of it is checked here.
    pub fn claimant(&self) -> Option<Claimant> {
        Claimant::of(self)
    }

    /// As it came, up to the empty line.
    pub(crate) fn head(&self) -> Vec<u8> {
        let line = [&self.method[..], b" ", &self.target, b" HTTP/1.1\r\n"].concat();
        self.headers.write_behind(line)
    }

    /// The host and port of a target in absolute form. RFC 9112 §3.2.2: they count, and not what
    /// `Host` says.
    pub(crate) fn authority(&self) -> Option<&[u8]> {
        let rest = after_scheme(&self.target)?;
        rest.split(|byte| matches!(byte, b'/' | b'?')).next()
    }

    pub(crate) fn is_head(&self) -> bool {
        &*self.method == b"HEAD"
    }

    pub(crate) fn parse(head: &Head) -> Result<Self, HandshakeError> {
        let mut fields = head.field_buffer();
        let mut request = httparse::Request::new(&mut fields);
        match request.parse(&head.bytes) {
            Ok(httparse::Status::Complete(_)) => {}
            Err(httparse::Error::Version) if head.names_an_http_version() => {
                return Err(HandshakeError::HttpVersion);
            }
            _ => return Err(HandshakeError::MalformedHead),
        }
        if request.version != Some(1) {
            return Err(HandshakeError::HttpVersion);
        }
        let (Some(method), Some(target)) = (request.method, request.path) else {
            return Err(HandshakeError::MalformedHead);
        };
        if !is_target(target.as_bytes()) || !has_form(method, target) {
            return Err(HandshakeError::MalformedHead);
        }
        Ok(Self {
            method: head.bytes.slice_ref(method.as_bytes()),
            target: head.bytes.slice_ref(target.as_bytes()),
            headers: head.headers(request.headers),
        })
    }
}

impl Response {
    /// A response with a body of text.
    pub fn text(status: u16, body: impl Into<Bytes>) -> Self {
        let mut headers = Headers::default();
        headers.push("Content-Type", "text/plain; charset=utf-8");
        Self { status, reason: Bytes::new(), headers, body: body.into() }
    }

    /// What stands in front of the body.
    pub(crate) fn head(&self) -> Vec<u8> {
        let mut line = alloc::format!("HTTP/1.1 {} ", self.status).into_bytes();
        line.extend_from_slice(&self.reason);
        line.extend_from_slice(b"\r\n");
        self.headers.write_behind(line)
    }

    /// Parses a head; the body comes later.
    pub(crate) fn parse(head: &Head) -> Result<Self, HandshakeError> {
        match Self::parse_any(head)? {
            (response, 1) => Ok(response),
            _ => Err(HandshakeError::HttpVersion),
        }
    }

    /// The same for HTTP/1.0 too, which old proxies speak. Returns the minor version.
    pub(crate) fn parse_any(head: &Head) -> Result<(Self, u8), HandshakeError> {
        let mut fields = head.field_buffer();
        let mut response = httparse::Response::new(&mut fields);
        match response.parse(&head.bytes) {
            Ok(httparse::Status::Complete(_)) => {}
            Err(httparse::Error::Version) if head.names_an_http_version() => {
                return Err(HandshakeError::HttpVersion);
            }
            _ => return Err(HandshakeError::MalformedHead),
        }
        let (Some(status @ 100..=999), Some(version)) = (response.code, response.version) else {
            return Err(HandshakeError::MalformedHead);
        };
        let response = Self {
            status,
            reason: Bytes::copy_from_slice(response.reason.unwrap_or_default().as_bytes()),
            headers: head.headers(response.headers),
            body: Bytes::new(),
        };
        Ok((response, version))
    }
}

impl Head {
    fn field_buffer(&self) -> Vec<httparse::Header<'static>> {
        alloc::vec![httparse::EMPTY_HEADER; self.fields]
    }

    fn headers(&self, fields: &[httparse::Header<'_>]) -> Headers {
        let header = |field: &httparse::Header<'_>| Header {
            name: self.bytes.slice_ref(field.name.as_bytes()),
            value: self.bytes.slice_ref(field.value),
        };
        Headers(fields.iter().map(header).collect())
    }
}

/// Whether this can stand as the target of a request: visible ASCII, and no fragment
/// (RFC 9112 §3.2, RFC 6455 §3).
pub(crate) fn is_target(target: &[u8]) -> bool {
    !target.is_empty() && target.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'#')
}

/// Whether a target is of a form that the method can have (RFC 9112 §3.2).
fn has_form(method: &str, target: &str) -> bool {
    match (method, target) {
        ("CONNECT", _) | ("OPTIONS", "*") => true,
        _ => target.starts_with('/') || after_scheme(target.as_bytes()).is_some(),
    }
}

/// What follows `scheme://` (RFC 3986 §3); `None` if there is none.
fn after_scheme(target: &[u8]) -> Option<&[u8]> {
    let colon = target.iter().position(|byte| *byte == b':')?;
    let (scheme, rest) = target.split_at(colon);
    let proper = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
    let is_scheme =
        scheme.first().is_some_and(u8::is_ascii_alphabetic) && scheme.iter().all(proper);
    if is_scheme { rest.strip_prefix(b"://") } else { None }
}

/// The reason phrase of a status (RFC 9110 §15, RFC 6585).
pub(crate) fn reason_phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        206 => "Partial Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        407 => "Proxy Authentication Required",
        414 => "URI Too Long",
        416 => "Range Not Satisfiable",
        426 => "Upgrade Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        _ => "",
    }
}
