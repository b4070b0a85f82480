//! The syntax of challenges and credentials: RFC 9110 §11.3 to §11.6.

use alloc::string::String;
use alloc::vec::Vec;

use crate::handshake::{Headers, is_token};

/// A scheme with what follows it: one challenge of several, or credentials.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Challenge {
    /// In lower case.
    pub(crate) scheme: String,
    /// What looks like base64, in place of parameters.
    pub(crate) token: Option<Vec<u8>>,
    /// Names in lower case, each once.
    parameters: Vec<(String, Vec<u8>)>,
}

impl Challenge {
    /// All challenges of the fields of this name. Those that are malformed end their field: what
    /// stands behind them cannot be told apart.
    pub(crate) fn all(headers: &Headers, name: &str) -> Vec<Self> {
        let mut all = Vec::new();
        for value in headers.get_all(name) {
            let mut parser = Parser(value);
            while let Some(challenge) = parser.challenge() {
                all.push(challenge);
                if !parser.comma() {
                    break;
                }
            }
        }
        all
    }

    /// The credentials that a field has; `None` if it is malformed.
    pub(crate) fn credentials(value: &[u8]) -> Option<Self> {
        let mut parser = Parser(value);
        let credentials = parser.challenge()?;
        parser.0.is_empty().then_some(credentials)
    }

    /// The value of a parameter, without quotes.
    pub(crate) fn get(&self, name: &str) -> Option<&[u8]> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| &value[..])
    }

    /// The same as text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        core::str::from_utf8(self.get(name)?).ok()
    }
}

struct Parser<'a>(&'a [u8]);

impl Parser<'_> {
    /// challenge = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
    fn challenge(&mut self) -> Option<Challenge> {
        self.comma();
        let scheme = lower(self.token()?);
        let mut challenge = Challenge { scheme, token: None, parameters: Vec::new() };
        if !self.0.starts_with(b" ") {
            return (self.0.is_empty() || self.0.starts_with(b",")).then_some(challenge);
        }
        self.space();
        if let Some(token) = self.token68() {
            challenge.token = Some(token);
            return Some(challenge);
        }
        loop {
            // A comma may end this challenge as well as a parameter: what follows tells.
            let before = self.0;
            if !challenge.parameters.is_empty() && !self.comma() {
                break;
            }
            let Some((name, value)) = self.parameter()? else {
                self.0 = before;
                break;
            };
            if challenge.parameters.iter().any(|(known, _)| *known == name) {
                return None;
            }
            challenge.parameters.push((name, value));
        }
        self.space();
        Some(challenge)
    }

    /// auth-param = token BWS "=" BWS ( token / quoted-string ). The inner `None` is none, and
    /// nothing was taken.
    fn parameter(&mut self) -> Option<Option<(String, Vec<u8>)>> {
        let before = self.0;
        let Some(name) = self.token() else { return Some(None) };
        let name = lower(name);
        self.space();
        if !self.eat(b'=') {
            self.0 = before;
            return Some(None);
        }
        self.space();
        let value = if self.eat(b'"') { self.quoted()? } else { self.token()?.to_vec() };
        self.space();
        Some(Some((name, value)))
    }

    /// The rest of a quoted string (RFC 9110 §5.6.4).
    fn quoted(&mut self) -> Option<Vec<u8>> {
        let mut value = Vec::new();
        loop {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            match byte {
                b'"' => return Some(value),
                b'\\' => {
                    let (&byte, rest) = self.0.split_first()?;
                    self.0 = rest;
                    value.push(byte);
                }
                byte => value.push(byte),
            }
        }
    }

    /// token68, if that is all up to a comma or the end.
    fn token68(&mut self) -> Option<Vec<u8>> {
        let is_68 = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(byte);
        let length = self.0.iter().take_while(|byte| is_68(byte)).count();
        let padding = self.0[length..].iter().take_while(|byte| **byte == b'=').count();
        let (token, rest) = self.0.split_at(length + padding);
        let ends = matches!(rest.trim_ascii_start(), [] | [b',', ..]);
        if length == 0 || !ends {
            return None;
        }
        self.0 = rest.trim_ascii_start();
        Some(token.to_vec())
    }

    fn token(&mut self) -> Option<&[u8]> {
        let end = self.0.iter().position(|byte| !is_token(&[*byte])).unwrap_or(self.0.len());
        let (token, rest) = self.0.split_at(end);
        self.0 = rest;
        (!token.is_empty()).then_some(token)
    }

    /// Skips commas and white space, and says whether there was a comma.
    fn comma(&mut self) -> bool {
        self.space();
        let found = self.0.starts_with(b",");
        while self.eat(b',') {
            self.space();
        }
        found
    }

    fn eat(&mut self, byte: u8) -> bool {
        let rest = self.0.strip_prefix(&[byte]);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn space(&mut self) {
        self.0 = self.0.trim_ascii_start();
    }
}

fn lower(token: &[u8]) -> String {
    token.iter().map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemes(value: &str) -> Vec<String> {
        let mut headers = Headers::default();
        headers.push("www-authenticate", value.as_bytes().to_vec());
        Challenge::all(&headers, "WWW-Authenticate").into_iter().map(|one| one.scheme).collect()
    }

    #[test]
    fn several_challenges_in_a_field_are_told_apart() {
        assert_eq!(schemes("Basic realm=\"a, b\", charset=\"UTF-8\""), ["basic"]);
        assert_eq!(
            schemes("Digest realm=\"a\", nonce=b , Basic realm=c, Negotiate, NTLM TlRM==, X y=z"),
            ["digest", "basic", "negotiate", "ntlm", "x"],
        );
        assert_eq!(schemes(" , ,Basic"), ["basic"]);
        assert_eq!(schemes(""), [""; 0]);
    }

    #[test]
    fn what_is_malformed_ends_the_field() {
        for value in
            ["Digest a=\"b", "Digest a=\"b\\", "Digest a=1, a=2", "=", "Basic\trealm=a", "\""]
        {
            assert_eq!(schemes(value), [""; 0], "{value:?}");
        }
    }

    #[test]
    fn quotes_are_taken_away() {
        let found = Challenge::credentials(b"Digest a = \"b\\\"c\\\\\" , D=e").unwrap();
        assert_eq!(found.text("a"), Some("b\"c\\"));
        assert_eq!(found.text("d"), Some("e"));
        assert_eq!(found.get("e"), None);
        let basic = Challenge::credentials(b"basic QWxhZGRpbjo=").unwrap();
        assert_eq!(basic.token.as_deref(), Some(&b"QWxhZGRpbjo="[..]));
        assert_eq!(Challenge::credentials(b"Basic a, Basic b"), None);
    }

    #[test]
    fn a_long_field_takes_linear_time() {
        let value = [b"Digest a=\"".to_vec(), b"\\c".repeat(500_000), b"\"".to_vec()].concat();
        let found = Challenge::credentials(&value).unwrap();
        assert_eq!(found.get("a").map(<[u8]>::len), Some(500_000));
    }
}
