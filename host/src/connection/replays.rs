//! Which proofs of credentials were used before, by any connection of a server.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::bindings::wit;

/// Tokens, and until when each is kept.
#[derive(Default)]
pub(crate) struct Replays(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    tokens: HashMap<Vec<u8>, u64>,
    /// How many tokens there are when it is time to look for old ones.
    sweep: usize,
}

impl Replays {
    /// Notes a token, and says whether it is a new one.
    pub(crate) fn claim(&self, claim: wit::Claim, now: u64) -> bool {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.tokens.len() >= kept.sweep.max(SWEEP) {
            kept.tokens.retain(|_, until| *until > now);
            kept.sweep = 2 * kept.tokens.len();
        }
        kept.tokens.insert(claim.token, claim.until).is_none()
    }
}

const SWEEP: usize = 64;
