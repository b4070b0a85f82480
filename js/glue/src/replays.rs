//! Which proofs were used before.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use witsocket as core;

use crate::connection::instant;

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
    pub fn claim(&mut self, token: &Uint8Array, until: f64, now: f64) -> bool {
        let claim = core::Claim { token: token.to_vec().into(), until: instant(until) };
        self.0.claim(claim, instant(now))
    }
}
