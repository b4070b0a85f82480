//! What stdin has to send.

use std::io;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Stdin};
use witsocket_host::Message;

/// The messages on stdin, read one at a time and no sooner than they are asked for.
pub enum Input {
    /// Each line is a text message.
    Lines { stdin: BufReader<Stdin>, number: u64 },
    /// Everything is one binary message.
    Whole(Stdin),
    /// There is no more.
    End,
}

impl Input {
    pub fn lines() -> Self {
        Self::Lines { stdin: BufReader::with_capacity(64 << 10, tokio::io::stdin()), number: 0 }
    }

    pub fn whole() -> Self {
        Self::Whole(tokio::io::stdin())
    }

    /// The next message, or `None` at the end.
    pub async fn next(&mut self) -> io::Result<Option<Message>> {
        match self {
            Self::Lines { stdin, number } => {
                let mut line = Vec::new();
                if stdin.read_until(b'\n', &mut line).await? == 0 {
                    *self = Self::End;
                    return Ok(None);
                }
                *number += 1;
                text(line, *number).map(Some)
            }
            Self::Whole(stdin) => {
                let mut data = Vec::new();
                stdin.read_to_end(&mut data).await?;
                *self = Self::End;
                Ok(Some(data.into()))
            }
            Self::End => Ok(None),
        }
    }
}

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
