//! Masking: RFC 6455 §5.3.

/// Masks or unmasks `data` in place; `offset` is the place of its first byte in the payload.
pub(crate) fn apply(data: &mut [u8], key: [u8; 4], offset: u64) {
    let mut key = key;
    key.rotate_left((offset % 4) as usize);
    // Sixteen bytes at a time: one vector register, on wasm too.
    let word = u32::from_ne_bytes(key);
    let wide = u128::from(word) * 0x0000_0001_0000_0001_0000_0001_0000_0001;
    let (chunks, rest) = data.as_chunks_mut::<16>();
    for chunk in chunks {
        *chunk = (u128::from_ne_bytes(*chunk) ^ wide).to_ne_bytes();
    }
    // By index: an iterator that cycles is calls for each byte where code is compiled for size.
    for (index, byte) in rest.iter_mut().enumerate() {
        *byte ^= key[index % 4];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn every_length_and_offset_agrees_with_the_definition() {
        let key = [0x37, 0xfa, 0x21, 0x3d];
        for length in 0..70_usize {
            for offset in 0..9_usize {
                let data: Vec<u8> = (0..length).map(|i| (i * 7) as u8).collect();
                let expected: Vec<u8> =
                    data.iter().enumerate().map(|(i, b)| b ^ key[(i + offset) % 4]).collect();
                let mut masked = data;
                apply(&mut masked, key, offset as u64);
                assert_eq!(masked, expected, "length {length}, offset {offset}");
            }
        }
    }
}
