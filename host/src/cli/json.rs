//! The lines of `--json`.

use std::fmt::Write;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::escape::is_unsafe;

/// An event as one JSON object on one line. Payloads that need not be text are in base64.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Line<'a> {
    Open { subprotocol: Option<&'a str>, status: u16, headers: Vec<(String, String)> },
    Text { data: &'a str },
    Binary { data: String },
    Ping { data: String },
    Pong { data: String, latency_ms: Option<f64> },
    Close { received: Option<CloseFrame<'a>>, sent: Option<CloseFrame<'a>>, clean: bool },
}

/// A close frame; an empty one has the code 1005.
#[derive(Debug, Serialize)]
pub struct CloseFrame<'a> {
    pub code: u16,
    pub reason: &'a str,
}

impl<'a> Line<'a> {
    pub fn binary(data: &[u8]) -> Self {
        Self::Binary { data: STANDARD.encode(data) }
    }

    pub fn ping(payload: &[u8]) -> Self {
        Self::Ping { data: STANDARD.encode(payload) }
    }

    pub fn pong(payload: &[u8], latency: Option<Duration>) -> Self {
        let latency_ms = latency.map(|latency| latency.as_micros() as f64 / 1000.0);
        Self::Pong { data: STANDARD.encode(payload), latency_ms }
    }

    /// The object, without a line end.
    ///
    /// JSON escapes only C0 of what a terminal might act on. The rest can stand in strings alone,
    /// so it is replaced in place; the value stays the same.
    pub fn encode(&self) -> String {
        // Strings, numbers and options of them have no way to fail.
        let json = serde_json::to_string(self).unwrap_or_default();
        if !json.chars().any(is_unsafe) {
            return json;
        }
        json.chars().fold(String::with_capacity(json.len() + 16), |mut escaped, char| {
            let _ = match is_unsafe(char) {
                true => write!(escaped, "\\u{:04x}", u32::from(char)),
                false => escaped.write_char(char),
            };
            escaped
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_has_the_headers_in_their_order() {
        let headers = vec![("Upgrade".into(), "websocket".into()), ("X-A".into(), "1".into())];
        let line = Line::Open { subprotocol: None, status: 101, headers };
        assert_eq!(
            line.encode(),
            r#"{"type":"open","subprotocol":null,"status":101,"headers":[["Upgrade","websocket"],["X-A","1"]]}"#
        );
    }

    #[test]
    fn messages() {
        assert_eq!(Line::Text { data: "a\"b\n☃" }.encode(), r#"{"type":"text","data":"a\"b\n☃"}"#);
        assert_eq!(Line::binary(&[0xff, 0xee]).encode(), r#"{"type":"binary","data":"/+4="}"#);
    }

    #[test]
    fn pings_and_pongs() {
        assert_eq!(Line::ping(b"").encode(), r#"{"type":"ping","data":""}"#);
        assert_eq!(
            Line::pong(b"a", Some(Duration::from_nanos(1_234_567))).encode(),
            r#"{"type":"pong","data":"YQ==","latency_ms":1.234}"#
        );
        assert_eq!(
            Line::pong(b"a", None).encode(),
            r#"{"type":"pong","data":"YQ==","latency_ms":null}"#
        );
    }

    #[test]
    fn close_shows_both_sides() {
        let received = Some(CloseFrame { code: 1000, reason: "" });
        assert_eq!(
            Line::Close { received, sent: None, clean: false }.encode(),
            r#"{"type":"close","received":{"code":1000,"reason":""},"sent":null,"clean":false}"#
        );
    }

    #[test]
    fn nothing_reaches_a_terminal_that_it_might_act_on() {
        let data = "\x1b[2J\u{9b}2J\x7f\u{202e}\u{2028}";
        let line = Line::Text { data }.encode();
        assert!(line.is_ascii());
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["data"], data);
    }
}
