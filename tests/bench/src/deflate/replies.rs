//! What a server sends: frames, counted; and messages, inflated and compared with the text.

use anyhow::{Context, Result, bail, ensure};
use flate2::{Decompress, FlushDecompress};

use super::setting::Setting;
use crate::traffic::FIN;

/// Reads messages out of the bytes that arrive.
#[derive(Default)]
pub struct Replies {
    /// Whether payloads are kept, to be compared.
    keep: bool,
    /// The header of the current frame, as far as it is there.
    head: Vec<u8>,
    /// The frame whose payload is arriving.
    frame: Option<Frame>,
    reply: Reply,
    payload: Vec<u8>,
}

/// A message from the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// Bytes of it, as they were on the wire.
    pub payload: usize,
    /// The same with the headers of its frames.
    pub wire: usize,
    /// Whether it was compressed.
    pub compressed: bool,
}

#[derive(Clone, Copy)]
struct Frame {
    left: usize,
    last: bool,
    control: bool,
}

impl Replies {
    /// With payloads, to be compared.
    pub fn kept() -> Self {
        Self { keep: true, ..Self::default() }
    }

    /// Takes bytes until a message is complete.
    pub fn next(&mut self, bytes: &mut &[u8]) -> Result<Option<Reply>> {
        loop {
            let Some(frame) = &mut self.frame else {
                let Some((&byte, rest)) = bytes.split_first() else {
                    return Ok(None);
                };
                *bytes = rest;
                self.head.push(byte);
                self.header()?;
                continue;
            };
            let (part, rest) = bytes.split_at(frame.left.min(bytes.len()));
            *bytes = rest;
            frame.left -= part.len();
            if self.keep && !frame.control {
                self.payload.extend_from_slice(part);
            }
            if frame.left > 0 {
                return Ok(None);
            }
            let ended = frame.last && !frame.control;
            self.frame = None;
            if ended {
                return Ok(Some(std::mem::take(&mut self.reply)));
            }
        }
    }

    /// The payload of the message that [`next`](Self::next) has returned, if it was kept.
    pub fn payload(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.payload)
    }

    /// Begins a frame, if its header is complete: RFC 6455 §5.2.
    fn header(&mut self) -> Result<()> {
        let &[first, second, ref extended @ ..] = self.head.as_slice() else {
            return Ok(());
        };
        ensure!(second < 0x80, "a server must not mask");
        let left = match (second, extended) {
            (126, &[high, low]) => u16::from_be_bytes([high, low]).into(),
            (127, &[a, b, c, d, e, f, g, h]) => {
                usize::try_from(u64::from_be_bytes([a, b, c, d, e, f, g, h]))?
            }
            (126 | 127, _) => return Ok(()),
            (length, _) => length.into(),
        };
        let control = first & CONTROL != 0;
        if control {
            ensure!(first & OPCODE != CLOSE, "the server closes a connection");
        } else {
            self.reply.payload += left;
            self.reply.wire += self.head.len() + left;
            self.reply.compressed |= first & RSV1 != 0;
        }
        self.frame = Some(Frame { left, last: first & FIN != 0, control });
        self.head.clear();
        Ok(())
    }
}

/// Inflates messages and compares them with what was sent.
pub struct Checker {
    /// None if nothing may be compressed.
    inflater: Option<Decompress>,
    takeover: bool,
}

impl Checker {
    /// For a connection that agreed to a setting.
    pub fn new(setting: Setting) -> Self {
        let terms = setting.terms();
        let inflater = terms.map(|terms| Decompress::new_with_window_bits(false, terms.bits));
        Self { inflater, takeover: terms.is_some_and(|terms| terms.takeover) }
    }

    /// Fails unless the message is the text.
    pub fn check(&mut self, reply: Reply, payload: Vec<u8>, text: &str) -> Result<()> {
        let said = match reply.compressed {
            false => payload,
            true => self.inflate(payload, text.len())?,
        };
        ensure!(said == text.as_bytes(), "a reply is not the echo of its message");
        Ok(())
    }

    fn inflate(&mut self, mut payload: Vec<u8>, expected: usize) -> Result<Vec<u8>> {
        let Some(inflater) = &mut self.inflater else {
            bail!("a reply is compressed on a connection without compression");
        };
        if !self.takeover {
            inflater.reset(false);
        }
        payload.extend(TAIL);
        // One byte more than is expected, to see that there is none.
        let mut text = Vec::with_capacity(expected + 1);
        let before = inflater.total_in();
        inflater
            .decompress_vec(&payload, &mut text, FlushDecompress::Sync)
            .context("a reply cannot be inflated")?;
        let used = inflater.total_in() - before;
        ensure!(used == payload.len() as u64, "a reply is longer than its message");
        Ok(text)
    }
}

const RSV1: u8 = 0x40;
const OPCODE: u8 = 0x0f;
const CONTROL: u8 = 0x08;
const CLOSE: u8 = 0x08;

/// RFC 7692 §7.2.2.
const TAIL: [u8; 4] = [0x00, 0x00, 0xff, 0xff];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_found_in_any_pieces() {
        let mut bytes = b"\xc1\x03abc\x89\x00\x01\x02de\x80\x00\x81\x7e\x00\x80".to_vec();
        bytes.extend([b'x'; 128]);
        let expected = [
            (Reply { payload: 3, wire: 5, compressed: true }, b"abc".to_vec()),
            (Reply { payload: 2, wire: 6, compressed: false }, b"de".to_vec()),
            (Reply { payload: 128, wire: 132, compressed: false }, vec![b'x'; 128]),
        ];
        for size in [1, 2, 3, 7, 1000] {
            let mut replies = Replies::kept();
            let mut seen = Vec::new();
            for mut piece in bytes.chunks(size) {
                while let Some(reply) = replies.next(&mut piece).unwrap() {
                    seen.push((reply, replies.payload()));
                }
            }
            assert_eq!(seen, expected);
        }
        assert!(Replies::default().next(&mut &b"\x88\x00"[..]).is_err());
    }

    #[test]
    fn a_reply_is_inflated_and_compared() {
        let mut checker = Checker::new("12/5".parse().unwrap());
        let reply = Reply { compressed: true, ..Reply::default() };
        // RFC 7692 §7.2.3.1 and §7.2.3.2: the second refers to the first.
        let first = b"\xf2\x48\xcd\xc9\xc9\x07\x00".to_vec();
        checker.check(reply, first.clone(), "Hello").unwrap();
        checker.check(reply, b"\xf2\x00\x11\x00\x00".to_vec(), "Hello").unwrap();
        assert!(checker.check(reply, first.clone(), "Hell").is_err());
        assert!(Checker::new(Setting::None).check(reply, first, "Hello").is_err());
    }
}
