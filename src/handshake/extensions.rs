//! The syntax of `Sec-WebSocket-Extensions`: RFC 6455 §9.1.

use alloc::vec::Vec;

use super::headers::{Headers, is_token};

/// An extension with its parameters, as a header names it.
pub(crate) struct Extension {
    pub(crate) name: Vec<u8>,
    pub(crate) parameters: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

/// All extensions that the headers name, in their order; `None` if one is malformed. One pass,
/// whatever the bytes.
pub(crate) fn parse(headers: &Headers) -> Option<Vec<Extension>> {
    let mut all = Vec::new();
    for value in headers.get_all("Sec-WebSocket-Extensions") {
        Parser(value).list(&mut all)?;
    }
    Some(all)
}

struct Parser<'a>(&'a [u8]);

impl Parser<'_> {
    /// extension-list = 1#extension
    fn list(mut self, all: &mut Vec<Extension>) -> Option<()> {
        loop {
            self.space();
            // Empty items are skipped (RFC 9110 §5.6.1.2).
            while self.eat(b',') {
                self.space();
            }
            if self.0.is_empty() {
                return Some(());
            }
            all.push(self.extension()?);
            if !self.0.is_empty() && !self.eat(b',') {
                return None;
            }
        }
    }

    /// extension = extension-token *( ";" extension-param )
    fn extension(&mut self) -> Option<Extension> {
        let name = self.token()?;
        let mut parameters = Vec::new();
        loop {
            self.space();
            if !self.eat(b';') {
                return Some(Extension { name, parameters });
            }
            self.space();
            parameters.push(self.parameter()?);
        }
    }

    /// extension-param = token [ "=" (token | quoted-string) ]
    fn parameter(&mut self) -> Option<(Vec<u8>, Option<Vec<u8>>)> {
        let name = self.token()?;
        self.space();
        if !self.eat(b'=') {
            return Some((name, None));
        }
        self.space();
        let value = if self.eat(b'"') { self.quoted()? } else { self.token()? };
        Some((name, Some(value)))
    }

    /// The rest of a quoted string, which must be a token once it is unquoted (RFC 6455 §9.1).
    fn quoted(&mut self) -> Option<Vec<u8>> {
        let mut value = Vec::new();
        loop {
            let byte = match self.next()? {
                b'"' if value.is_empty() => return None,
                b'"' => return Some(value),
                b'\\' => self.next()?,
                byte => byte,
            };
            if !is_token(&[byte]) {
                return None;
            }
            value.push(byte);
        }
    }

    fn token(&mut self) -> Option<Vec<u8>> {
        let end = self.0.iter().position(|byte| !is_token(&[*byte])).unwrap_or(self.0.len());
        let (token, rest) = self.0.split_at(end);
        self.0 = rest;
        (!token.is_empty()).then(|| token.to_vec())
    }

    fn next(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(byte)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.0.first() == Some(&byte);
        if found {
            self.0 = &self.0[1..];
        }
        found
    }

    fn space(&mut self) {
        self.0 = self.0.trim_ascii_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_formed_and_not() {
        for (value, expected) in [
            ("permessage-deflate; client_max_window_bits", true),
            ("a; b=\"12\"; c, , d;e=f", true),
            ("a; b=\"1\\2\"", true),
            ("", true),
            ("a b", false),
            ("a;", false),
            ("a; b=", false),
            ("a; b=\"\"", false),
            ("a; b=\"1 2\"", false),
            ("a; b=\"12", false),
            ("a; b=\"\\", false),
        ] {
            let mut headers = Headers::default();
            headers.push("sec-websocket-extensions", value);
            assert_eq!(parse(&headers).is_some(), expected, "{value:?}");
        }
    }

    #[test]
    fn parameters_are_unquoted() {
        let mut headers = Headers::default();
        headers.push("Sec-WebSocket-Extensions", "a; b=\"1\\2\"; c , d");
        headers.push("Sec-WebSocket-Extensions", "e");
        let all = parse(&headers).unwrap();
        let names: Vec<&[u8]> = all.iter().map(|extension| &extension.name[..]).collect();
        assert_eq!(names, [b"a", b"d", b"e"]);
        let (b, c) = (b"b".to_vec(), b"c".to_vec());
        assert_eq!(all[0].parameters, [(b, Some(b"12".to_vec())), (c, None)]);
    }
}
