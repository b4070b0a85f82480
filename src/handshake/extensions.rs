//! The syntax of `Sec-WebSocket-Extensions`: RFC 6455 §9.1.

use super::headers::{Headers, is_token};

/// Whether each item is an extension with parameters. One pass, whatever the bytes.
pub(crate) fn are_well_formed(headers: &Headers) -> bool {
    headers.get_all("Sec-WebSocket-Extensions").all(|value| Parser(value).list())
}

struct Parser<'a>(&'a [u8]);

impl Parser<'_> {
    /// extension-list = 1#extension
    fn list(mut self) -> bool {
        loop {
            self.space();
            // Empty items are skipped (RFC 9110 §5.6.1.2).
            while self.eat(b',') {
                self.space();
            }
            if self.0.is_empty() {
                return true;
            }
            if !self.extension() {
                return false;
            }
            if !self.0.is_empty() && !self.eat(b',') {
                return false;
            }
        }
    }

    /// extension = extension-token *( ";" extension-param )
    fn extension(&mut self) -> bool {
        if !self.token() {
            return false;
        }
        loop {
            self.space();
            if !self.eat(b';') {
                return true;
            }
            self.space();
            if !self.parameter() {
                return false;
            }
        }
    }

    /// extension-param = token [ "=" (token | quoted-string) ]
    fn parameter(&mut self) -> bool {
        if !self.token() {
            return false;
        }
        self.space();
        if !self.eat(b'=') {
            return true;
        }
        self.space();
        if self.eat(b'"') { self.quoted() } else { self.token() }
    }

    /// The rest of a quoted string, which must be a token once it is unquoted (RFC 6455 §9.1).
    fn quoted(&mut self) -> bool {
        let mut empty = true;
        while let Some((&byte, rest)) = self.0.split_first() {
            self.0 = rest;
            let byte = match byte {
                b'"' => return !empty,
                b'\\' => {
                    let Some((&byte, rest)) = rest.split_first() else { return false };
                    self.0 = rest;
                    byte
                }
                byte => byte,
            };
            if !is_token(&[byte]) {
                return false;
            }
            empty = false;
        }
        false
    }

    fn token(&mut self) -> bool {
        let end = self.0.iter().position(|byte| !is_token(&[*byte])).unwrap_or(self.0.len());
        let found = end > 0;
        self.0 = &self.0[end..];
        found
    }

    fn eat(&mut self, byte: u8) -> bool {
        match self.0.split_first() {
            Some((first, rest)) if *first == byte => {
                self.0 = rest;
                true
            }
            _ => false,
        }
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
            assert_eq!(are_well_formed(&headers), expected, "{value:?}");
        }
    }
}
