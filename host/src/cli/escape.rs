//! Makes text of a peer harmless to a terminal.

use std::borrow::Cow;
use std::fmt::Write;

/// Replaces what would move the cursor, start an escape sequence or turn the direction of
/// writing, by a visible form of it.
///
/// Line breaks are replaced too, so that a text is one line. A backslash is left alone: this is
/// for eyes, not for parsing.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        // Writing to a string does not fail.
        let _ = match char {
            '\t' => write!(escaped, "\\t"),
            '\n' => write!(escaped, "\\n"),
            '\r' => write!(escaped, "\\r"),
            '\0'..='\x1f' | '\x7f' => write!(escaped, "\\x{:02x}", u32::from(char)),
            _ if is_unsafe(char) => write!(escaped, "\\u{{{:x}}}", u32::from(char)),
            _ => escaped.write_char(char),
        };
    }
    Cow::Owned(escaped)
}

/// Whether a terminal might act on a character in place of showing it.
pub fn is_unsafe(char: char) -> bool {
    matches!(char,
        // C0, DEL and C1: 0x9B is an escape sequence's start in one character.
        '\0'..='\x1f' | '\x7f'..='\u{9f}'
        // Line and paragraph separator.
        | '\u{2028}' | '\u{2029}'
        // Marks, embeddings, overrides and isolates of bidirectional text: they make a line look
        // like another one (CVE-2021-42574).
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_not_copied() {
        for text in ["", "hello", "C:\\new", "naïve ☃ 日本語 🦀"] {
            assert!(matches!(escape(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn a_message_is_one_line() {
        assert_eq!(escape("a\nb\r\n\tc"), "a\\nb\\r\\n\\tc");
        assert_eq!(escape("a\u{2028}b"), "a\\u{2028}b");
    }

    #[test]
    fn escape_sequences_are_shown() {
        assert_eq!(escape("\x1b[2J\x07\0"), "\\x1b[2J\\x07\\x00");
        assert_eq!(escape("\u{9b}2J\x7f"), "\\u{9b}2J\\x7f");
    }

    #[test]
    fn the_direction_of_writing_does_not_turn() {
        assert_eq!(escape("\u{202e}txt.exe\u{2066}"), "\\u{202e}txt.exe\\u{2066}");
    }
}
