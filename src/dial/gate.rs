//! The permits of a dial: RFC 6455 §4.1 item 2, one connection in the state CONNECTING for each
//! address.
//!
//! The permits themselves are the driver's, since they are for the whole process, which may have
//! many instances of this.

use alloc::collections::VecDeque;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use super::action::Action;
use super::proxy::Destination;

/// Which permits were asked for, and which are there.
pub(super) struct Permits {
    /// The application wants them at all.
    enabled: bool,
    out: Vec<Permit>,
}

struct Permit {
    number: u32,
    acquired: bool,
}

impl Permits {
    pub(super) fn new(enabled: bool) -> Self {
        Self { enabled, out: Vec::new() }
    }

    /// Asks for the permit to connect to an address, or to be connected to one by a proxy; says
    /// whether one is needed. Each name that others look up counts as another address, as we
    /// cannot know better.
    pub(super) fn ask_destination(
        &mut self,
        number: u32,
        destination: &Destination,
        actions: &mut VecDeque<Action>,
    ) -> bool {
        self.ask(number, destination.to_string(), 1, actions)
    }

    /// Asks for the permit to use any proxy at all: RFC 6455 §4.1 wants a low number of them.
    pub(super) fn ask_proxy(&mut self, number: u32, actions: &mut VecDeque<Action>) -> bool {
        self.ask(number, "proxies".into(), MAX_PROXIED, actions)
    }

    /// A permit came; says whether it is one of ours.
    pub(super) fn acquire(&mut self, number: u32) -> bool {
        let permit = self.out.iter_mut().find(|permit| permit.number == number);
        permit.is_some_and(|permit| !core::mem::replace(&mut permit.acquired, true))
    }

    /// Whether a permit has not come yet.
    pub(super) fn is_waiting(&self) -> bool {
        self.out.iter().any(|permit| !permit.acquired)
    }

    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    pub(super) fn release(&mut self, number: u32, actions: &mut VecDeque<Action>) {
        if let Some(index) = self.out.iter().position(|permit| permit.number == number) {
            self.out.remove(index);
            actions.push_back(Action::Release { permit: number });
        }
    }

    pub(super) fn release_all(&mut self, actions: &mut VecDeque<Action>) {
        let permits = core::mem::take(&mut self.out).into_iter();
        let released = permits.map(|permit| Action::Release { permit: permit.number });
        actions.extend(released);
    }

    fn ask(
        &mut self,
        number: u32,
        key: String,
        limit: u32,
        actions: &mut VecDeque<Action>,
    ) -> bool {
        if self.enabled {
            self.out.push(Permit { number, acquired: false });
            actions.push_back(Action::Acquire { permit: number, key, limit });
        }
        self.enabled
    }
}

/// Connections through proxies that are being opened at the same time.
const MAX_PROXIED: u32 = 32;
