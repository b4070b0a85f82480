//! Which part of a file is asked for: RFC 9110 §14.

use std::ops::Range;

/// What a `Range` header asks of a file of this length.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it: nothing else is asked for, or nothing that we have to understand.
    Whole,
    /// These bytes, of which there is one at least.
    Bytes(Range<u64>),
    /// Bytes that are not there.
    Nowhere,
}

impl Part {
    /// Reads the header. Several parts at once would be a body of another kind: who asks for them
    /// gets the file, as a server may do (§14.2).
    pub fn of(header: &str, length: u64) -> Self {
        let Some((unit, range)) = header.split_once('=') else { return Self::Whole };
        if !unit.trim().eq_ignore_ascii_case("bytes") {
            return Self::Whole;
        }
        let Some((first, last)) = range.trim().split_once('-') else { return Self::Whole };
        let range = match (number(first), number(last)) {
            (Some(Number::None), Some(Number::Is(last))) => length.saturating_sub(last)..length,
            (Some(Number::Is(first)), Some(Number::None)) => first..length,
            (Some(Number::Is(first)), Some(Number::Is(last))) if first <= last => {
                first..last.saturating_add(1).min(length)
            }
            _ => return Self::Whole,
        };
        if range.is_empty() { Self::Nowhere } else { Self::Bytes(range) }
    }
}

enum Number {
    None,
    Is(u64),
}

/// `None` for what is no number. One that is too long is as good as the largest: there is no such
/// file.
fn number(text: &str) -> Option<Number> {
    match text {
        "" => Some(Number::None),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(Number::Is(digits.parse().unwrap_or(u64::MAX)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_what_the_file_has_of_it() {
        for (header, range) in [
            ("bytes=0-0", 0..1),
            ("bytes=0-4", 0..5),
            ("Bytes = 3-", 3..10),
            ("bytes=9-", 9..10),
            ("bytes=5-99", 5..10),
            ("bytes=5-99999999999999999999999", 5..10),
            ("bytes=0-18446744073709551615", 0..10),
            ("bytes=-3", 7..10),
            ("bytes=-99", 0..10),
        ] {
            assert_eq!(Part::of(header, 10), Part::Bytes(range), "{header}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_satisfiable() {
        for header in ["bytes=10-", "bytes=10-20", "bytes=99999999999999999999999-", "bytes=-0"] {
            assert_eq!(Part::of(header, 10), Part::Nowhere, "{header}");
        }
        assert_eq!(Part::of("bytes=0-", 0), Part::Nowhere);
    }

    #[test]
    fn what_is_no_range_of_bytes_is_passed_over() {
        for header in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-",
            "bytes=0-b",
            "bytes=4-3",
            "bytes=+1-2",
            "bytes=0-1,4-5",
            "bytes=0-1-2",
            "lines=0-1",
            "bytes=0x1-",
        ] {
            assert_eq!(Part::of(header, 10), Part::Whole, "{header}");
        }
    }
}
