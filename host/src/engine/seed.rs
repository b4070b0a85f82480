//! What the component cannot foresee.

use std::cell::RefCell;
use std::io;

use crate::bindings::wit;

/// 32 bytes from the operating system, fresh for each connection.
pub(crate) fn seed() -> io::Result<wit::Seed> {
    DRAWN.with_borrow_mut(|drawn| {
        loop {
            if let Some(seed) = drawn.pop() {
                let (words, _) = seed.as_chunks();
                if let [a, b, c, d] = *words {
                    return Ok([a, b, c, d].map(u64::from_le_bytes).into());
                }
            }
            let mut seeds = [[0; 32]; SEEDS];
            getrandom::fill(seeds.as_flattened_mut()).map_err(io::Error::from)?;
            drawn.extend(seeds);
        }
    })
}

thread_local! {
    /// What this thread has drawn and not given: each draw is a call of the system.
    static DRAWN: RefCell<Vec<Seed>> = const { RefCell::new(Vec::new()) };
}

type Seed = [u8; 32];

const SEEDS: usize = 32;
