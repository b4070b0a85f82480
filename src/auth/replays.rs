//! Which proofs were used before.

use alloc::vec::Vec;

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
    /// The claims, by what is left of a sum of their bytes.
    buckets: Vec<Vec<Claim>>,
    len: usize,
}

impl Replays {
    /// Notes a claim, and says whether it is the first of its kind.
    pub fn claim(&mut self, claim: Claim, now: Instant) -> bool {
        if self.len == self.buckets.len() {
            self.sweep(now);
        }
        let bucket = self.bucket(&claim.token);
        let fresh = bucket.iter().all(|known| known.token != claim.token);
        if fresh {
            bucket.push(claim);
            self.len += 1;
        }
        fresh
    }

    /// Forgets those that can be forgotten, and makes room for as many again as are left.
    fn sweep(&mut self, now: Instant) {
        let mut claims: Vec<_> = core::mem::take(&mut self.buckets).into_iter().flatten().collect();
        claims.retain(|claim| claim.until > now);
        self.len = claims.len();
        self.buckets.resize(SWEEP.max(2 * self.len), Vec::new());
        for claim in claims {
            self.bucket(&claim.token).push(claim);
        }
    }

    /// Where a claim is, if it is here. Nobody but a user whose proof was good chooses anything of a
    /// token: how often he used the nonce, behind the signature of the server.
    fn bucket(&mut self, token: &[u8]) -> &mut Vec<Claim> {
        let add = |sum: usize, byte: &u8| sum.wrapping_mul(31).wrapping_add(usize::from(*byte));
        let place = token.iter().fold(0, add) % self.buckets.len();
        &mut self.buckets[place]
    }
}

const SWEEP: usize = 64;

#[cfg(test)]
mod tests {
    use bytes::Bytes;

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
        assert!(replays.len <= 2 * SWEEP, "{}", replays.len);
    }
}
