//! The opening handshake of a dial, and what its refusals lead to: redirects and authentication.

use alloc::boxed::Box;
use alloc::string::String;

use bytes::Bytes;

use super::action::Action;
use super::error::{DialError, Phase, RedirectError, TransportError};
use super::target::{InvalidTarget, Target};
use super::{Dial, Login, Stage};
use crate::auth::{Authenticator, Credentials, Schemes};
use crate::connection::Connection;
use crate::error::{HandshakeError, Misuse};
use crate::event::{Event, Rejection, Transmit};
use crate::handshake::{ClientRequest, Headers};
use crate::random::Random;

impl Dial {
    /// Makes the request, and lets the application have a look at it.
    pub(super) fn prepare_request(&mut self, received: Bytes) {
        let request = self.request();
        if self.options.review {
            self.stage = Stage::Reviewing(received);
            self.actions.push_back(Action::Request(request));
        } else {
            self.send_request(&request, received);
        }
    }

    /// Begins the opening handshake. What came through a tunnel before it is fed to it.
    pub(super) fn send_request(&mut self, request: &ClientRequest, received: Bytes) {
        let seed = self.random.bytes();
        let mut connection = match Connection::dialled(request, self.config.clone(), seed, self.now)
        {
            Ok(connection) => connection,
            // It was checked before; only a server's nonce could have got in the way.
            Err(_) => return self.fail(rejected(HandshakeError::MalformedHead)),
        };
        connection.handle_data(received.into(), self.now);
        self.stage = Stage::Opening(Box::new(connection));
        self.open();
    }

    /// Looks at what came of the handshake so far.
    pub(super) fn open(&mut self) {
        let Stage::Opening(connection) = &mut self.stage else { return };
        // The request goes out before the response is looked at.
        while let Some(Transmit::Data(data)) = connection.poll_transmit() {
            self.actions.push_back(Action::Transmit(data));
        }
        while let Some(event) = connection.poll_event() {
            match event {
                Event::Trace(trace) => self.actions.push_back(Action::Trace(trace)),
                Event::Open(_) => {
                    connection.put_back(event);
                    return self.hand_over();
                }
                Event::Rejected(rejection) => return self.refused(rejection),
                Event::Closed(_) => {
                    let error = TransportError::Reset;
                    return self.fail(DialError::Transport(Phase::Handshake, error));
                }
                _ => {}
            }
        }
    }

    /// What to ask the server for.
    pub(super) fn request(&mut self) -> ClientRequest {
        let resource = self.target.resource();
        let headers = match self.foreign {
            false => self.options.headers.clone(),
            true => self.harmless_headers(),
        };
        let authorization = match headers.get("Authorization") {
            Some(_) => None,
            None => self.login.authorization("GET", resource, &mut self.random),
        };
        ClientRequest {
            host: self.target.host_header().into(),
            target: resource.into(),
            authorization,
            origin: self.options.origin.clone(),
            headers,
        }
    }

    /// What knows the credentials for the target.
    pub(super) fn authenticator(&self) -> Result<Option<Authenticator>, Misuse> {
        let given = self.options.credentials.as_ref().filter(|_| !self.foreign);
        let (credentials, schemes) = match (given, self.target.credentials()) {
            (Some(credentials), _) => (credentials, self.options.schemes),
            (None, Some(credentials)) => (credentials, Schemes::Any),
            (None, None) => return Ok(None),
        };
        Authenticator::new(credentials.clone(), schemes).map(Some)
    }

    /// RFC 6455 §4.2.2: the connection is open.
    fn hand_over(&mut self) {
        self.permits.release_all(&mut self.actions);
        self.deadline = None;
        self.delays = Default::default();
        if let Stage::Opening(connection) = core::mem::replace(&mut self.stage, Stage::Done) {
            self.actions.push_back(Action::Open(connection));
        }
    }

    /// The server said no, or nothing that makes sense.
    fn refused(&mut self, rejection: Rejection) {
        let response = rejection.response.as_ref();
        let step = match (rejection.error, response) {
            (HandshakeError::Status(401), Some(response)) => {
                let resource = self.target.resource();
                let name = "WWW-Authenticate";
                let own = self.options.headers.get("Authorization").is_some() && !self.foreign;
                !own && self.login.answer(
                    &response.headers,
                    name,
                    "GET",
                    resource,
                    &mut self.random,
                )
            }
            (HandshakeError::Status(300..=303 | 307 | 308), Some(response))
                if self.options.max_redirects > 0 =>
            {
                match response.headers.get("Location").cloned() {
                    None => false,
                    Some(location) => match self.redirect(&location) {
                        Ok(()) => true,
                        Err(error) => return self.fail(DialError::Redirect(error)),
                    },
                }
            }
            _ => false,
        };
        if step {
            self.hang_up();
            self.set_out();
        } else {
            self.fail(DialError::Rejected(rejection));
        }
    }

    /// Changes the target to that of a redirect.
    fn redirect(&mut self, location: &[u8]) -> Result<(), RedirectError> {
        if self.redirects >= self.options.max_redirects {
            return Err(RedirectError::TooMany);
        }
        let location = core::str::from_utf8(location);
        let location = location.map_err(|_| RedirectError::Location(InvalidTarget::Syntax))?;
        let next = self.target.join(location).map_err(RedirectError::Location)?;
        if self.target.is_secure() && !next.is_secure() {
            return Err(RedirectError::Downgrade);
        }
        if next.same_origin(&self.target) {
            // Credentials in `Location` replace ours, none leave them.
            if next.credentials().is_some() {
                self.login = login(&next);
            } else {
                self.login.answer = None;
            }
        } else {
            if next.credentials().is_some() {
                return Err(RedirectError::Credentials);
            }
            if self.options.route.is_some() {
                return Err(RedirectError::Route);
            }
            self.foreign = true;
            self.login = Login::default();
        }
        self.redirects += 1;
        self.target = next;
        Ok(())
    }

    /// The application's headers without those that another origin must not see.
    fn harmless_headers(&self) -> Headers {
        let secret = |name: &[u8]| {
            let sensitive = self.options.sensitive.iter().map(String::as_str);
            let names = ["Authorization", "Cookie", "Proxy-Authorization"];
            names.into_iter().chain(sensitive).any(|one| name.eq_ignore_ascii_case(one.as_bytes()))
        };
        let headers = self.options.headers.0.iter().filter(|field| !secret(&field.name));
        Headers(headers.cloned().collect())
    }
}

impl Login {
    /// What to say at once: the answer to a challenge, or what needs none.
    pub(super) fn authorization(
        &mut self,
        method: &str,
        resource: &str,
        random: &mut Random,
    ) -> Option<String> {
        let authenticator = self.authenticator.as_mut()?;
        let answer = self.answer.take();
        answer.or_else(|| authenticator.preemptive(method, resource, random.bytes()))
    }

    /// Answers a challenge with the next request; says whether that makes sense.
    pub(super) fn answer(
        &mut self,
        headers: &Headers,
        name: &str,
        method: &str,
        resource: &str,
        random: &mut Random,
    ) -> bool {
        let Some(authenticator) = &mut self.authenticator else { return false };
        self.answer = authenticator.answer(headers, name, method, resource, random.bytes());
        self.answer.is_some()
    }
}

fn login(target: &Target) -> Login {
    let authenticator = target.credentials().and_then(any_scheme);
    Login { authenticator, answer: None }
}

/// What answers any challenge with the credentials of a URL, which cannot be wrong.
pub(super) fn any_scheme(credentials: &Credentials) -> Option<Authenticator> {
    Authenticator::new(credentials.clone(), Schemes::Any).ok()
}

fn rejected(error: HandshakeError) -> DialError {
    DialError::Rejected(Rejection { error, status: None, response: None })
}
