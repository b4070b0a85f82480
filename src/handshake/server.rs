//! The server's side of the opening handshake: RFC 6455 §4.2.

use alloc::string::String;
use alloc::vec::Vec;

use super::body::content_length;
use super::date::imf_fixdate;
use super::head::HeadReader;
use super::headers::{self, Headers};
use super::message::{Acceptance, Opened, Request, Response, reason_phrase};
use super::negotiation::{self, Agreed};
use super::{key, policy};
use crate::config::Config;
use crate::error::{HandshakeError, Misuse};
use crate::time::Instant;

/// What the handshake writes itself, so that the application must not.
const RESERVED: [&str; 9] = [
    "Connection",
    "Content-Length",
    "Date",
    "Sec-WebSocket-Accept",
    "Sec-WebSocket-Extensions",
    "Sec-WebSocket-Protocol",
    "Sec-WebSocket-Version",
    "Transfer-Encoding",
    "Upgrade",
];

/// A server that waits for a request, or for the application's answer to it.
pub(crate) struct ServerHandshake {
    reader: HeadReader,
    request: Option<Request>,
}

impl ServerHandshake {
    pub(crate) fn new() -> Self {
        Self { reader: HeadReader::of_request(), request: None }
    }

    /// Takes bytes, and says how many belong to the request and whether it is complete.
    pub(crate) fn feed(
        &mut self,
        data: &[u8],
        config: &Config,
    ) -> Result<(usize, Option<Request>), HandshakeError> {
        let (used, head) = self.reader.feed(data, &config.limits)?;
        let Some(head) = head else { return Ok((used, None)) };
        let request = Request::parse(&head)?;
        // A body would have to be read before the first frame; nobody sends one with an upgrade
        // but those who want to smuggle (RFC 9112 §11.2). A length of 0 is a habit of some.
        let body = request.headers.get("Transfer-Encoding").is_some()
            || !matches!(content_length(&request.headers), Ok(None | Some(0)));
        if body {
            return Err(HandshakeError::BodyPresent);
        }
        self.request = Some(request.clone());
        Ok((used, Some(request)))
    }

    /// The request that waits for an answer.
    pub(crate) fn request(&self) -> Option<&Request> {
        self.request.as_ref()
    }

    /// Answers the request with 101. The inner error is one that the client made.
    pub(crate) fn accept(
        &self,
        acceptance: &Acceptance,
        config: &Config,
        now: Instant,
    ) -> Result<Result<(Vec<u8>, Opened), HandshakeError>, Misuse> {
        let request = self.request.as_ref().ok_or(Misuse::NoRequest)?;
        acceptance.headers.check(&RESERVED)?;
        if let Some(selected) = &acceptance.subprotocol {
            policy::check_subprotocol(&request.headers, selected)?;
        }
        Ok(self::accept(request, acceptance, config, now))
    }

    /// Answers the request with anything but 101.
    pub(crate) fn reject(
        &self,
        response: &Response,
        config: &Config,
        now: Instant,
    ) -> Result<Vec<u8>, Misuse> {
        let request = self.request.as_ref().ok_or(Misuse::NoRequest)?;
        if !(200..=599).contains(&response.status) {
            return Err(Misuse::InvalidStatus);
        }
        response.headers.check(&RESERVED)?;
        headers::check_value(&response.reason)?;
        Ok(refusal(response, &[], request.is_head(), config, now))
    }
}

/// RFC 6455 §4.2.2.
fn accept(
    request: &Request,
    acceptance: &Acceptance,
    config: &Config,
    now: Instant,
) -> Result<(Vec<u8>, Opened), HandshakeError> {
    policy::check_host(&request.headers, config)?;
    let key = check_upgrade(request)?;
    policy::check_origin(&request.headers, config)?;
    let (agreed, answer) = negotiation::select(&request.headers, config)?;
    let subprotocol = match &acceptance.subprotocol {
        Some(selected) => Some(selected.clone()),
        None => policy::select_subprotocol(&request.headers, config)?,
    };

    let mut out = b"HTTP/1.1 101 Switching Protocols\r\n".to_vec();
    write_date(&mut out, config, now);
    headers::write(&mut out, b"Upgrade", b"websocket");
    headers::write(&mut out, b"Connection", b"Upgrade");
    headers::write(&mut out, b"Sec-WebSocket-Accept", key::accept(key).as_bytes());
    if let Some(answer) = answer {
        headers::write(&mut out, b"Sec-WebSocket-Extensions", answer.as_bytes());
    }
    if let Some(subprotocol) = &subprotocol {
        headers::write(&mut out, b"Sec-WebSocket-Protocol", subprotocol.as_bytes());
    }
    write_rest(&mut out, &acceptance.headers, config);
    let Agreed { deflate, extensions, .. } = agreed;
    Ok((out, Opened { subprotocol, deflate, extensions, response: None }))
}

/// RFC 6455 §4.2.1, and the key of the request.
fn check_upgrade(request: &Request) -> Result<&[u8], HandshakeError> {
    let headers = &request.headers;
    if &*request.method != b"GET" {
        return Err(HandshakeError::Method);
    }
    if !headers.has_item("Connection", "Upgrade") || !headers.has_item("Upgrade", "websocket") {
        return Err(HandshakeError::UpgradeMissing);
    }
    let mut versions = headers.get_all("Sec-WebSocket-Version");
    if versions.next().is_none_or(|version| &**version != b"13") || versions.next().is_some() {
        return Err(HandshakeError::Version);
    }
    let mut keys = headers.get_all("Sec-WebSocket-Key");
    let key = keys.next().ok_or(HandshakeError::KeyMissing)?;
    if keys.next().is_some() {
        return Err(HandshakeError::KeyRepeated);
    }
    if key::is_valid(key) { Ok(key) } else { Err(HandshakeError::KeyInvalid) }
}

/// The response that tells a client its error, if it gets one.
pub(crate) fn error_response(
    error: HandshakeError,
    request: Option<&Request>,
    config: &Config,
    now: Instant,
) -> Option<(u16, Vec<u8>)> {
    let status = error.status()?;
    let mut body = String::from("Failed to open a WebSocket connection: ");
    let _ = core::fmt::Write::write_fmt(&mut body, format_args!("{error}.\n"));
    let extra: &[(&'static str, &'static str)] = match error {
        HandshakeError::Method => &[("Allow", "GET")],
        HandshakeError::UpgradeMissing => {
            body.push_str(
                "\nYou cannot access a WebSocket server directly with a browser. \
                 You need a WebSocket client.\n",
            );
            &[("Upgrade", "websocket")]
        }
        // RFC 6455 §4.4.
        HandshakeError::Version => &[("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")],
        HandshakeError::SubprotocolUnsupported => {
            body.truncate(body.trim_end_matches(".\n").len());
            body.push_str("; expected one of ");
            body.push_str(&config.subprotocols.join(", "));
            body.push_str(".\n");
            &[]
        }
        _ => &[],
    };
    let head = request.is_some_and(Request::is_head);
    Some((status, refusal(&Response::text(status, body), extra, head, config, now)))
}

/// The response to a client that comes while the server goes.
pub(crate) fn unavailable(config: &Config, now: Instant) -> Vec<u8> {
    refusal(&Response::text(503, "Server is shutting down.\n"), &[], false, config, now)
}

fn refusal(
    response: &Response,
    extra: &[(&'static str, &'static str)],
    to_head: bool,
    config: &Config,
    now: Instant,
) -> Vec<u8> {
    let status = response.status;
    let reason: &[u8] = match &*response.reason {
        [] => reason_phrase(status).as_bytes(),
        reason => reason,
    };
    let mut out = alloc::format!("HTTP/1.1 {status} ").into_bytes();
    out.extend_from_slice(reason);
    out.extend_from_slice(b"\r\n");
    write_date(&mut out, config, now);
    // A connection that did not become a WebSocket is not used again: a proxy that did not look
    // at the status might tunnel what follows.
    headers::write(&mut out, b"Connection", b"close");
    // RFC 9110 §8.6: a 204 has no Content-Length, and no body.
    let body = if status == 204 { &[][..] } else { &response.body[..] };
    if status != 204 {
        headers::write(&mut out, b"Content-Length", alloc::format!("{}", body.len()).as_bytes());
    }
    let mut fields = response.headers.clone();
    for (name, value) in extra {
        fields.push(*name, *value);
    }
    write_rest(&mut out, &fields, config);
    // RFC 9110 §9.3.2: the answer to HEAD is the answer to GET without its body.
    if !to_head {
        out.extend_from_slice(body);
    }
    out
}

fn write_date(out: &mut Vec<u8>, config: &Config, now: Instant) {
    if let Some(unix) = config.unix_time {
        let unix = unix.saturating_add(now.as_nanos() / 1_000_000_000);
        headers::write(out, b"Date", imf_fixdate(unix).as_bytes());
    }
}

/// The application's fields, `Server` unless it is among them, and the empty line.
fn write_rest(out: &mut Vec<u8>, fields: &Headers, config: &Config) {
    for field in &fields.0 {
        headers::write(out, &field.name, &field.value);
    }
    if let (Some(product), None) = (&config.product, fields.get("Server")) {
        headers::write(out, b"Server", product.as_bytes());
    }
    out.extend_from_slice(b"\r\n");
}
