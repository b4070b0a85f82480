//! UTF-8, checked as it arrives (RFC 6455 §8.1).

use core::str;

/// A check of one text, given in pieces; it fails at the first byte that cannot be right.
#[derive(Clone, Debug, Default)]
pub(crate) struct Utf8Check {
    /// The beginning of a code point whose end has not come yet.
    partial: [u8; 4],
    partial_len: u8,
    /// Bytes known to be good.
    position: u64,
}

/// Why a text is not UTF-8, and the position of the first byte of the bad sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Utf8Fault {
    pub(crate) kind: Utf8Kind,
    pub(crate) position: u64,
}

/// What is wrong with a sequence of bytes that is not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Utf8Kind {
    /// No code point begins with this byte.
    StartByte,
    /// The byte cannot go on with the code point that was begun.
    ContinuationByte,
    /// The text ends inside a code point.
    EndOfData,
}

impl Utf8Check {
    /// Checks the next piece.
    pub(crate) fn feed(&mut self, mut data: &[u8]) -> Result<(), Utf8Fault> {
        while self.partial_len > 0 {
            let Some((&byte, rest)) = data.split_first() else { return Ok(()) };
            data = rest;
            let len = usize::from(self.partial_len);
            self.partial[len] = byte;
            match str::from_utf8(&self.partial[..len + 1]) {
                Ok(_) => {
                    self.partial_len = 0;
                    self.position += len as u64 + 1;
                }
                // At most three bytes can be incomplete, so `partial` is never overrun.
                Err(error) if error.error_len().is_none() => self.partial_len += 1,
                Err(_) => return Err(self.fault(&self.partial[..len + 1], 0)),
            }
        }
        let ascii = ascii_prefix(data);
        self.position += ascii as u64;
        let data = &data[ascii..];
        match str::from_utf8(data) {
            Ok(_) => self.position += data.len() as u64,
            Err(error) => {
                let good = error.valid_up_to();
                if error.error_len().is_some() {
                    return Err(self.fault(data, good));
                }
                let rest = &data[good..];
                self.partial[..rest.len()].copy_from_slice(rest);
                self.partial_len = rest.len() as u8;
                self.position += good as u64;
            }
        }
        Ok(())
    }

    /// How many bytes of a piece come before the one at which [`feed`](Self::feed) fails.
    pub(crate) fn good_bytes(mut self, data: &[u8]) -> usize {
        let bad = data.iter().position(|byte| self.feed(core::slice::from_ref(byte)).is_err());
        bad.unwrap_or(data.len())
    }

    /// Checks that the text may end here, and makes ready for the next one.
    pub(crate) fn finish(&mut self) -> Result<(), Utf8Fault> {
        let done = core::mem::take(self);
        match done.partial_len {
            0 => Ok(()),
            _ => Err(Utf8Fault { kind: Utf8Kind::EndOfData, position: done.position }),
        }
    }

    fn fault(&self, data: &[u8], good: usize) -> Utf8Fault {
        let kind = match data.get(good) {
            Some(0xc2..=0xf4) => Utf8Kind::ContinuationByte,
            _ => Utf8Kind::StartByte,
        };
        Utf8Fault { kind, position: self.position + good as u64 }
    }
}

/// How many bytes at the beginning are ASCII, in whole blocks. The library's own check goes by
/// machine words, which are short on wasm; this goes by vector registers.
pub(crate) fn ascii_prefix(data: &[u8]) -> usize {
    const HIGH: u128 = u128::from_ne_bytes([0x80; 16]);
    let (blocks, _) = data.as_chunks::<64>();
    let is_ascii = |block: &&[u8; 64]| {
        let (words, _) = block.as_chunks::<16>();
        words.iter().fold(0, |seen, word| seen | u128::from_ne_bytes(*word)) & HIGH == 0
    };
    blocks.iter().take_while(is_ascii).count() * 64
}

/// Checks a whole text.
pub(crate) fn check(data: &[u8]) -> Result<(), Utf8Fault> {
    let mut check = Utf8Check::default();
    check.feed(data)?;
    check.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn fails(data: &[u8], kind: Utf8Kind, position: u64) {
        assert_eq!(check(data), Err(Utf8Fault { kind, position }));
        let mut slow = Utf8Check::default();
        let mut result = data.iter().try_for_each(|byte| slow.feed(&[*byte]));
        if result.is_ok() {
            result = slow.finish();
        }
        assert_eq!(result, Err(Utf8Fault { kind, position }), "byte by byte");
    }

    #[test]
    fn bad_sequences_are_named_and_placed() {
        fails(b"ab\xff", Utf8Kind::StartByte, 2);
        fails(b"ab\xc0\xaf", Utf8Kind::StartByte, 2);
        fails(b"\xed\xa0\x80", Utf8Kind::ContinuationByte, 0);
        fails(b"\xf4\x90\x80\x80", Utf8Kind::ContinuationByte, 0);
        fails("é".repeat(9).as_bytes().split_last().unwrap().1, Utf8Kind::EndOfData, 16);
    }

    #[test]
    fn a_bad_byte_is_found_wherever_it_stands_in_a_long_text() {
        for position in 0..200 {
            let mut text = [b'a'; 200];
            text[position] = 0xff;
            fails(&text, Utf8Kind::StartByte, position as u64);
        }
    }

    #[test]
    fn every_split_of_a_text_is_accepted() {
        let text = "aä€𝄞z".as_bytes();
        for split in 0..=text.len() {
            let mut slow = Utf8Check::default();
            assert_eq!(slow.feed(&text[..split]), Ok(()));
            assert_eq!(slow.feed(&text[split..]), Ok(()));
            assert_eq!(slow.finish(), Ok(()));
        }
    }
}
