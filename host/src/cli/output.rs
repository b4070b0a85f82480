//! What stdout shows of a connection.

use std::io;

use tokio::io::{AsyncWriteExt, Stdout};
use witsocket_host::{Close, Event, WebSocket};

use super::escape::escape;
use super::json::{CloseFrame, Line};
use super::terminal::Screen;

/// How events are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text as a line, as the peer sent it; binary as a line of hexadecimal digits.
    Lines,
    /// The same, made harmless to a terminal.
    Terminal,
    /// That behind a mark, since it stands among what somebody types; and how the connection is.
    Talk,
    /// Text as a line; binary as it is.
    Raw,
    /// Every event as a line of JSON.
    Json,
}

/// Stdout behind a buffer.
///
/// A reader of stdout that is slow makes [`flush`](Self::flush) slow, and with it the peer: the
/// buffer does not grow beyond one event more than [`FULL`] bytes.
pub struct Output {
    form: Form,
    buffer: Vec<u8>,
    sink: Sink,
}

enum Sink {
    Stdout(Stdout),
    Screen(Screen),
}

impl Output {
    pub fn stdout(form: Form) -> Self {
        Self { form, buffer: Vec::new(), sink: Sink::Stdout(tokio::io::stdout()) }
    }

    pub fn screen(form: Form, screen: Screen) -> Self {
        Self { form, buffer: Vec::new(), sink: Sink::Screen(screen) }
    }

    /// Shows how the connection is to whom might wonder.
    pub fn note(&mut self, text: &str) {
        if self.form == Form::Talk {
            put_line(escape(text).as_bytes(), &mut self.buffer);
        }
    }

    /// Shows that the connection is open.
    pub fn open(&mut self, socket: &WebSocket) {
        if let (Form::Json, Some(response)) = (self.form, socket.response()) {
            let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
            let line = Line::Open {
                subprotocol: socket.subprotocol(),
                status: response.status,
                headers: response.headers.iter().map(|(n, v)| (text(n), text(v))).collect(),
            };
            put_line(line.encode().as_bytes(), &mut self.buffer);
        }
    }

    /// Shows an event.
    pub fn event(&mut self, event: &Event) {
        format(self.form, event, &mut self.buffer);
    }

    pub fn is_full(&self) -> bool {
        self.buffer.len() >= FULL
    }

    /// Writes what was shown so far.
    pub async fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Stdout(stdout) => {
                stdout.write_all(&self.buffer).await?;
                self.buffer.clear();
                self.buffer.shrink_to(FULL);
                stdout.flush().await
            }
            Sink::Screen(_) if self.buffer.is_empty() => Ok(()),
            Sink::Screen(screen) => {
                let lines = String::from_utf8_lossy(&self.buffer).into_owned();
                self.buffer = Vec::new();
                screen.show(lines).await
            }
        }
    }

    /// Waits until all that was written can be seen.
    pub async fn settle(&mut self) {
        if let Sink::Screen(screen) = &self.sink {
            screen.settle().await;
        }
    }
}

/// From this many bytes on the buffer is written before anything is added to it.
const FULL: usize = 64 << 10;

fn format(form: Form, event: &Event, out: &mut Vec<u8>) {
    match (form, event) {
        (Form::Json, event) => {
            if let Some(line) = json(event) {
                put_line(line.as_bytes(), out);
            }
        }
        (Form::Terminal, Event::Text(text)) => put_line(escape(text).as_bytes(), out),
        (Form::Talk, Event::Text(text)) => {
            out.extend_from_slice(THEIRS);
            put_line(escape(text).as_bytes(), out);
        }
        (Form::Talk, Event::Binary(data)) => {
            out.extend_from_slice(THEIRS);
            put_hexadecimal(data, out);
        }
        (_, Event::Text(text)) => put_line(text.as_bytes(), out),
        (Form::Raw, Event::Binary(data)) => out.extend_from_slice(data),
        (_, Event::Binary(data)) => put_hexadecimal(data, out),
        _ => {}
    }
}

/// What came, as in the traces.
const THEIRS: &[u8] = b"< ";

fn json(event: &Event) -> Option<String> {
    let line = match event {
        Event::Text(text) => Line::Text { data: text },
        Event::Binary(data) => Line::binary(data),
        Event::Ping(payload) => Line::ping(payload),
        Event::Pong { payload, latency } => Line::pong(payload, *latency),
        Event::Closed(closed) => Line::Close {
            received: closed.received.as_ref().map(json_close),
            sent: closed.sent.as_ref().map(json_close),
            clean: closed.clean,
        },
        _ => return None,
    };
    Some(line.encode())
}

fn json_close(close: &Close) -> CloseFrame<'_> {
    CloseFrame { code: close.code, reason: &close.reason }
}

fn put_line(line: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(line);
    out.push(b'\n');
}

fn put_hexadecimal(data: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"(binary) ");
    let digit = |value: u8| b"0123456789abcdef"[usize::from(value)];
    out.extend(data.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]));
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_shown(form: Form, event: Event, expected: &[u8]) {
        let mut shown = Vec::new();
        format(form, &event, &mut shown);
        assert_eq!(shown.escape_ascii().to_string(), expected.escape_ascii().to_string());
    }

    #[test]
    fn text_passes_unchanged_but_to_a_terminal() {
        let text = || Event::Text("a\n\x1b[2J\u{9b}".into());
        assert_shown(Form::Lines, text(), b"a\n\x1b[2J\xc2\x9b\n");
        assert_shown(Form::Raw, text(), b"a\n\x1b[2J\xc2\x9b\n");
        assert_shown(Form::Terminal, text(), b"a\\n\\x1b[2J\\u{9b}\n");
        assert_shown(Form::Talk, text(), b"< a\\n\\x1b[2J\\u{9b}\n");
        assert_shown(
            Form::Json,
            text(),
            br#"{"type":"text","data":"a\n\u001b[2J\u009b"}
"#,
        );
    }

    #[test]
    fn binary_passes_only_where_it_was_asked_for() {
        let binary = || Event::Binary(vec![0x00, 0x1b, 0xff].into());
        assert_shown(Form::Lines, binary(), b"(binary) 001bff\n");
        assert_shown(Form::Terminal, binary(), b"(binary) 001bff\n");
        assert_shown(Form::Talk, binary(), b"< (binary) 001bff\n");
        assert_shown(Form::Raw, binary(), b"\x00\x1b\xff");
        assert_shown(Form::Json, binary(), b"{\"type\":\"binary\",\"data\":\"ABv/\"}\n");
    }

    #[test]
    fn only_json_shows_pings() {
        let ping = || Event::Ping("a".into());
        assert_shown(Form::Lines, ping(), b"");
        assert_shown(Form::Json, ping(), b"{\"type\":\"ping\",\"data\":\"YQ==\"}\n");
    }
}
