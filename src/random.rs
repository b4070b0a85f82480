//! Randomness: a seed, stretched by the ChaCha20 stream cipher.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng as _, SeedableRng};

/// Unpredictable bytes for masks, keys and pings (RFC 6455 §10.3).
///
/// The generator is made when it is first asked: an idle server connection holds the seed alone.
pub(crate) enum Random {
    Seed([u8; 32]),
    Stream(alloc::boxed::Box<ChaCha20Rng>),
}

impl Random {
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        Self::Seed(seed)
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        if let Self::Seed(seed) = self {
            *self = Self::Stream(alloc::boxed::Box::new(ChaCha20Rng::from_seed(*seed)));
        }
        if let Self::Stream(stream) = self {
            stream.fill_bytes(&mut bytes);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_none_twice() {
        let mut one = Random::new([7; 32]);
        let mut two = Random::new([7; 32]);
        let masks: [[u8; 4]; 64] = core::array::from_fn(|_| one.bytes());
        assert_eq!(masks, core::array::from_fn(|_| two.bytes::<4>()));
        for (index, mask) in masks.iter().enumerate() {
            assert!(!masks[..index].contains(mask), "mask {index} repeats");
        }
    }
}
