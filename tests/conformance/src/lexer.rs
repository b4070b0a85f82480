//! Reads the parts of one line: words, quoted strings, numbers, durations.

use std::time::Duration;

/// A position in one line of a script.
#[derive(Clone, Debug)]
pub(crate) struct Lexer<'a> {
    rest: &'a str,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(line: &'a str) -> Self {
        Self { rest: line.trim() }
    }

    /// The next character that is no space, which stays there.
    pub(crate) fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    pub(crate) fn is_empty(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Takes `expected` if it comes next.
    pub(crate) fn accept(&mut self, expected: char) -> bool {
        let found = self.peek() == Some(expected);
        if found {
            self.rest = &self.rest[expected.len_utf8()..];
        }
        found
    }

    /// Takes the next word if it is `expected`.
    pub(crate) fn accept_word(&mut self, expected: &str) -> bool {
        let mut ahead = self.clone();
        let found = ahead.word() == Some(expected);
        if found {
            *self = ahead;
        }
        found
    }

    /// The next word, up to a space.
    pub(crate) fn word(&mut self) -> Option<&'a str> {
        self.peek()?;
        Some(self.take_until(char::is_whitespace))
    }

    /// The characters up to the first that `ends`, which may be none.
    pub(crate) fn take_until(&mut self, ends: impl Fn(char) -> bool) -> &'a str {
        let (word, rest) = self.rest.split_at(self.rest.find(ends).unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    /// The key of a `key=value` that comes next; the value stays there.
    pub(crate) fn key(&mut self) -> Option<&'a str> {
        self.peek()?;
        let end = self.rest.find(|c: char| c == '=' || c == '"' || c.is_whitespace())?;
        let key = &self.rest[..end];
        let rest = self.rest[end..].strip_prefix('=')?;
        self.rest = rest;
        Some(key)
    }

    /// A value after `key=`: a quoted string or a word.
    pub(crate) fn value(&mut self) -> Result<Vec<u8>, String> {
        if self.rest.starts_with('"') {
            self.quoted()
        } else {
            Ok(self.take_until(char::is_whitespace).as_bytes().to_vec())
        }
    }

    /// A quoted string with the escapes `\r \n \t \\ \" \xNN`.
    pub(crate) fn quoted(&mut self) -> Result<Vec<u8>, String> {
        if !self.accept('"') {
            return Err(format!("expected a quoted string at `{}`", self.rest));
        }
        let mut bytes = Vec::new();
        loop {
            let run = self.take_until(|c| c == '"' || c == '\\');
            bytes.extend_from_slice(run.as_bytes());
            let escaped = self.rest.as_bytes().get(1).copied();
            match (self.rest.as_bytes().first(), escaped) {
                (Some(b'"'), _) => {
                    self.rest = &self.rest[1..];
                    return Ok(bytes);
                }
                (Some(b'\\'), Some(b'x')) => {
                    let digits = self.rest.get(2..4).unwrap_or_default();
                    let byte = u8::from_str_radix(digits, 16)
                        .map_err(|_| format!("`\\x{digits}` needs two hex digits"))?;
                    bytes.push(byte);
                    self.rest = &self.rest[4..];
                }
                (Some(b'\\'), Some(name)) => {
                    bytes.push(match name {
                        b'r' => b'\r',
                        b'n' => b'\n',
                        b't' => b'\t',
                        b'\\' | b'"' => name,
                        _ => return Err(format!("unknown escape at `{}`", self.rest)),
                    });
                    self.rest = &self.rest[2..];
                }
                _ => return Err("a quoted string has no end".into()),
            }
        }
    }

    /// Fails if something is left.
    pub(crate) fn end(&mut self) -> Result<(), String> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(format!("not understood: `{}`", self.rest)),
        }
    }
}

/// Bytes of the script as text.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|_| "expected UTF-8".into())
}

/// A number in decimal.
pub(crate) fn number<T: std::str::FromStr>(word: &str) -> Result<T, String> {
    word.parse().map_err(|_| format!("`{word}` is not a number that fits here"))
}

/// A time such as `20s` or `500ms`.
pub(crate) fn duration(word: &str) -> Result<Duration, String> {
    if let Some(millis) = word.strip_suffix("ms") {
        number(millis).map(Duration::from_millis)
    } else if let Some(seconds) = word.strip_suffix('s') {
        number(seconds).map(Duration::from_secs)
    } else {
        Err(format!("`{word}` is not a time such as 20s or 500ms"))
    }
}

/// `none`, or what `parse` makes of the word.
pub(crate) fn optional<T>(
    word: &str,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, String> {
    if word == "none" { Ok(None) } else { parse(word).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_strings_have_escapes() {
        let mut lexer = Lexer::new(r#""a\r\n\t\\\"\x00é" rest"#);
        assert_eq!(lexer.quoted().unwrap(), "a\r\n\t\\\"\0é".as_bytes());
        assert_eq!(lexer.word(), Some("rest"));
        assert!(lexer.is_empty());
    }

    #[test]
    fn broken_strings_are_refused() {
        for line in [r#""abc"#, r#""a\q""#, r#""\x4""#, r#""\xzz""#, "abc", r#""\"#] {
            assert!(Lexer::new(line).quoted().is_err(), "{line}");
        }
    }

    #[test]
    fn keys_come_before_an_equals_sign() {
        let mut lexer = Lexer::new(r#"header="A: b=c" open"#);
        assert_eq!(lexer.key(), Some("header"));
        assert_eq!(lexer.value().unwrap(), b"A: b=c");
        assert_eq!(lexer.key(), None);
        assert!(lexer.accept_word("open"));
        assert_eq!(lexer.key(), None);
    }

    #[test]
    fn times_have_a_unit() {
        assert_eq!(duration("20s"), Ok(Duration::from_secs(20)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(optional("none", duration), Ok(None));
        assert!(duration("20").is_err());
    }
}
