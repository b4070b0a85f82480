//! Adler-32: RFC 1950 §9.

/// The checksum of what was given so far.
pub(crate) struct Adler32 {
    a: u32,
    b: u32,
}

impl Default for Adler32 {
    fn default() -> Self {
        Self { a: 1, b: 0 }
    }
}

impl Adler32 {
    pub(crate) fn update(&mut self, data: &[u8]) {
        for byte in data {
            self.a = (self.a + u32::from(*byte)) % BASE;
            self.b = (self.b + self.a) % BASE;
        }
    }

    pub(crate) fn sum(&self) -> u32 {
        self.b << 16 | self.a
    }
}

/// The largest prime below 2^16.
const BASE: u32 = 65_521;
