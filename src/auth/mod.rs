//! HTTP authentication: RFC 9110 §11, Basic (RFC 7617) and Digest (RFC 7616).

mod basic;
mod challenge;
mod claimant;
mod client;
mod digest;
mod nonce;
mod replays;
mod server;

use alloc::string::String;
use core::fmt;

pub use claimant::Claimant;
pub use replays::Replays;
pub use server::{Authentication, Claim};

pub(crate) use client::Authenticator;
pub(crate) use server::Access;

/// User and password.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
}

/// Which proofs of credentials a client gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schemes {
    /// Basic at once; then what a challenge asks for, the strongest first.
    #[default]
    Any,
    /// Basic at once, and nothing else.
    Basic,
    /// Digest when a challenge asks for it, and nothing else: the password itself is never sent.
    Digest,
}

/// Without the password, which belongs in no log.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user).finish_non_exhaustive()
    }
}
