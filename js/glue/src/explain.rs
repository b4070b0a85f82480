//! For the playground: what the bytes of a frame are, and what the timers of a connection wait for.

use bytes::Bytes;
use wasm_bindgen::prelude::wasm_bindgen;
use witsocket::{Anatomy, Block, BlockKind, Instant, Timer};

use crate::connection::Connection;
use crate::input::take;
use crate::names::name;
use crate::value::{Maker, Value, leave};

/// Takes the frame apart that these bytes begin with; `undefined` asks for more, and what is no
/// frame is `{ error }`.
#[wasm_bindgen]
pub fn anatomy(length: usize) -> *const u32 {
    leave(match Anatomy::of(&take(length)) {
        Ok(None) => Value::undefined(),
        Ok(Some(anatomy)) => explained(anatomy),
        Err(error) => Maker::new().with("error", error.to_string()).done(),
    })
}

fn explained(anatomy: Anatomy) -> Value {
    let close = anatomy
        .close
        .map(|close| Maker::new().with("code", close.code.0).with("reason", close.reason()).done());
    Maker::new()
        .with("fin", anatomy.fin)
        .with("rsv", anatomy.rsv)
        .with("opcode", name(&anatomy.opcode))
        .maybe("mask", anatomy.mask.map(|key| Bytes::copy_from_slice(&key)))
        .with("header", anatomy.header as u32)
        .with("length", anatomy.length as f64)
        .with("payload", anatomy.payload)
        .maybe("close", close)
        .maybe("block", anatomy.block.map(block))
        .done()
}

fn block(block: Block) -> Value {
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
    pub fn timers(&self) -> *const u32 {
        let timers = self.0.as_connection().timers();
        let pair = |(timer, at): (Timer, Instant)| {
            Value::list([name(&timer).into(), (at.as_nanos() as f64 / 1e6).into()])
        };
        leave(Value::list(timers.map(pair)))
    }
}
