//! Calls that should not have been made, as numbers.

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use witsocket::{Flow, Misuse};

use crate::given::Invalid;
use crate::names::name;

/// Those that there are. A number is a place in this list, from 1 on.
const MISUSES: [Misuse; 16] = [
    Misuse::NotOpen,
    Misuse::NoRequest,
    Misuse::MessageInProgress,
    Misuse::NoMessage,
    Misuse::ControlTooLong,
    Misuse::InvalidCloseCode,
    Misuse::CloseReasonTooLong,
    Misuse::WouldBlock,
    Misuse::PingInFlight,
    Misuse::InvalidHeader,
    Misuse::InvalidTarget,
    Misuse::InvalidCredentials,
    Misuse::NotClosed,
    Misuse::InvalidSubprotocol,
    Misuse::InvalidStatus,
    Misuse::InvalidUtf8,
];

/// An outcome: the command was taken, but no more should come before `writable`.
const FULL: u32 = 1 << 16;

/// The name and the words of a misuse.
#[wasm_bindgen]
pub fn misuse(code: u32) -> Array {
    let place = (code as usize).wrapping_sub(1);
    MISUSES.get(place).map(to_js).unwrap_or_default()
}

/// The name and the words.
pub(crate) fn to_js(misuse: &Misuse) -> Array {
    Array::of2(&JsValue::from(name(misuse)), &JsValue::from(misuse.to_string()))
}

/// What JavaScript gets for a value that makes no sense.
pub(crate) fn invalid((place, what): Invalid) -> JsValue {
    Array::of2(&place.into(), &what.into()).into()
}

/// What a command came to.
pub(crate) fn outcome(result: Result<Flow, Misuse>) -> u32 {
    match result {
        Ok(Flow::Ready) => 0,
        Ok(Flow::Full) => FULL,
        Err(misuse) => {
            let place = MISUSES.iter().position(|known| *known == misuse);
            place.unwrap_or_default() as u32 + 1
        }
    }
}
