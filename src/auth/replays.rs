//! Which proofs were used before.

use alloc::collections::BTreeMap;

use bytes::Bytes;

use super::server::Claim;
use crate::time::Instant;

/// Knows which [`Claim`]s were made before. One of it belongs to a server, for all of its
/// connections: answer [`Event::Claim`](crate::Event::Claim) with
/// `connection.claimed(replays.claim(claim, now), now)`.
///
/// It holds the claims of users who have proved that they are such, for as long as their nonces
/// are good.
#[derive(Debug, Default)]
pub struct Replays {
    claims: BTreeMap<Bytes, Instant>,
    /// When to look for those that can be forgotten.
    sweep: usize,
}

impl Replays {
    /// Notes a claim, and says whether it is the first of its kind.
    pub fn claim(&mut self, claim: Claim, now: Instant) -> bool {
        if self.claims.len() >= self.sweep.max(SWEEP) {
            self.claims.retain(|_, until| *until > now);
            self.sweep = 2 * self.claims.len();
        }
        self.claims.insert(claim.token, claim.until).is_none()
    }
}

const SWEEP: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_new_once_and_old_ones_are_forgotten() {
        let mut replays = Replays::default();
        let claim = |number: u64| {
            let token = Bytes::copy_from_slice(&number.to_be_bytes());
            Claim { token, until: Instant::from_nanos(number + 10) }
        };
        assert!(replays.claim(claim(1), Instant::from_nanos(1)));
        assert!(!replays.claim(claim(1), Instant::from_nanos(1)));
        for number in 2..10_000 {
            assert!(replays.claim(claim(number), Instant::from_nanos(number)));
        }
        assert!(replays.claims.len() <= 2 * SWEEP, "{}", replays.claims.len());
    }
}
