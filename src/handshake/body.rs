//! The body of a response that refuses to open: RFC 9112 §6.3.

use alloc::vec::Vec;

use super::message::Response;
use crate::config::Limits;
use crate::error::HandshakeError;

/// Reads a body, by whatever rule says where it ends.
pub(crate) struct BodyReader {
    end: End,
    pub(crate) body: Vec<u8>,
}

enum End {
    /// So many bytes are to come.
    Length(u64),
    /// A chunk's size line, so far (RFC 9112 §7.1).
    ChunkSize(Vec<u8>),
    /// So many bytes of a chunk are to come, and then CR LF.
    ChunkData(u64),
    /// Trailer lines follow the last chunk; so many bytes stand on the line under way.
    Trailer(usize),
    /// The body ends with the stream.
    Eof,
}

/// A chunk's size line and a trailer line take no more than this.
const MAX_LINE: usize = 8_192;

impl BodyReader {
    pub(crate) fn new(response: &Response, limits: &Limits) -> Result<Self, HandshakeError> {
        let headers = &response.headers;
        let end = if matches!(response.status, 204 | 304) {
            End::Length(0)
        } else if headers.get("Transfer-Encoding").is_some() {
            match headers.items("Transfer-Encoding").last() {
                Some(last) if last.eq_ignore_ascii_case(b"chunked") => End::ChunkSize(Vec::new()),
                _ => End::Eof,
            }
        } else {
            match content_length(headers)? {
                Some(length) => {
                    check(length, 0, limits)?;
                    End::Length(length)
                }
                None => End::Eof,
            }
        };
        Ok(Self { end, body: Vec::new() })
    }

    /// Takes bytes, and says whether the body is complete.
    pub(crate) fn feed(
        &mut self,
        mut data: &[u8],
        limits: &Limits,
    ) -> Result<bool, HandshakeError> {
        loop {
            match &mut self.end {
                End::Length(0) => return Ok(true),
                End::Length(left) | End::ChunkData(left) if *left > 0 => {
                    let take = usize::try_from(*left).unwrap_or(usize::MAX).min(data.len());
                    if take == 0 {
                        return Ok(false);
                    }
                    *left -= take as u64;
                    let (part, rest) = data.split_at(take);
                    data = rest;
                    self.keep(part, limits)?;
                }
                // CR LF ends a chunk, and an empty size line is skipped: one state for both.
                End::Length(_) | End::ChunkData(_) => self.end = End::ChunkSize(Vec::new()),
                End::ChunkSize(line) => {
                    let Some((&byte, rest)) = data.split_first() else { return Ok(false) };
                    data = rest;
                    match byte {
                        b'\n' if line.is_empty() => {}
                        b'\n' => {
                            let size = chunk_size(line).ok_or(HandshakeError::MalformedHead)?;
                            check(size, self.body.len(), limits)?;
                            self.end =
                                if size == 0 { End::Trailer(0) } else { End::ChunkData(size) };
                        }
                        b'\r' => {}
                        _ if line.len() >= MAX_LINE => return Err(HandshakeError::MalformedHead),
                        _ => line.push(byte),
                    }
                }
                End::Trailer(length) => {
                    let Some((&byte, rest)) = data.split_first() else { return Ok(false) };
                    data = rest;
                    match byte {
                        b'\n' if *length == 0 => return Ok(true),
                        b'\n' => *length = 0,
                        b'\r' => {}
                        _ if *length >= MAX_LINE => return Err(HandshakeError::MalformedHead),
                        _ => *length += 1,
                    }
                }
                End::Eof => {
                    self.keep(data, limits)?;
                    return Ok(false);
                }
            }
        }
    }

    /// Whether the body may end with the stream.
    pub(crate) fn may_end(&self) -> bool {
        matches!(self.end, End::Eof | End::Length(0))
    }

    fn keep(&mut self, part: &[u8], limits: &Limits) -> Result<(), HandshakeError> {
        let room = limits.max_body.saturating_sub(self.body.len());
        self.body.extend_from_slice(&part[..part.len().min(room)]);
        if part.len() > room { Err(HandshakeError::BodyTooLarge) } else { Ok(()) }
    }
}

/// Judges a length as soon as it is announced.
fn check(length: u64, before: usize, limits: &Limits) -> Result<(), HandshakeError> {
    let room = limits.max_body.saturating_sub(before) as u64;
    if length > room { Err(HandshakeError::BodyTooLarge) } else { Ok(()) }
}

/// The one value of `Content-Length`, if there is one (RFC 9112 §6.3, items 4 and 5).
pub(crate) fn content_length(
    headers: &super::headers::Headers,
) -> Result<Option<u64>, HandshakeError> {
    let mut values = headers.get_all("Content-Length");
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() || !value.iter().all(u8::is_ascii_digit) {
        return Err(HandshakeError::MalformedHead);
    }
    let value = core::str::from_utf8(value).ok().and_then(|value| value.parse().ok());
    value.map(Some).ok_or(HandshakeError::MalformedHead)
}

/// chunk-size of a line, whose extensions are skipped.
fn chunk_size(line: &[u8]) -> Option<u64> {
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii();
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u64::from_str_radix(core::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString as _;

    fn read(header: (&str, &str), data: &[u8]) -> (Result<bool, HandshakeError>, Vec<u8>) {
        let mut response = Response::text(404, "");
        response.headers.push(header.0.to_string(), header.1.to_string());
        let mut reader = BodyReader::new(&response, &Limits::default()).unwrap();
        let mut result = Ok(false);
        for byte in data {
            result = reader.feed(&[*byte], &Limits::default());
            if result != Ok(false) {
                break;
            }
        }
        (result, reader.body)
    }

    #[test]
    fn a_body_ends_where_its_framing_says() {
        assert_eq!(read(("Content-Length", "3"), b"abcd"), (Ok(true), b"abc".to_vec()));
        assert_eq!(read(("Content-Length", "5"), b"abcd"), (Ok(false), b"abcd".to_vec()));
        let chunked = b"3;x=y\r\nabc\r\n02\r\nde\r\n0\r\nT: x\r\n\r\nrest";
        assert_eq!(
            read(("Transfer-Encoding", "gzip, chunked"), chunked),
            (Ok(true), b"abcde".to_vec()),
        );
        assert_eq!(
            read(("Transfer-Encoding", "chunked"), b"zz\r\n").0,
            Err(HandshakeError::MalformedHead),
        );
        assert_eq!(read(("X", "y"), b"abc"), (Ok(false), b"abc".to_vec()));
    }
}
