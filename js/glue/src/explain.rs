//! For the playground: what the bytes of a frame are, and what the timers of a connection wait for.

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use witsocket::{Anatomy, Block, BlockKind};

use crate::connection::Connection;
use crate::names::name;
use crate::object::{Maker, array};

/// Takes the frame apart that these bytes begin with; `undefined` asks for more, and what is no
/// frame is `{ error }`.
#[wasm_bindgen]
pub fn anatomy(bytes: &[u8]) -> JsValue {
    let anatomy = match Anatomy::of(bytes) {
        Ok(None) => return JsValue::UNDEFINED,
        Ok(Some(anatomy)) => anatomy,
        Err(error) => return Maker::new().with("error", error.to_string()).done(),
    };
    let close = anatomy
        .close
        .map(|close| Maker::new().with("code", close.code.0).with("reason", close.reason()).done());
    Maker::new()
        .with("fin", anatomy.fin)
        .with("rsv", anatomy.rsv)
        .with("opcode", name(&anatomy.opcode))
        .maybe("mask", anatomy.mask.map(|key| array(&key)))
        .with("header", anatomy.header as u32)
        .with("length", anatomy.length as f64)
        .with("payload", array(&anatomy.payload))
        .maybe("close", close)
        .maybe("block", anatomy.block.map(block))
        .done()
}

fn block(block: Block) -> JsValue {
    let kind = match block.kind {
        BlockKind::Stored => "stored",
        BlockKind::Fixed => "fixed",
        BlockKind::Dynamic => "dynamic",
        BlockKind::Reserved => "reserved",
    };
    Maker::new().with("last", block.last).with("kind", kind).done()
}

#[wasm_bindgen]
impl Connection {
    /// The timers that run: `[name, at]`, in milliseconds.
    pub fn timers(&self) -> Array {
        let timers = self.0.as_connection().timers();
        let pairs = timers.map(|(timer, at)| {
            Array::of2(&name(&timer).into(), &(at.as_nanos() as f64 / 1e6).into())
        });
        pairs.collect()
    }
}
