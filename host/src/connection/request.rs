//! What a server says to the request of a client.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tracing::error;

use super::link::{Link, Side};
use crate::bindings::wit;
use crate::engine::{Trapped, clock};
use crate::types::{Acceptance, Decision, FileBody, Headers, Misuse, Request, Response, Selection};

/// The application's say in it.
#[derive(Clone, Default)]
pub(crate) struct Policy {
    pub(crate) on_request: Option<Arc<OnRequest>>,
    pub(crate) select: Option<Arc<Select>>,
    pub(crate) on_response: Option<Arc<OnResponse>>,
    /// For every response.
    pub(crate) headers: Arc<Headers>,
}

impl Policy {
    /// Whether it has something to say to responses.
    pub(crate) fn reviews(&self) -> bool {
        self.on_response.is_some() || !self.headers.is_empty()
    }
}

type OnRequest = dyn Fn(&Request) -> Decision + Send + Sync;
type Select = dyn Fn(&Request) -> Option<String> + Send + Sync;
type OnResponse = dyn Fn(&Request, &mut Response) + Send + Sync;

/// What the component asks before a connection is open.
pub(super) enum Question {
    Request(wit::Request),
    Claim(wit::Claim),
    Response(wit::Response),
}

impl Link {
    /// Answers what the component asked.
    pub(super) fn answer(&mut self, question: Question) -> Result<(), Trapped> {
        match question {
            Question::Request(request) => self.answer_request(request),
            Question::Claim(claim) => {
                let now = clock::now();
                let fresh = self.mailbox.settings.replays.claim(claim, now);
                self.say(&wit::Answer::Claimed(fresh)).map(drop)
            }
            Question::Response(response) => self.show_response(response),
        }
    }

    fn answer_request(&mut self, request: wit::Request) -> Result<(), Trapped> {
        let offer = self.shard.call(&self.guest, |connection, store, resource| {
            connection.call_offer(store, resource)
        })?;
        let mut request = Request::from(request);
        if let Some(offer) = offer {
            request.add(offer);
        }
        let policy = self.policy();
        let mut decision = match &policy.on_request {
            Some(on_request) => self.caught(Decision::Reject(failure()), || on_request(&request)),
            None => Decision::Accept(Acceptance::default()),
        };
        if let (Decision::Accept(acceptance), Some(select)) = (&mut decision, &policy.select)
            && acceptance.subprotocol == Selection::Configured
        {
            acceptance.subprotocol = self.caught(Selection::Nothing, || match select(&request) {
                Some(name) => Selection::Named(name),
                None => Selection::Nothing,
            });
        }
        let _ = self.mailbox.request.set(Box::new(request));
        let answered = match decision {
            Decision::Accept(acceptance) => self.say(&wit::Answer::Accept(acceptance.into()))?,
            Decision::Reject(mut response) => {
                let file = response.take_apart();
                let response = wit::Answer::Reject(response.into());
                match file {
                    // The hook for responses sees it first.
                    Some(file) if policy.reviews() => {
                        self.file = Some(file);
                        self.say(&response)?
                    }
                    file => self.say_with(&response, file)?,
                }
            }
        };
        if let Err(misuse) = answered {
            error!(id = self.mailbox.id, %misuse, "the request hook gave what cannot be sent");
            self.file = None;
            // This one has nothing in it that could be wrong.
            let _ = self.say(&wit::Answer::Reject(failure().into()))?;
        }
        Ok(())
    }

    /// Lets the application alter a response.
    fn show_response(&mut self, shown: wit::Response) -> Result<(), Trapped> {
        let mut response = Response::from(shown.clone());
        response.put_together(self.file.take());
        let policy = self.policy();
        if let (Some(on_response), Some(request)) =
            (&policy.on_response, self.mailbox.request.get())
        {
            self.caught((), || on_response(request, &mut response));
        }
        response.headers.extend(policy.headers.iter());
        let file = response.take_apart();
        if let Err(misuse) = self.say_with(&wit::Answer::Respond(response.into()), file)? {
            error!(id = self.mailbox.id, %misuse, "the response hook gave what cannot be sent");
            let _ = self.say(&wit::Answer::Respond(shown))?;
        }
        Ok(())
    }

    fn policy(&self) -> Policy {
        match &self.side {
            Side::Server(policy) => policy.clone(),
            Side::Client(_) => Policy::default(),
        }
    }

    /// The panic of one hook must not end the others of its thread.
    fn caught<R>(&self, otherwise: R, hook: impl FnOnce() -> R) -> R {
        catch_unwind(AssertUnwindSafe(hook)).unwrap_or_else(|_| {
            error!(id = self.mailbox.id, "a hook of the opening handshake panicked");
            otherwise
        })
    }

    /// Says something with a body from a file.
    fn say_with(
        &mut self,
        answer: &wit::Answer,
        file: Option<FileBody>,
    ) -> Result<Result<(), Misuse>, Trapped> {
        let Some(file) = file else { return self.say(answer) };
        self.announce(Some(file.len()))?;
        match self.say(answer)? {
            Ok(()) => self.stream(file).map(Ok),
            Err(misuse) => {
                self.announce(None)?;
                Ok(Err(misuse))
            }
        }
    }

    fn announce(&self, length: Option<u64>) -> Result<(), Trapped> {
        self.shard.call(&self.guest, |connection, store, resource| {
            connection.call_announce(store, resource, length)
        })
    }

    fn say(&mut self, answer: &wit::Answer) -> Result<Result<(), Misuse>, Trapped> {
        if weight(answer) > self.mailbox.settings.max_given {
            // Whatever it is, no client would read it, and the component has no memory for it.
            return Ok(Err(Misuse::InvalidHeader));
        }
        let now = clock::now();
        let step = self.shard.call(&self.guest, |connection, store, resource| {
            connection.call_answer(store, resource, answer, now)
        })?;
        match step {
            Ok(step) => self.carry_out(step).map(Ok),
            Err(misuse) => Ok(Err(misuse)),
        }
    }
}

/// Bytes of an answer.
fn weight(answer: &wit::Answer) -> usize {
    let all = |headers: &[wit::Header]| -> usize {
        headers.iter().map(|header| header.name.len() + header.value.len()).sum()
    };
    match answer {
        wit::Answer::Claimed(_) => 0,
        wit::Answer::Reject(response) | wit::Answer::Respond(response) => {
            response.reason.len() + all(&response.headers) + response.body.len()
        }
        wit::Answer::Accept(acceptance) => {
            let name = match &acceptance.subprotocol {
                wit::Selection::Named(name) => name.len(),
                wit::Selection::Configured | wit::Selection::Nothing => 0,
            };
            let user = acceptance.user.as_ref().map_or(0, Vec::len);
            let altered = acceptance.request_headers.as_deref().map_or(0, all);
            name + user + altered + all(&acceptance.headers)
        }
    }
}

/// The application failed to answer.
fn failure() -> Response {
    Response { status: 500, reason: "Internal Server Error".into(), ..Response::default() }
}
