//! What the component cannot foresee.

use std::io;

use crate::bindings::wit;

/// 32 bytes from the operating system, fresh for each connection.
pub(crate) fn seed() -> io::Result<wit::Seed> {
    let mut words = [[0; 8]; 4];
    // At once: each call is one of the system's.
    getrandom::fill(words.as_flattened_mut()).map_err(io::Error::from)?;
    let [a, b, c, d] = words.map(u64::from_le_bytes);
    Ok((a, b, c, d))
}
