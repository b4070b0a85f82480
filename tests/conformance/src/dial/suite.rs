//! All dials, and what came of them.

use std::fs;
use std::path::Path;

use super::{DialScript, StartDial, check};

/// Replays `tests/dials`, all of it or those whose names contain the environment variable
/// `SCRIPTS`, and panics with all failures if there are any.
#[track_caller]
pub fn run(subject: &str, start: &StartDial<'_>) {
    let only = std::env::var("SCRIPTS").unwrap_or_default();
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../dials"));
    let (mut scripts, mut replays, mut failures) = (0, 0, Vec::new());
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("tests/dials is there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".dial") && name.contains(&only))
        .collect();
    names.sort();
    for name in names {
        scripts += 1;
        let text = fs::read_to_string(folder.join(&name)).expect("it can be read");
        let result = DialScript::parse(&name, &text).and_then(|script| check(&script, start));
        match result {
            Ok(count) => replays += count,
            Err(error) => failures.push(error),
        }
    }
    println!("{subject}: {scripts} dials in {replays} replays");
    assert!(!only.is_empty() || scripts > 50, "where are they?");
    let count = failures.len();
    assert!(failures.is_empty(), "{subject}\n{}\n{count} of {scripts} failed", failures.join("\n"));
}
