//! The server's side of the opening handshake: RFC 6455 §4.2.

use alloc::string::String;
use alloc::vec::Vec;

use super::answer::Answer;
use super::body::content_length;
use super::head::HeadReader;
use super::headers::{self, Headers};
use super::message::{Acceptance, Opened, Request, Response, Selection};
use super::negotiation::{self, Agreed};
use super::{key, policy};
use crate::auth::{Access, Claim};
use crate::config::Config;
use crate::error::{HandshakeError, Misuse};
use crate::random::Random;
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

/// A server's side of the handshake.
pub(crate) enum ServerHandshake {
    /// It waits for the request.
    Reading(HeadReader),
    /// It waits for the application to answer.
    Asked(Request),
    /// It waits to hear whether the credentials are used for the first time.
    Claiming { request: Request, acceptance: Acceptance, user: String },
    /// It waits for the application to look at the answer.
    Reviewing(Request, Answer),
    /// The answer is given.
    Answered,
}

/// What comes of a request that the application accepts.
pub(crate) enum Accepted {
    Answer(Answer),
    /// First it has to be known whether somebody else has said that before.
    Claim(Claim),
}

/// Checks what a server is to start with.
pub(crate) fn check(subprotocols: &[String], headers: &Headers) -> Result<(), Misuse> {
    policy::check_subprotocols(subprotocols)?;
    headers.check(&RESERVED)
}

impl ServerHandshake {
    pub(crate) fn new() -> Self {
        Self::Reading(HeadReader::of_request())
    }

    /// Takes bytes, and says how many belong to the request and whether it is complete.
    pub(crate) fn feed(
        &mut self,
        data: &[u8],
        config: &Config,
    ) -> Result<(usize, Option<Request>), HandshakeError> {
        let Self::Reading(reader) = self else { return Ok((0, None)) };
        let (used, head) = reader.feed(data, &config.limits)?;
        let Some(head) = head else { return Ok((used, None)) };
        let request = Request::parse(&head)?;
        // A body would have to be read before the first frame; nobody sends one with an upgrade
        // but those who want to smuggle (RFC 9112 §11.2). A length of 0 is a habit of some.
        let body = request.headers.get("Transfer-Encoding").is_some()
            || !matches!(content_length(&request.headers), Ok(None | Some(0)));
        if body {
            return Err(HandshakeError::BodyPresent);
        }
        *self = Self::Asked(request.clone());
        Ok((used, Some(request)))
    }

    /// The request, once it is there.
    pub(crate) fn request(&self) -> Option<&Request> {
        match self {
            Self::Reading(_) | Self::Answered => None,
            Self::Asked(request) | Self::Claiming { request, .. } | Self::Reviewing(request, _) => {
                Some(request)
            }
        }
    }

    /// Answers the request with 101, or says to the client what is wrong with it.
    pub(crate) fn accept(
        &mut self,
        acceptance: &Acceptance,
        config: &Config,
        random: &mut Random,
        now: Instant,
    ) -> Result<Accepted, Misuse> {
        let Self::Asked(request) = self else { return Err(Misuse::NoRequest) };
        acceptance.headers.check(&RESERVED)?;
        if let Selection::Named(selected) = &acceptance.subprotocol {
            policy::check_subprotocol(&request.headers, selected)?;
        }
        if let Some(headers) = &acceptance.request_headers {
            headers.check(&[])?;
            request.headers = headers.clone();
        }
        let accepted = match authenticate(request, acceptance, config, now) {
            Ok(Access::Claim(user, claim)) => {
                let (request, acceptance) = (request.clone(), acceptance.clone());
                *self = Self::Claiming { request, acceptance, user };
                return Ok(Accepted::Claim(claim));
            }
            Ok(Access::Granted(user)) => accept(request, acceptance, user, config, now),
            Err(error) => Err(error),
        };
        Ok(Accepted::Answer(answer(accepted, request, config, random, now)))
    }

    /// The credentials are used for the first time, or not.
    pub(crate) fn claimed(
        &mut self,
        fresh: bool,
        config: &Config,
        random: &mut Random,
        now: Instant,
    ) -> Result<Answer, Misuse> {
        let Self::Claiming { request, acceptance, user } = self else {
            return Err(Misuse::NoRequest);
        };
        let user = Some(core::mem::take(user));
        let accepted = match fresh {
            true => accept(request, acceptance, user, config, now),
            false => Err(HandshakeError::CredentialsStale),
        };
        Ok(answer(accepted, request, config, random, now))
    }

    /// Answers the request with anything but 101.
    pub(crate) fn reject(
        &self,
        response: &Response,
        config: &Config,
        now: Instant,
    ) -> Result<Answer, Misuse> {
        let Self::Asked(request) = self else { return Err(Misuse::NoRequest) };
        if !(200..=599).contains(&response.status) {
            return Err(Misuse::InvalidStatus);
        }
        response.headers.check(&RESERVED)?;
        headers::check_value(&response.reason)?;
        let error = HandshakeError::Refused;
        Ok(Answer::refusal(response, error, Some(request), config, now))
    }

    /// Lets the application look at an answer.
    pub(crate) fn review(&mut self, answer: Answer) {
        *self = match core::mem::replace(self, Self::Answered) {
            Self::Asked(request) | Self::Claiming { request, .. } | Self::Reviewing(request, _) => {
                Self::Reviewing(request, answer)
            }
            other => other,
        };
    }

    /// The application has looked at the answer.
    pub(crate) fn respond(
        &mut self,
        response: &Response,
        config: &Config,
        now: Instant,
    ) -> Result<Answer, Misuse> {
        let Self::Reviewing(_, answer) = self else { return Err(Misuse::NoRequest) };
        answer.change(response, config, now)
    }
}

/// Who asks. It is the first thing to know but for the host: who may not come in does not get to
/// know either what is wrong with the rest of the request.
fn authenticate(
    request: &Request,
    acceptance: &Acceptance,
    config: &Config,
    now: Instant,
) -> Result<Access, HandshakeError> {
    policy::check_host(request, config)?;
    match (&acceptance.user, &config.authentication) {
        (Some(user), _) => Ok(Access::Granted(Some(user.clone()))),
        (None, None) => Ok(Access::Granted(None)),
        (None, Some(authentication)) => authentication.check(request, now),
    }
}

/// RFC 6455 §4.2.2.
fn accept(
    request: &Request,
    acceptance: &Acceptance,
    user: Option<String>,
    config: &Config,
    now: Instant,
) -> Result<Answer, HandshakeError> {
    let key = check_upgrade(request)?;
    policy::check_origin(request, config)?;
    let (agreed, extensions) = negotiation::select(&request.headers, config)?;
    let subprotocol = match &acceptance.subprotocol {
        Selection::Named(selected) => Some(selected.clone()),
        Selection::Nothing => None,
        Selection::Configured => policy::select_subprotocol(&request.headers, config)?,
    };
    let Agreed { deflate, extensions: others, .. } = agreed;
    let opened = Opened { subprotocol, deflate, extensions: others, user, response: None };
    let accept = key::accept(key);
    Ok(Answer::switching(accept, extensions, opened, &acceptance.headers, config, now))
}

/// The answer to a request, whatever came of it.
fn answer(
    accepted: Result<Answer, HandshakeError>,
    request: &Request,
    config: &Config,
    random: &mut Random,
    now: Instant,
) -> Answer {
    let error = match accepted {
        Ok(answer) => return answer,
        Err(error) => error,
    };
    let challenges = match (&config.authentication, error.status()) {
        (Some(authentication), Some(401)) => {
            let stale = error == HandshakeError::CredentialsStale;
            authentication.challenges(stale, random.bytes(), now)
        }
        _ => Vec::new(),
    };
    let answer = Answer::error(error, challenges, Some(request), config, now);
    // Errors of a request that could be read have a status all.
    answer.unwrap_or_else(|| Answer::unavailable(Some(request), config, now))
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
