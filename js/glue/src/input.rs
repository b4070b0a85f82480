//! Where JavaScript writes what the next call takes.

use std::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Room for so many bytes, until the next call of the instance.
#[wasm_bindgen]
pub fn reserve(length: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        // Nothing of what was there before is kept, and nothing copied.
        if input.capacity() < length {
            *input = Vec::with_capacity(length);
        }
        input.as_mut_ptr()
    })
}

/// The first of the bytes that were written.
pub(crate) fn take(length: usize) -> Vec<u8> {
    let mut input = INPUT.take();
    let length = length.min(input.capacity());
    // SAFETY: the capacity is that long, and bytes of any value are bytes: JavaScript wrote them,
    // or they are what the memory of the module had there, which is never uninitialised.
    unsafe { input.set_len(length) };
    input
}

/// The same as text; `None` if it is not UTF-8.
pub(crate) fn take_text(length: usize) -> Option<String> {
    String::from_utf8(take(length)).ok()
}
