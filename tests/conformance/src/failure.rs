//! A failure, told so that nobody needs a debugger.

use std::fmt::{self, Write as _};

use crate::pattern::{Expected, Mismatch};
use crate::replay::Cut;

/// What a replay found wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The name of the script.
    pub script: String,
    /// The line of the script, from 1.
    pub line: usize,
    /// That line.
    pub source: String,
    /// How the input was cut.
    pub cut: Cut,
    /// What is wrong.
    pub fault: Fault,
    /// What was done and seen up to there.
    pub seen: Vec<String>,
}

/// What is wrong at a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Output, an event or a state that is not the expected one.
    Different {
        /// Which thing it is about.
        what: String,
        /// What had to be.
        expected: String,
        /// What is.
        actual: String,
    },
    /// A law is broken, in words.
    Broken(String),
}

impl Fault {
    pub(crate) fn different(
        what: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self::Different { what: what.into(), expected: expected.into(), actual: actual.into() }
    }

    pub(crate) fn output(mismatch: Mismatch) -> Self {
        let expected = match mismatch.expected {
            Expected::Bytes(bytes) => dump(&bytes),
            Expected::Words(words) => words,
        };
        let what = format!("the output differs, from byte {} of this line on", mismatch.offset);
        Self::different(what, expected, dump(&mismatch.actual))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:{} ({})", self.script, self.line, self.cut)?;
        writeln!(f, "    {}", abridged(&self.source))?;
        match &self.fault {
            Fault::Different { what, expected, actual } => {
                writeln!(f, "  {what}")?;
                writeln!(f, "    expected  {expected}")?;
                writeln!(f, "    actual    {actual}")?;
            }
            Fault::Broken(law) => writeln!(f, "  {law}")?,
        }
        writeln!(f, "  seen so far")?;
        self.seen.iter().try_for_each(|line| writeln!(f, "    {line}"))
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("whole"),
            Self::EveryByte => f.write_str("byte by byte"),
            Self::Random(seed) => write!(f, "at random cuts, seed {seed}"),
            Self::NeedlessTimeouts => f.write_str("with needless timeouts"),
        }
    }
}

/// Bytes in hex and in ASCII, or as a string if they are a longer text; the end left out if they
/// are many.
pub(crate) fn dump(bytes: &[u8]) -> String {
    const SHOWN: usize = 48;
    const SHOWN_AS_TEXT: usize = 1000;

    if bytes.is_empty() {
        return "(nothing)".into();
    }
    let is_text = |byte: &u8| matches!(byte, b' '..=b'~' | b'\r' | b'\n' | b'\t');
    if (SHOWN + 1..SHOWN_AS_TEXT).contains(&bytes.len()) && bytes.iter().all(is_text) {
        return format!("\"{}\"", bytes.escape_ascii());
    }
    let shown = &bytes[..bytes.len().min(SHOWN)];
    let mut text = String::new();
    for byte in shown {
        let _ = write!(text, "{byte:02x} ");
    }
    text.push_str(" |");
    text.extend(shown.iter().map(|byte| match byte {
        b' '..=b'~' => char::from(*byte),
        _ => '.',
    }));
    text.push('|');
    if bytes.len() > SHOWN {
        let _ = write!(text, " .. {} bytes", bytes.len());
    }
    text
}

/// A line of a script, the end left out if it is long.
pub(crate) fn abridged(line: &str) -> String {
    const SHOWN: usize = 120;

    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} ..", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_shown_in_hex_and_ascii() {
        assert_eq!(dump(b"\x88\x02hi"), "88 02 68 69  |..hi|");
        assert_eq!(dump(b""), "(nothing)");
        assert!(dump(&[0; 100]).ends_with("| .. 100 bytes"));
        let head = "GET / HTTP/1.1\r\n".repeat(4);
        assert_eq!(dump(head.as_bytes()), format!("{head:?}"));
    }

    #[test]
    fn a_failure_tells_place_difference_and_history() {
        let failure = Failure {
            script: "close.ws".into(),
            line: 4,
            source: "> 88 02 03e8".into(),
            cut: Cut::EveryByte,
            fault: Fault::output(Mismatch {
                offset: 2,
                expected: Expected::Bytes(b"\x03\xe8".into()),
                actual: b"\x03\xe9".into(),
            }),
            seen: vec!["server open".into(), "< 88 82 00000000 03e8".into()],
        };
        let text = failure.to_string();
        assert_eq!(
            text,
            "close.ws:4 (byte by byte)\n    > 88 02 03e8\n  \
             the output differs, from byte 2 of this line on\n    \
             expected  03 e8  |..|\n    actual    03 e9  |..|\n  seen so far\n    \
             server open\n    < 88 82 00000000 03e8\n"
        );
    }
}
