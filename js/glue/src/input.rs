//! Where JavaScript writes what the next call takes.

use std::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    /// For inputs that are short: the same for all of them, and copied from.
    static SMALL: RefCell<[u8; SHORT]> = const { RefCell::new([0; SHORT]) };
    /// For one that is not: it is handed on as it is. Without it, the input is in `SMALL`.
    static LARGE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// As `SHORT` in `js/src/core.ts`.
const SHORT: usize = 4096;

/// Room for so many bytes, until the next call of the instance. Where it is for few of them does
/// not change.
#[wasm_bindgen]
pub fn reserve(length: usize) -> *mut u8 {
    if length <= SHORT {
        LARGE.take();
        return SMALL.with_borrow_mut(|small| small.as_mut_ptr());
    }
    let mut large = Vec::with_capacity(length);
    let at = large.as_mut_ptr();
    LARGE.set(large);
    at
}

/// Leaves a few bytes where short inputs are written, and says how many.
pub(crate) fn leave_bytes(bytes: &[u8]) -> usize {
    SMALL.with_borrow_mut(|small| small[..bytes.len()].copy_from_slice(bytes));
    bytes.len()
}

/// The first of the bytes that were written.
pub(crate) fn take(length: usize) -> Vec<u8> {
    let mut large = LARGE.take();
    if large.capacity() == 0 {
        return SMALL.with_borrow(|small| small[..length.min(SHORT)].to_vec());
    }
    let length = length.min(large.capacity());
    // SAFETY: the capacity is that long, and bytes of any value are bytes: JavaScript wrote them,
    // or they are what the memory of the module had there, which is never uninitialised.
    unsafe { large.set_len(length) };
    large
}

/// The same as text; `None` if it is not UTF-8.
pub(crate) fn take_text(length: usize) -> Option<String> {
    String::from_utf8(take(length)).ok()
}
