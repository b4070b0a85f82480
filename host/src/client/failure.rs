//! Why there is no connection, as the application gets to know it.

use std::io;

use crate::bindings::{wit, wit_dial};
use crate::types::{ConnectError, InvalidUrl, Response};

/// The error of an attempt; `io` is what the system said last.
pub(super) fn failure_of(failure: wit_dial::Failure, io: Option<io::Error>) -> ConnectError {
    let wit_dial::Failure { error, reason, .. } = failure;
    match error {
        wit_dial::DialError::Transport((phase, _)) => {
            let error = io.unwrap_or_else(|| io::Error::other(reason));
            ConnectError::Io { phase, error }
        }
        wit_dial::DialError::Timeout(phase) => ConnectError::Timeout(phase),
        wit_dial::DialError::Proxy(error) => ConnectError::Proxy { error, reason },
        wit_dial::DialError::InvalidProxy(error) => ConnectError::InvalidProxy(error),
        wit_dial::DialError::Redirect(error) => ConnectError::Redirect { error, reason },
        wit_dial::DialError::Rejected(rejection) => ConnectError::Rejected {
            error: rejection.error,
            reason,
            status: rejection.status,
            response: rejection.response.map(|answer| Box::new(Response::from(answer))),
        },
    }
}

/// The error of a dial that could not begin.
pub(super) fn invalid(invalid: wit_dial::Invalid) -> ConnectError {
    match invalid {
        wit_dial::Invalid::Target(error) => ConnectError::InvalidUrl(InvalidUrl::Target(error)),
        wit_dial::Invalid::Proxy(error) => ConnectError::InvalidProxy(error),
        wit_dial::Invalid::Misuse(misuse) => ConnectError::Misuse(misuse),
    }
}

impl From<wit::Misuse> for wit_dial::Invalid {
    fn from(misuse: wit::Misuse) -> Self {
        Self::Misuse(misuse)
    }
}

pub(super) fn trapped() -> ConnectError {
    ConnectError::Runtime("it failed in another call, see the log".into())
}
