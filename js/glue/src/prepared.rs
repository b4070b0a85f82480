//! One message for many connections.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use witsocket as core;

use crate::connection::{Connection, instant, message, options};
use crate::errors::{outcome, to_js};
use crate::step::leave_with;

/// A message that is encoded once for all connections that can share the encoding.
#[wasm_bindgen]
pub struct Prepared(core::Prepared);

#[wasm_bindgen]
impl Prepared {
    /// A text message.
    pub fn text(length: usize, compress: u32) -> Result<Prepared, JsValue> {
        let message = message(true, length).map_err(|misuse| JsValue::from(to_js(&misuse)))?;
        Ok(Self(core::Prepared::new(message, options(compress))))
    }

    /// A binary message.
    pub fn binary(length: usize, compress: u32) -> Prepared {
        Self(core::Prepared::new(crate::input::take(length), options(compress)))
    }

    /// Sends it, and leaves a step in which the bytes that others get too are apart.
    pub fn send(&mut self, connection: &mut Connection, now: f64) -> u32 {
        let sent = connection.0.connection().send_prepared(&mut self.0, instant(now));
        if sent.is_ok() {
            leave_with(Some(&self.0), |out| connection.0.step(out));
        }
        outcome(sent)
    }
}
