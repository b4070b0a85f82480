//! Bytes as a script writes them: hex, strings, repeats, and `%` placeholders.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha1::{Digest, Sha1};

use crate::lexer::{self, Lexer};

/// A sequence of bytes, some of which are only known when the script is replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Token>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Bytes(Vec<u8>),
    /// Output: 4 bytes, with which the rest of the line is unmasked.
    Mask,
    /// Output: 16 bytes in base64, which are remembered.
    Key,
    /// Output: so many bytes, remembered if they are the payload of a ping.
    Any(usize),
    /// Output: all that there is.
    Rest,
    /// Input: the `Sec-WebSocket-Accept` for the key.
    Accept,
    /// Input: another one.
    BadAccept,
    /// Input and events: the payload of the n-th remembered ping, from 1; of the last if `None`.
    Ping(Option<usize>),
}

/// What a replay remembers of the output.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    key: Option<Vec<u8>>,
    pings: Vec<Vec<u8>>,
    pub(crate) masks: Vec<[u8; 4]>,
}

/// Output that is not what the script says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// The place in the output, from the beginning of the line.
    pub(crate) offset: usize,
    /// What had to stand there.
    pub(crate) expected: Expected,
    /// What stands there, unmasked if the line has `%mask`.
    pub(crate) actual: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    Bytes(Vec<u8>),
    Words(String),
}

/// No repeat may make a script bigger than this.
const MAX_BYTES: usize = 4 << 20;

impl Pattern {
    /// Reads tokens as far as they go.
    pub(crate) fn parse(lexer: &mut Lexer<'_>) -> Result<Self, String> {
        let mut tokens = Vec::new();
        while let Some(next) = lexer.peek() {
            match next {
                '%' => tokens.push(placeholder(lexer)?),
                '"' | '(' | '0'..='9' | 'a'..='f' | 'A'..='F' => {
                    push(&mut tokens, literal(lexer)?);
                }
                _ => break,
            }
        }
        Ok(Self(tokens))
    }

    /// Reads tokens that have no placeholders.
    pub(crate) fn parse_bytes(lexer: &mut Lexer<'_>) -> Result<Vec<u8>, String> {
        Self::parse(lexer)?.bytes(&Memory::default())
    }

    /// Whether there is something for this use only: input, or else output.
    pub(crate) fn check(&self, input: bool) -> Result<(), String> {
        let wrong = self.0.iter().find(|token| match token {
            Token::Bytes(_) => false,
            Token::Mask | Token::Key | Token::Any(_) | Token::Rest => input,
            Token::Accept | Token::BadAccept | Token::Ping(_) => !input,
        });
        match wrong {
            Some(token) => Err(format!("{token:?} makes no sense in this direction")),
            None => Ok(()),
        }
    }

    /// The bytes that stand for this pattern in input and in events.
    pub(crate) fn bytes(&self, memory: &Memory) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        for token in &self.0 {
            match token {
                Token::Bytes(literal) => bytes.extend_from_slice(literal),
                Token::Accept => bytes.extend_from_slice(memory.accept()?.as_bytes()),
                Token::BadAccept => {
                    let right = memory.accept()?;
                    let first = if right.starts_with('A') { 'B' } else { 'A' };
                    bytes.push(first as u8);
                    bytes.extend_from_slice(&right.as_bytes()[1..]);
                }
                Token::Ping(number) => bytes.extend_from_slice(memory.ping(*number)?),
                token => return Err(format!("{token:?} stands for no bytes here")),
            }
        }
        Ok(bytes)
    }

    /// Compares with the beginning of `output`, and returns how many bytes of it fit.
    pub(crate) fn take(&self, output: &[u8], memory: &mut Memory) -> Result<usize, Mismatch> {
        let mut rest = Unmasked { output, offset: 0, mask: None };
        for token in &self.0 {
            match token {
                Token::Bytes(expected) => rest.take_bytes(expected)?,
                Token::Mask => {
                    let mask = rest.take(4, "a masking key of 4 bytes")?;
                    let mask = [mask[0], mask[1], mask[2], mask[3]];
                    if memory.masks.contains(&mask) {
                        // RFC 6455 §5.3: the masking key has to be unpredictable, so a repeated
                        // one is a mistake and no accident.
                        return Err(rest.back(4, "a masking key that was not used before"));
                    }
                    memory.masks.push(mask);
                    rest.mask = Some((mask, rest.offset));
                }
                Token::Key => {
                    let wanted = "16 bytes in base64, which are 24 characters";
                    let key = rest.take(24, wanted)?;
                    match BASE64_STANDARD.decode(&key) {
                        Ok(nonce) if nonce.len() == 16 => memory.key = Some(key),
                        _ => return Err(rest.back(24, wanted)),
                    }
                }
                Token::Any(len) => {
                    let any = rest.take(*len, &format!("{len} bytes"))?;
                    if output.first() == Some(&0x89) {
                        memory.pings.push(any);
                    }
                }
                Token::Rest => {
                    rest.offset = output.len();
                }
                token => unreachable!("{token:?} was refused by the parser"),
            }
        }
        Ok(rest.offset)
    }
}

impl Memory {
    /// Remembers the key of a request that is not compared byte by byte.
    pub(crate) fn note_key(&mut self, request: &[u8]) {
        const NAME: &[u8] = b"Sec-WebSocket-Key: ";
        let place = request.windows(NAME.len()).position(|window| window == NAME);
        if let Some(key) = place.and_then(|at| request.get(at + NAME.len()..at + NAME.len() + 24)) {
            self.key = Some(key.to_vec());
        }
    }

    pub(crate) fn accept(&self) -> Result<String, String> {
        let key = self.key.as_ref().ok_or("there was no %key before")?;
        let mut hash = Sha1::new();
        hash.update(key);
        // RFC 6455 §1.3.
        hash.update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
        Ok(BASE64_STANDARD.encode(hash.finalize()))
    }

    fn ping(&self, number: Option<usize>) -> Result<&[u8], String> {
        let ping = match number {
            Some(number) => self.pings.get(number.wrapping_sub(1)),
            None => self.pings.last(),
        };
        Ok(ping.ok_or("there was no such ping with %any before")?)
    }
}

/// Output that is unmasked while it is read.
struct Unmasked<'a> {
    output: &'a [u8],
    offset: usize,
    mask: Option<([u8; 4], usize)>,
}

impl Unmasked<'_> {
    fn take_bytes(&mut self, expected: &[u8]) -> Result<(), Mismatch> {
        let actual = self.read(self.offset, expected.len());
        let same = expected.iter().zip(&actual).take_while(|(a, b)| a == b).count();
        if same < expected.len() {
            return Err(Mismatch {
                offset: self.offset + same,
                expected: Expected::Bytes(expected[same..].to_vec()),
                actual: self.read(self.offset + same, self.output.len()),
            });
        }
        self.offset += expected.len();
        Ok(())
    }

    fn take(&mut self, len: usize, what: &str) -> Result<Vec<u8>, Mismatch> {
        let bytes = self.read(self.offset, len);
        if bytes.len() < len {
            return Err(self.back(0, what));
        }
        self.offset += len;
        Ok(bytes)
    }

    fn back(&self, len: usize, what: &str) -> Mismatch {
        let offset = self.offset - len;
        Mismatch {
            offset,
            expected: Expected::Words(what.into()),
            actual: self.read(offset, self.output.len()),
        }
    }

    fn read(&self, offset: usize, len: usize) -> Vec<u8> {
        let bytes = self.output.iter().enumerate().skip(offset).take(len);
        match self.mask {
            None => bytes.map(|(_, byte)| *byte).collect(),
            Some((mask, start)) => {
                bytes.map(|(at, byte)| byte ^ mask[at.wrapping_sub(start) % 4]).collect()
            }
        }
    }
}

fn push(tokens: &mut Vec<Token>, bytes: Vec<u8>) {
    match tokens.last_mut() {
        Some(Token::Bytes(last)) => last.extend_from_slice(&bytes),
        _ => tokens.push(Token::Bytes(bytes)),
    }
}

/// Hex, a string, `(` literals `)`, or a repeat of one of these.
fn literal(lexer: &mut Lexer<'_>) -> Result<Vec<u8>, String> {
    match lexer.peek() {
        Some('"') => return lexer.quoted(),
        Some('(') => return group(lexer),
        _ => {}
    }
    let digits = lexer.take_until(|c: char| !c.is_ascii_hexdigit());
    if !lexer.accept('*') {
        return hex(digits);
    }
    let times: usize = lexer::number(digits)?;
    let unit = literal(lexer)?;
    match times.checked_mul(unit.len()) {
        Some(len) if len <= MAX_BYTES => Ok(unit.repeat(times)),
        _ => Err(format!("{times} * {} bytes is too much", unit.len())),
    }
}

fn group(lexer: &mut Lexer<'_>) -> Result<Vec<u8>, String> {
    lexer.accept('(');
    let mut bytes = Vec::new();
    while !lexer.accept(')') {
        match lexer.peek() {
            Some(next) if next == '"' || next == '(' || next.is_ascii_hexdigit() => {
                bytes.extend(literal(lexer)?);
            }
            _ => return Err("a `(` has no `)`, or something else than bytes in it".into()),
        }
    }
    Ok(bytes)
}

fn hex(digits: &str) -> Result<Vec<u8>, String> {
    if digits.len() % 2 == 1 {
        return Err(format!("`{digits}` has an odd number of hex digits"));
    }
    let pairs = (0..digits.len()).step_by(2).map(|at| &digits[at..at + 2]);
    pairs.map(|pair| u8::from_str_radix(pair, 16).map_err(|error| error.to_string())).collect()
}

fn placeholder(lexer: &mut Lexer<'_>) -> Result<Token, String> {
    lexer.accept('%');
    let name = lexer.take_until(|c: char| !c.is_ascii_lowercase() && c != '-');
    let argument = if lexer.accept('(') {
        let digits = lexer.take_until(|c: char| !c.is_ascii_digit());
        let number = lexer::number(digits)?;
        if !lexer.accept(')') {
            return Err(format!("`%{name}(` has no `)`"));
        }
        Some(number)
    } else {
        None
    };
    Ok(match (name, argument) {
        ("mask", None) => Token::Mask,
        ("key", None) => Token::Key,
        ("rest", None) => Token::Rest,
        ("any", Some(len)) => Token::Any(len),
        ("accept", None) => Token::Accept,
        ("bad-accept", None) => Token::BadAccept,
        ("last-ping", None) => Token::Ping(None),
        ("ping", Some(number)) => Token::Ping(Some(number)),
        _ => return Err(format!("there is no placeholder `%{name}` of this form")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(line: &str) -> Pattern {
        let mut lexer = Lexer::new(line);
        let pattern = Pattern::parse(&mut lexer).unwrap();
        lexer.end().unwrap();
        pattern
    }

    #[track_caller]
    fn reads(line: &str, bytes: &[u8]) {
        assert_eq!(pattern(line).bytes(&Memory::default()).unwrap(), bytes);
    }

    #[test]
    fn literals() {
        reads("88 02 03e8", b"\x88\x02\x03\xe8");
        reads(r#"8103"abc""#, b"\x81\x03abc");
        reads(r#"3*"ab" 2*00"#, b"ababab\0\0");
        reads(r#"2*(80 2*"x" (01))"#, b"\x80xx\x01\x80xx\x01");
        reads("0*00", b"");
        reads("10*(00)", &[0; 10]);
    }

    #[test]
    fn broken_literals_are_refused() {
        for line in ["123", "2*(00", "2*(%mask)", "%foo", "%any", "%any(x)", "99999999*00"] {
            assert!(Pattern::parse(&mut Lexer::new(line)).is_err(), "{line}");
        }
    }

    #[test]
    fn masked_output_is_compared_unmasked() {
        // RFC 6455 §5.7: a single-frame masked text message.
        let hello = b"\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58";
        let mut memory = Memory::default();
        assert_eq!(pattern(r#"81 85 %mask "Hello""#).take(hello, &mut memory), Ok(11));
        let again = pattern(r#"81 85 %mask "Hello""#).take(hello, &mut memory);
        assert_eq!(again.unwrap_err().offset, 2);
        let other = pattern(r#"81 85 %mask "HelpX""#).take(hello, &mut Memory::default());
        assert_eq!(
            other,
            Err(Mismatch {
                offset: 9,
                expected: Expected::Bytes(b"pX".to_vec()),
                actual: b"lo".to_vec(),
            })
        );
    }

    #[test]
    fn the_key_is_remembered_for_the_accept() {
        let mut memory = Memory::default();
        let key = b"dGhlIHNhbXBsZSBub25jZQ==";
        assert_eq!(pattern("%key").take(key, &mut memory), Ok(24));
        let accept = pattern("%accept").bytes(&memory).unwrap();
        assert_eq!(accept, b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assert_ne!(pattern("%bad-accept").bytes(&memory).unwrap(), accept);
        let bad = pattern("%key").take(b"dGhlIHNhbXBsZSBub25jZQ=!", &mut memory);
        assert_eq!(bad.unwrap_err().offset, 0);
    }

    #[test]
    fn pings_are_remembered_and_other_frames_are_not() {
        let mut memory = Memory::default();
        let ping = pattern("89 04 %any(4)");
        assert_eq!(ping.take(b"\x89\x04abcd", &mut memory), Ok(6));
        assert_eq!(ping.take(b"\x89\x04efgh", &mut memory), Ok(6));
        assert_eq!(pattern("82 01 %any(1)").take(b"\x82\x01x", &mut memory), Ok(3));
        assert_eq!(pattern("%ping(1)").bytes(&memory).unwrap(), b"abcd");
        assert_eq!(pattern("%last-ping").bytes(&memory).unwrap(), b"efgh");
        assert!(pattern("%ping(3)").bytes(&memory).is_err());
        assert!(pattern("%ping(0)").bytes(&memory).is_err());
    }

    #[test]
    fn short_output_says_what_is_missing() {
        let short = pattern("89 04 %any(4)").take(b"\x89\x04ab", &mut Memory::default());
        let short = short.unwrap_err();
        assert_eq!((short.offset, &*short.actual), (2, &b"ab"[..]));
        assert_eq!(pattern("88 %rest").take(b"\x88abc", &mut Memory::default()), Ok(4));
    }
}
