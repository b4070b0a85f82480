//! Happy Eyeballs: RFC 8305.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;

use super::error::TransportError;
use super::proxy::Destination;
use crate::time::Instant;

/// The addresses of a host, tried one after the other without much patience. The first that
/// answers wins.
#[derive(Debug)]
pub(super) struct Race {
    waiting: VecDeque<Destination>,
    pub(super) runners: Vec<Runner>,
    /// When the next address is tried although none has failed.
    pub(super) next_at: Option<Instant>,
    /// Why the last one failed.
    pub(super) error: TransportError,
}

/// An address that is being tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Runner {
    pub(super) id: u32,
    /// A name is an address to those who cannot look it up.
    pub(super) to: Destination,
    /// The gate let it pass.
    pub(super) started: bool,
}

impl Race {
    pub(super) fn new(addresses: &[SocketAddr]) -> Self {
        Self::among(interleave(addresses).into_iter().map(Destination::Address).collect())
    }

    /// A race of one.
    pub(super) fn to(destination: Destination) -> Self {
        Self::among([destination].into())
    }

    fn among(waiting: VecDeque<Destination>) -> Self {
        Self { waiting, runners: Vec::new(), next_at: None, error: TransportError::NotFound }
    }

    /// The next address, if its time has come.
    pub(super) fn poll(&mut self, now: Instant, id: u32) -> Option<Runner> {
        let due = self.next_at.is_some_and(|at| at <= now);
        if !self.runners.is_empty() && !due {
            return None;
        }
        self.next_at = None;
        let runner = Runner { id, to: self.waiting.pop_front()?, started: false };
        self.runners.push(runner.clone());
        Some(runner)
    }

    /// The gate let a runner pass. The others wait a while from now on: as long as this one
    /// stood at the gate, none of them overtakes it.
    pub(super) fn start(&mut self, id: u32, now: Instant) -> Option<Runner> {
        let runner = self.runners.iter_mut().find(|runner| runner.id == id && !runner.started)?;
        runner.started = true;
        if !self.waiting.is_empty() {
            self.next_at = Some(now + ATTEMPT_DELAY);
        }
        Some(runner.clone())
    }

    /// An address failed: the next one is due.
    pub(super) fn fail(&mut self, id: u32, error: TransportError, now: Instant) -> bool {
        let Some(index) = self.runners.iter().position(|runner| runner.id == id) else {
            return false;
        };
        self.runners.remove(index);
        self.error = error;
        if !self.waiting.is_empty() {
            self.next_at = Some(now);
        }
        true
    }

    /// Whether all addresses have failed.
    pub(super) fn is_lost(&self) -> bool {
        self.runners.is_empty() && self.waiting.is_empty()
    }
}

/// RFC 8305 §4: the families alternate, beginning with that of the first address. More addresses
/// than anybody waits for are left out.
fn interleave(addresses: &[SocketAddr]) -> VecDeque<SocketAddr> {
    let mut unique: Vec<SocketAddr> = Vec::new();
    for address in addresses {
        if !unique.contains(address) && unique.len() < MAX_ADDRESSES {
            unique.push(*address);
        }
    }
    let Some(first) = unique.first().map(SocketAddr::is_ipv6) else { return VecDeque::new() };
    let mut ours = unique.iter().filter(|address| address.is_ipv6() == first);
    let mut theirs = unique.iter().filter(|address| address.is_ipv6() != first);
    let mut order = VecDeque::with_capacity(unique.len());
    while order.len() < unique.len() {
        order.extend(ours.next().into_iter().chain(theirs.next()).copied());
    }
    order
}

/// RFC 8305 §8: the recommended Connection Attempt Delay.
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

const MAX_ADDRESSES: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString as _;

    #[test]
    fn the_families_alternate() {
        let addresses = ["[::1]:1", "[::2]:1", "[::1]:1", "[::3]:1", "10.0.0.1:1", "10.0.0.2:1"];
        let addresses = addresses.map(|address| address.parse().unwrap());
        let order: Vec<_> =
            interleave(&addresses).into_iter().map(|address| address.to_string()).collect();
        assert_eq!(order, ["[::1]:1", "10.0.0.1:1", "[::2]:1", "10.0.0.2:1", "[::3]:1"]);
    }
}
