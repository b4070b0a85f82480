//! The client's side of the opening handshake: RFC 6455 §4.1.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;

use super::body::BodyReader;
use super::head::HeadReader;
use super::headers::{self, Headers};
use super::key;
use super::message::{Opened, Response, is_target};
use super::negotiation::{self, Agreed};
use super::policy::{self, host_name};
use crate::config::Config;
use crate::error::{HandshakeError, Misuse};

/// What the handshake writes itself, so that the application must not. A second `Host` is how
/// requests are smuggled.
const RESERVED: [&str; 9] = [
    "Connection",
    "Content-Length",
    "Host",
    "Sec-WebSocket-Extensions",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Protocol",
    "Sec-WebSocket-Version",
    "Transfer-Encoding",
    "Upgrade",
];

/// What a client asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientRequest {
    /// The `Host` header: a host name or address, and the port unless it is the scheme's own.
    pub host: String,
    /// Path and query, as `/chat?x=1`.
    pub target: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The `Origin` header.
    pub origin: Option<String>,
    /// More headers, in this order.
    pub headers: Headers,
}

/// A client that waits for the server's response.
pub(crate) struct ClientHandshake {
    key: String,
    reader: HeadReader,
    refusal: Option<(Response, BodyReader)>,
}

/// What came of the server's bytes.
pub(crate) enum Reply {
    /// More is needed.
    Incomplete,
    /// It opens.
    Open(Opened),
    /// It does not.
    Rejected(HandshakeError, Option<Response>),
}

impl ClientHandshake {
    /// Makes the request, and what waits for the response to it.
    pub(crate) fn new(
        request: &ClientRequest,
        config: &Config,
        nonce: [u8; 16],
    ) -> Result<(Self, Vec<u8>), Misuse> {
        check(request, config)?;
        let key = key::encode(nonce);
        let out = write(request, config, &key)?;
        Ok((Self { key, reader: HeadReader::default(), refusal: None }, out))
    }

    /// Takes bytes, and says how many belong to the handshake.
    pub(crate) fn feed(&mut self, data: &[u8], config: &Config) -> (usize, Reply) {
        let mut used = 0;
        while self.refusal.is_none() {
            let head = match self.reader.feed(&data[used..], &config.limits) {
                Ok((_, None)) => return (data.len(), Reply::Incomplete),
                Ok((length, Some(head))) => {
                    used += length;
                    head
                }
                Err(error) => return (data.len(), Reply::Rejected(line_error(error), None)),
            };
            let response = match Response::parse(&head) {
                Ok(response) => response,
                Err(error) => return (data.len(), Reply::Rejected(error, None)),
            };
            match response.status {
                101 => {
                    let reply = match check_response(&response, &self.key, config) {
                        Ok((subprotocol, Agreed { deflate, extensions, .. })) => {
                            let response = Some(Box::new(response));
                            Reply::Open(Opened {
                                subprotocol,
                                deflate,
                                extensions,
                                user: None,
                                response,
                            })
                        }
                        Err(error) => Reply::Rejected(error, Some(response)),
                    };
                    return (used, reply);
                }
                // RFC 9110 §15.2: interim responses are passed over.
                100..=199 => {}
                _ => match BodyReader::new(&response, &config.limits) {
                    Ok(body) => self.refusal = Some((response, body)),
                    Err(error) => return (used, Reply::Rejected(error, Some(response))),
                },
            }
        }
        let Some((response, body)) = &mut self.refusal else {
            return (used, Reply::Incomplete);
        };
        let error = match body.feed(&data[used..], &config.limits) {
            Ok(false) => return (data.len(), Reply::Incomplete),
            Ok(true) => HandshakeError::Status(response.status),
            Err(error) => error,
        };
        (data.len(), self.refuse(error))
    }

    /// The server ended its stream.
    pub(crate) fn eof(&mut self) -> Reply {
        match &self.refusal {
            Some((response, body)) if body.may_end() => {
                let error = HandshakeError::Status(response.status);
                self.refuse(error)
            }
            _ => self.refuse(HandshakeError::Eof),
        }
    }

    fn refuse(&mut self, error: HandshakeError) -> Reply {
        let response = self.refusal.take().map(|(mut response, body)| {
            response.body = Bytes::from(body.body);
            response
        });
        Reply::Rejected(error, response)
    }
}

/// Checks that a request can be sent.
pub(crate) fn check(request: &ClientRequest, config: &Config) -> Result<(), Misuse> {
    let target = request.target.as_bytes();
    if host_name(request.host.as_bytes()).is_none()
        || !target.starts_with(b"/")
        || !is_target(target)
    {
        return Err(Misuse::InvalidTarget);
    }
    let given = [&request.authorization, &request.origin].map(Option::as_deref);
    for value in given.into_iter().chain([config.product()]).flatten() {
        headers::check_value(value.as_bytes())?;
    }
    request.headers.check(&RESERVED)?;
    negotiation::offer(config)?;
    policy::check_subprotocols(&config.subprotocols)
}

fn write(request: &ClientRequest, config: &Config, key: &str) -> Result<Vec<u8>, Misuse> {
    let mut out = Vec::with_capacity(256);
    for part in ["GET ", &request.target, " HTTP/1.1\r\n"] {
        out.extend_from_slice(part.as_bytes());
    }
    headers::write(&mut out, b"Host", request.host.as_bytes());
    if let Some(authorization) = &request.authorization {
        headers::write(&mut out, b"Authorization", authorization.as_bytes());
    }
    if let Some(origin) = &request.origin {
        headers::write(&mut out, b"Origin", origin.as_bytes());
    }
    headers::write(&mut out, b"Upgrade", b"websocket");
    headers::write(&mut out, b"Connection", b"Upgrade");
    headers::write(&mut out, b"Sec-WebSocket-Key", key.as_bytes());
    headers::write(&mut out, b"Sec-WebSocket-Version", b"13");
    if let Some(offer) = negotiation::offer(config)? {
        headers::write(&mut out, b"Sec-WebSocket-Extensions", offer.as_bytes());
    }
    if !config.subprotocols.is_empty() {
        let offered = config.subprotocols.join(", ");
        headers::write(&mut out, b"Sec-WebSocket-Protocol", offered.as_bytes());
    }
    for field in &request.headers.0 {
        headers::write(&mut out, &field.name, &field.value);
    }
    if let (Some(product), None) = (config.product(), request.headers.get("User-Agent")) {
        headers::write(&mut out, b"User-Agent", product.as_bytes());
    }
    out.extend_from_slice(b"\r\n");
    Ok(out)
}

/// RFC 6455 §4.1, "validate the server's response".
fn check_response(
    response: &Response,
    key: &str,
    config: &Config,
) -> Result<(Option<String>, Agreed), HandshakeError> {
    let headers = &response.headers;
    // The server must have switched to this protocol and to no other.
    let mut upgrades = headers.items("Upgrade");
    let upgraded = upgrades.next().is_some_and(|item| item.eq_ignore_ascii_case(b"websocket"))
        && upgrades.next().is_none();
    if !upgraded || !headers.has_item("Connection", "Upgrade") {
        return Err(HandshakeError::UpgradeMissing);
    }
    let mut accepts = headers.get_all("Sec-WebSocket-Accept");
    let accept = accepts.next().ok_or(HandshakeError::AcceptMissing)?;
    if accepts.next().is_some() {
        return Err(HandshakeError::AcceptRepeated);
    }
    if &**accept != key::accept(key.as_bytes()).as_bytes() {
        return Err(HandshakeError::AcceptInvalid);
    }
    let agreed = negotiation::confirm(headers, config)?;
    let mut selected = headers.get_all("Sec-WebSocket-Protocol");
    let Some(subprotocol) = selected.next() else { return Ok((None, agreed)) };
    let offered = config.subprotocols.iter().find(|one| one.as_bytes() == &**subprotocol);
    match (offered, selected.next()) {
        (Some(offered), None) => Ok((Some(offered.clone()), agreed)),
        _ => Err(HandshakeError::SubprotocolUnexpected),
    }
}

/// A response has a status line where a request has a request line.
fn line_error(error: HandshakeError) -> HandshakeError {
    match error {
        HandshakeError::RequestLineTooLong => HandshakeError::HeaderLineTooLong,
        error => error,
    }
}
