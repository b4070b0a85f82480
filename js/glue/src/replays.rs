//! Which proofs were used before.

use wasm_bindgen::prelude::wasm_bindgen;
use witsocket as core;

use crate::connection::instant;
use crate::input::take;

/// One for all connections of a server.
#[wasm_bindgen]
#[derive(Default)]
pub struct Replays(core::Replays);

#[wasm_bindgen]
impl Replays {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Replays {
        Self::default()
    }

    /// Notes a claim, and says whether it is the first of its kind.
    pub fn claim(&mut self, length: usize, until: f64, now: f64) -> bool {
        let claim = core::Claim { token: take(length).into(), until: instant(until) };
        self.0.claim(claim, instant(now))
    }
}
