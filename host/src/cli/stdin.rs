//! What stdin has to send.

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Stdin};
use tokio::sync::mpsc::UnboundedReceiver;
use witsocket_host::Message;

use super::terminal::Typed;

/// The messages on stdin, read one at a time and no sooner than they are asked for.
pub struct Input {
    source: Source,
    /// Was read, and not sent.
    left: Option<Message>,
}

enum Source {
    /// Each line is a text message.
    Lines { stdin: BufReader<Stdin>, number: u64 },
    /// Somebody types them.
    Typed(UnboundedReceiver<Typed>),
    /// Everything is one binary message.
    Whole(Stdin),
    /// There is no more.
    End,
}

/// What there is to send.
pub enum Said {
    Message(Message),
    /// The beginning of a binary message that does not end soon: [`Input::more`] has the rest.
    Start(Vec<u8>),
}

impl Input {
    pub fn lines() -> Self {
        let stdin = BufReader::with_capacity(64 << 10, tokio::io::stdin());
        Self { source: Source::Lines { stdin, number: 0 }, left: None }
    }

    pub fn typed(lines: UnboundedReceiver<Typed>) -> Self {
        Self { source: Source::Typed(lines), left: None }
    }

    pub fn whole() -> Self {
        Self { source: Source::Whole(tokio::io::stdin()), left: None }
    }

    /// The next message, or `None` at the end.
    pub async fn next(&mut self) -> io::Result<Option<Said>> {
        if let Some(message) = self.left.take() {
            return Ok(Some(Said::Message(message)));
        }
        match &mut self.source {
            Source::Lines { stdin, number } => {
                let mut line = Vec::new();
                if stdin.take(LONGEST + 1).read_until(b'\n', &mut line).await? == 0 {
                    self.source = Source::End;
                    return Ok(None);
                }
                *number += 1;
                if line.len() as u64 > LONGEST {
                    let what =
                        format!("line {number} is longer than 64 MiB (--binary has no limit)");
                    return Err(io::Error::new(io::ErrorKind::InvalidData, what));
                }
                text(line, *number).map(Said::Message).map(Some)
            }
            Source::Typed(lines) => match lines.recv().await {
                Some(Typed::Line(line)) => Ok(Some(Said::Message(line.into()))),
                Some(Typed::Failed(error)) => Err(error),
                Some(Typed::End) | None => {
                    self.source = Source::End;
                    Ok(None)
                }
            },
            Source::Whole(stdin) => {
                let mut data = Vec::new();
                stdin.take(SHORT).read_to_end(&mut data).await?;
                if data.len() as u64 == SHORT {
                    return Ok(Some(Said::Start(data)));
                }
                self.source = Source::End;
                Ok(Some(Said::Message(data.into())))
            }
            Source::End => Ok(None),
        }
    }

    /// What follows [`Said::Start`]; `None` at the end.
    pub async fn more(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Source::Whole(stdin) = &mut self.source else { return Ok(None) };
        let mut data = Vec::new();
        if stdin.take(SHORT).read_to_end(&mut data).await? == 0 {
            self.source = Source::End;
            return Ok(None);
        }
        Ok(Some(data))
    }

    /// Takes a message back, which will be the next one.
    pub fn put_back(&mut self, message: Message) {
        self.left = Some(message);
    }

    /// Whether somebody types it.
    pub fn is_typed(&self) -> bool {
        matches!(self.source, Source::Typed(_))
    }
}

/// Bytes that are held at a time of a message that may be of any length; a shorter one is a frame.
const SHORT: u64 = 256 << 10;

/// Bytes of a line: it is sent whole, through the memory of the component.
const LONGEST: u64 = 64 << 20;

/// The message of a line, without the line end.
fn text(mut line: Vec<u8>, number: u64) -> io::Result<Message> {
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    }
    let line = String::from_utf8(line).map_err(|_| {
        let what = format!("line {number} is not UTF-8 (--binary sends any bytes)");
        io::Error::new(io::ErrorKind::InvalidData, what)
    })?;
    Ok(line.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_sent_without_its_end() {
        for (line, message) in [
            ("a\n", "a"),
            ("a\r\n", "a"),
            ("\n", ""),
            ("a", "a"),
            ("a\r", "a\r"),
            ("a\r\r\n", "a\r"),
        ] {
            assert_eq!(text(line.into(), 1).unwrap(), Message::from(message), "{line:?}");
        }
    }

    #[test]
    fn a_line_that_is_no_text_is_named() {
        let error = text(b"a\xff\n".to_vec(), 7).unwrap_err();
        assert_eq!(error.to_string(), "line 7 is not UTF-8 (--binary sends any bytes)");
    }
}
