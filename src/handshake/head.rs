//! The head of an HTTP message, read as it arrives: each byte is looked at once, however the
//! bytes are cut (a parser that begins anew with each packet is CVE-2023-43669).

use bytes::Bytes;

use crate::config::Limits;
use crate::error::HandshakeError;
use crate::growth::{Buffer, Full};

/// A head that has all its lines, the empty one too.
pub(crate) struct Head {
    pub(crate) bytes: Bytes,
    /// The number of header lines.
    pub(crate) fields: usize,
}

/// Reads a head and holds it to the limits.
#[derive(Default)]
pub(crate) struct HeadReader {
    bytes: Buffer,
    /// Lines that are complete, the first one among them.
    lines: usize,
    /// Bytes of the line under way, without its end.
    line: usize,
    last_was_cr: bool,
    /// Whether an empty line may come first, and has not yet.
    may_be_preceded: bool,
}

impl HeadReader {
    /// RFC 9112 §2.2: an empty line before a request is to be ignored.
    pub(crate) fn of_request() -> Self {
        Self { may_be_preceded: true, ..Self::default() }
    }

    /// Takes bytes, and says how many belong to the head and whether it is complete.
    pub(crate) fn feed(
        &mut self,
        data: &[u8],
        limits: &Limits,
    ) -> Result<(usize, Option<Head>), HandshakeError> {
        for (index, byte) in data.iter().enumerate() {
            match (byte, self.last_was_cr) {
                (b'\n', true) => {
                    self.last_was_cr = false;
                    if self.line == 0 && self.lines > 0 {
                        self.keep(&data[..index + 1], limits)?;
                        let mut done = core::mem::take(self);
                        let head = Head { bytes: done.bytes.take(), fields: done.lines - 1 };
                        return Ok((index + 1, Some(head)));
                    }
                    self.end_line(limits)?;
                }
                // A line ends with CR LF and nothing less: a proxy in front of us might see
                // other lines than we do (RFC 9112 §2.2).
                (b'\n', false) | (_, true) => return Err(HandshakeError::MalformedHead),
                (b'\r', false) => self.last_was_cr = true,
                (_, false) => {
                    self.line += 1;
                    if self.line > limits.max_line {
                        return Err(match self.lines {
                            0 => HandshakeError::RequestLineTooLong,
                            _ => HandshakeError::HeaderLineTooLong,
                        });
                    }
                }
            }
            if self.bytes.len() + index >= limits.max_head {
                return Err(HandshakeError::HeadTooLarge);
            }
        }
        self.keep(data, limits)?;
        Ok((data.len(), None))
    }

    fn keep(&mut self, data: &[u8], limits: &Limits) -> Result<(), HandshakeError> {
        let most = limits.max_head.saturating_sub(self.bytes.len()) as u64;
        let kept = self.bytes.append(data, most, &limits.together);
        kept.map_err(|Full| HandshakeError::HeadTooLarge)
    }

    fn end_line(&mut self, limits: &Limits) -> Result<(), HandshakeError> {
        if self.line == 0 && core::mem::take(&mut self.may_be_preceded) {
            return Ok(());
        }
        if self.line == 0 {
            return Err(HandshakeError::MalformedHead);
        }
        self.may_be_preceded = false;
        self.line = 0;
        self.lines += 1;
        if self.lines > limits.max_headers.saturating_add(1) {
            return Err(HandshakeError::TooManyHeaders);
        }
        Ok(())
    }
}

impl Head {
    /// Whether the first line is proper and speaks of some HTTP, if not of one that we know.
    pub(crate) fn names_an_http_version(&self) -> bool {
        let line = self.bytes.trim_ascii_start().split(|byte| *byte == b'\r');
        let mut words = line.take(1).flat_map(|line| line.split(|byte| *byte == b' '));
        let is_version = |word: &[u8]| match word.strip_prefix(b"HTTP/") {
            Some([major, b'.', minor]) => major.is_ascii_digit() && minor.is_ascii_digit(),
            _ => false,
        };
        // A status line begins with it; a request line has it as the third word and the last.
        words.next().is_some_and(is_version)
            || words.nth(1).is_some_and(is_version) && words.next().is_none()
    }
}
