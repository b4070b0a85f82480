//! What a server answers: 101, or why not.

use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;

use super::date::imf_fixdate;
use super::headers::{self, Headers};
use super::message::{Opened, Request, Response, reason_phrase};
use crate::config::Config;
use crate::error::{HandshakeError, Misuse};
use crate::time::Instant;

/// A response that is about to be sent, and what follows from it.
pub(crate) struct Answer {
    pub(crate) response: Response,
    pub(crate) outcome: Outcome,
    /// RFC 9110 §9.3.2: the answer to HEAD is the answer to GET without its body.
    to_head: bool,
}

/// What follows from an answer.
#[derive(Clone)]
pub(crate) enum Outcome {
    Open(Opened),
    Rejected(HandshakeError),
}

/// What makes a response the end of an opening handshake: the application must not change it.
const SWITCH: [&str; 5] = [
    "Upgrade",
    "Connection",
    "Sec-WebSocket-Accept",
    "Sec-WebSocket-Extensions",
    "Sec-WebSocket-Protocol",
];

impl Answer {
    /// RFC 6455 §4.2.2.
    pub(crate) fn switching(
        accept: String,
        extensions: Option<String>,
        opened: Opened,
        extra: &Headers,
        config: &Config,
        now: Instant,
    ) -> Self {
        let mut fields = Headers::default();
        push_date(&mut fields, config, now);
        fields.push("Upgrade", "websocket");
        fields.push("Connection", "Upgrade");
        fields.push("Sec-WebSocket-Accept", accept);
        if let Some(extensions) = extensions {
            fields.push("Sec-WebSocket-Extensions", extensions);
        }
        if let Some(subprotocol) = &opened.subprotocol {
            fields.push("Sec-WebSocket-Protocol", subprotocol.clone());
        }
        push_rest(&mut fields, extra, config);
        let reason = Bytes::from_static(b"Switching Protocols");
        let response = Response { status: 101, reason, headers: fields, body: Bytes::new() };
        Self { response, outcome: Outcome::Open(opened), to_head: false }
    }

    /// The application's response, or ours.
    pub(crate) fn refusal(
        response: &Response,
        error: HandshakeError,
        request: Option<&Request>,
        config: &Config,
        now: Instant,
    ) -> Self {
        let mut fields = Headers::default();
        push_date(&mut fields, config, now);
        // A connection that did not become a WebSocket is not used again: a proxy that did not
        // look at the status might tunnel what follows.
        fields.push("Connection", "close");
        let mut response = response.clone();
        push_length(&mut fields, &mut response);
        push_rest(&mut fields, &response.headers, config);
        response.headers = fields;
        if response.reason.is_empty() {
            response.reason = Bytes::from_static(reason_phrase(response.status).as_bytes());
        }
        let to_head = request.is_some_and(Request::is_head);
        Self { response, outcome: Outcome::Rejected(error), to_head }
    }

    /// The response that tells a client its error; `None` if there is none.
    ///
    /// `challenges` say how a client proves who it is (RFC 9110 §11.6.1).
    pub(crate) fn error(
        error: HandshakeError,
        challenges: Vec<String>,
        request: Option<&Request>,
        config: &Config,
        now: Instant,
    ) -> Option<Self> {
        let mut response = Response::text(error.status()?, body_of(error, config));
        let extra: &[(&'static str, &'static str)] = match error {
            HandshakeError::Method => &[("Allow", "GET")],
            HandshakeError::UpgradeMissing => &[("Upgrade", "websocket")],
            // RFC 6455 §4.4.
            HandshakeError::Version => &[("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")],
            _ => &[],
        };
        extra.iter().for_each(|(name, value)| response.headers.push(*name, *value));
        for challenge in challenges {
            response.headers.push("WWW-Authenticate", challenge);
        }
        Some(Self::refusal(&response, error, request, config, now))
    }

    /// The response to a client that comes while the server goes.
    pub(crate) fn unavailable(request: Option<&Request>, config: &Config, now: Instant) -> Self {
        let response = Response::text(503, "Server is shutting down.\n");
        Self::refusal(&response, HandshakeError::Refused, request, config, now)
    }

    /// The answer as the application has changed it.
    pub(crate) fn change(
        &self,
        changed: &Response,
        config: &Config,
        now: Instant,
    ) -> Result<Self, Misuse> {
        self.check(changed)?;
        let mut response = changed.clone();
        if response.status != self.response.status && response.reason == self.response.reason {
            response.reason = Bytes::from_static(reason_phrase(response.status).as_bytes());
        }
        if self.response.status == 101 && response.status != 101 {
            let written = SWITCH.iter().chain(&["Date", "Content-Length"]);
            for name in written {
                response.headers.remove(name);
            }
            let refusal = Self::refusal(&response, HandshakeError::Refused, None, config, now);
            return Ok(Self { to_head: self.to_head, ..refusal });
        }
        if response.status != 101 {
            let mut fields = core::mem::take(&mut response.headers);
            fields.remove("Content-Length");
            // Where it stands in what we write ourselves.
            let place = fields.0.iter().position(|field| &*field.name == b"Connection");
            let rest = fields.0.split_off(place.map_or(0, |place| place + 1));
            push_length(&mut fields, &mut response);
            fields.0.extend(rest);
            response.headers = fields;
        }
        Ok(Self { response, outcome: self.outcome.clone(), to_head: self.to_head })
    }

    /// Announces a body of this length in place of the one that is in here. Returns how much of it
    /// is to follow: nothing where there is no room for a body, or nobody to read it.
    pub(crate) fn announce(&mut self, length: u64) -> u64 {
        self.response.body = Bytes::new();
        let mut fields = self.response.headers.0.iter_mut();
        match fields.find(|field| &*field.name == b"Content-Length") {
            None => 0,
            Some(field) => {
                field.value = alloc::format!("{length}").into();
                if self.to_head { 0 } else { length }
            }
        }
    }

    /// The bytes.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = self.response.head();
        if !self.to_head {
            out.extend_from_slice(&self.response.body);
        }
        out
    }

    fn check(&self, changed: &Response) -> Result<(), Misuse> {
        let ours = self.response.status;
        if !(200..=599).contains(&changed.status) && (changed.status, ours) != (101, 101) {
            return Err(Misuse::InvalidStatus);
        }
        changed.headers.check(&["Transfer-Encoding"])?;
        headers::check_value(&changed.reason)?;
        let same =
            |name: &&str| changed.headers.get_all(name).eq(self.response.headers.get_all(name));
        let switches = changed.status == 101;
        let same =
            if switches { SWITCH.iter().all(same) } else { ours == 101 || same(&"Connection") };
        if same && (!switches || changed.body.is_empty()) {
            Ok(())
        } else {
            Err(Misuse::InvalidHeader)
        }
    }
}

/// What the body says.
fn body_of(error: HandshakeError, config: &Config) -> String {
    match error {
        // The words of websockets.
        HandshakeError::CredentialsMissing => return "Missing credentials\n".into(),
        HandshakeError::CredentialsUnsupported => return "Unsupported credentials\n".into(),
        HandshakeError::CredentialsInvalid | HandshakeError::CredentialsStale => {
            return "Invalid credentials\n".into();
        }
        _ => {}
    }
    let mut body = alloc::format!("Failed to open a WebSocket connection: {error}");
    if error == HandshakeError::SubprotocolUnsupported {
        body.push_str("; expected one of ");
        body.push_str(&config.subprotocols.join(", "));
    }
    body.push_str(".\n");
    if error == HandshakeError::UpgradeMissing {
        body.push_str(
            "\nYou cannot access a WebSocket server directly with a browser. \
             You need a WebSocket client.\n",
        );
    }
    body
}

/// RFC 9110 §8.6: a 204 has no Content-Length, and no body. A 304 has no body either, and its
/// Content-Length would be that of what is not sent.
fn push_length(fields: &mut Headers, response: &mut Response) {
    match response.status {
        204 | 304 => response.body = Bytes::new(),
        _ => fields.push("Content-Length", alloc::format!("{}", response.body.len())),
    }
}

fn push_date(fields: &mut Headers, config: &Config, now: Instant) {
    if let Some(unix) = config.unix_time {
        let unix = unix.saturating_add(now.as_nanos() / 1_000_000_000);
        fields.push("Date", imf_fixdate(unix));
    }
}

/// The application's fields, and `Server` unless it is among them.
fn push_rest(fields: &mut Headers, extra: &Headers, config: &Config) {
    fields.0.extend(extra.0.iter().cloned());
    // Nobody could be told that it cannot stand there.
    let product = config.product().filter(|one| headers::check_value(one.as_bytes()).is_ok());
    if let (Some(product), None) = (product, extra.get("Server")) {
        fields.push("Server", String::from(product));
    }
}
