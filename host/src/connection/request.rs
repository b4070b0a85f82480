//! What a server says to the request of a client.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tracing::error;

use super::link::{Link, Side};
use crate::bindings::wit;
use crate::engine::{Trapped, clock};
use crate::types::{Acceptance, Decision, Misuse, Request, Response};

/// The application's say in it.
pub(crate) type OnRequest = Arc<dyn Fn(&Request) -> Decision + Send + Sync>;

impl Link {
    /// Answers the request that came.
    pub(super) fn answer_request(&mut self) -> Result<(), Trapped> {
        let decision = match (&self.side, self.mailbox.request.get()) {
            (Side::Server(Some(on_request)), Some(request)) => {
                // The panic of one request must not end the others of its thread.
                catch_unwind(AssertUnwindSafe(|| on_request(request))).unwrap_or_else(|_| {
                    error!(id = self.mailbox.id, "the request hook panicked");
                    Decision::Reject(failure())
                })
            }
            _ => Decision::Accept(Acceptance::default()),
        };
        let answered = match decision {
            Decision::Accept(acceptance) => self.accept(&acceptance.into())?,
            Decision::Reject(response) => self.reject(&response.into())?,
        };
        if let Err(misuse) = answered {
            error!(id = self.mailbox.id, %misuse, "the request hook gave what cannot be sent");
            // This one has nothing in it that could be wrong.
            let _ = self.reject(&failure().into())?;
        }
        Ok(())
    }

    fn accept(&mut self, acceptance: &wit::Acceptance) -> Result<Result<(), Misuse>, Trapped> {
        let now = clock::now();
        let step = self.shard.call(self.guest, |connection, store, resource| {
            connection.call_accept(store, resource, acceptance, now)
        })?;
        self.carry_out_if(step)
    }

    fn reject(&mut self, response: &wit::Response) -> Result<Result<(), Misuse>, Trapped> {
        let now = clock::now();
        let step = self.shard.call(self.guest, |connection, store, resource| {
            connection.call_reject(store, resource, response, now)
        })?;
        self.carry_out_if(step)
    }

    fn carry_out_if(
        &mut self,
        step: Result<wit::Step, Misuse>,
    ) -> Result<Result<(), Misuse>, Trapped> {
        match step {
            Ok(step) => self.carry_out(step).map(Ok),
            Err(misuse) => Ok(Err(misuse)),
        }
    }
}

/// The application failed to answer.
fn failure() -> Response {
    Response { status: 500, reason: "Internal Server Error".into(), ..Response::default() }
}
