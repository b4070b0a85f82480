//! Cells: the combinations of message size and connection count that are measured.

use std::{fmt, str::FromStr};

use anyhow::{Context, Error};
use serde::Serialize;

/// A message size in bytes, written as `20`, `1KiB` or `1MiB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Size(pub usize);

impl FromStr for Size {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let number: usize = digits.parse().context("a size starts with a number")?;
        let unit = match text[digits.len()..].trim() {
            "" | "B" => 1,
            "K" | "k" | "KiB" => KIB,
            "M" | "m" | "MiB" => MIB,
            unit => anyhow::bail!("unknown unit {unit}: use B, KiB or MiB"),
        };
        Ok(Self(number * unit))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes if bytes >= MIB && bytes.is_multiple_of(MIB) => write!(f, "{} MiB", bytes / MIB),
            bytes if bytes >= KIB && bytes.is_multiple_of(KIB) => write!(f, "{} KiB", bytes / KIB),
            bytes => write!(f, "{bytes} B"),
        }
    }
}

/// What one measurement sends: `depth` messages of `size` in flight on each of `connections`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    pub size: Size,
    pub connections: usize,
    pub depth: usize,
}

impl Cell {
    /// Why the cell cannot be measured within bounded memory, if it cannot.
    pub fn obstacle(&self) -> Option<String> {
        // Each message in flight may stand several times in the server and in the kernel.
        let in_flight = self.size.0 * self.connections * self.depth;
        (in_flight > MAX_IN_FLIGHT).then(|| {
            format!("{} MiB in flight, the limit is {}", in_flight / MIB, MAX_IN_FLIGHT / MIB)
        })
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} × {}", self.size, self.connections)
    }
}

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;
const MAX_IN_FLIGHT: usize = 256 * MIB;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_they_are_written() {
        for (text, bytes) in [("20", 20), ("125 B", 125), ("1KiB", 1024), ("1 MiB", MIB)] {
            assert_eq!(text.parse::<Size>().unwrap(), Size(bytes));
        }
        assert_eq!(Size(16 * KIB).to_string(), "16 KiB");
        assert_eq!(Size(1025).to_string(), "1025 B");
        assert!("1GB".parse::<Size>().is_err());
    }
}
