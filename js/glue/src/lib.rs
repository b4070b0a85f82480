//! The core for JavaScript. Conversions only: the protocol is in the crate `witsocket`, and
//! `js/src/boundary.ts` says what of this is for whom.
//!
//! No object is made for a message. Bytes go in through [`input`], and come out as a tape in the
//! memory of the module, see [`step`]; all else goes by [`given`] and [`value`].
//!
//! The names are those of `js/src/types.ts`.

mod config;
mod connection;
mod dial;
mod errors;
mod events;
#[cfg(feature = "explain")]
mod explain;
mod extension;
mod given;
mod input;
mod names;
mod prepared;
mod replays;
mod settings;
mod step;
mod value;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::value::{Value, leave};

/// The same as the standard library's, which is compiled for speed.
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

/// The variables of the environment that name proxies.
#[wasm_bindgen(js_name = proxyVariables)]
pub fn proxy_variables() -> *const u32 {
    leave(Value::list(witsocket::Environment::VARIABLES.iter().map(|name| Value::from(*name))))
}

/// Traps: for tests of what happens then.
#[wasm_bindgen]
pub fn trap() {
    panic!("planted")
}
