//! From the path of a URL to that of a file.

use percent_encoding::percent_decode_str;

/// The segments of a path below the root, decoded. `None` if it cannot name a file that is to be
/// seen: whatever leads up, is hidden, or is another thing to the system than to a browser.
pub fn segments(path: &str) -> Option<Vec<String>> {
    let path = path.strip_prefix('/')?;
    let mut segments = Vec::new();
    for segment in path.split('/') {
        // A slash that is encoded is none that separates, and no part of a name either.
        let segment = percent_decode_str(segment).decode_utf8().ok()?;
        if segment.is_empty() {
            continue;
        }
        let is_plain = !segment.starts_with('.')
            && !segment
                .contains(|char: char| matches!(char, '/' | '\\' | ':') || char.is_control());
        if !is_plain && segment != WELL_KNOWN {
            return None;
        }
        segments.push(segment.into_owned());
    }
    Some(segments)
}

/// RFC 8615: the one hidden folder that is for everybody.
const WELL_KNOWN: &str = ".well-known";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_its_segments() {
        for (path, expected) in [
            ("/", &[][..]),
            ("//", &[]),
            ("/a/b.txt", &["a", "b.txt"]),
            ("/a//b/", &["a", "b"]),
            ("/a%20b/%C3%A4", &["a b", "ä"]),
            ("/.well-known/x", &[".well-known", "x"]),
            ("/a..b", &["a..b"]),
        ] {
            assert_eq!(segments(path).unwrap(), expected, "{path}");
        }
    }

    #[test]
    fn nothing_leads_up_or_to_what_is_hidden() {
        for path in [
            "",
            "*",
            "http://a/b",
            "/..",
            "/../etc/passwd",
            "/a/../../b",
            "/%2e%2e/etc/passwd",
            "/.%2E/x",
            "/..%2fetc",
            "/a%2f..%2f..",
            "/..\\x",
            "/%5c..%5cx",
            "/c:/x",
            "/a%00.txt",
            "/a%0a",
            "/%ff",
            "/.git/config",
            "/a/.env",
            "/.",
        ] {
            assert_eq!(segments(path), None, "{path}");
        }
    }
}
