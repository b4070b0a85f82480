//! How `witsocket connect` ends, in the two ways that matter.

use crate::process::Process;

/// It reaches an echo server: a line comes back, and it ends well.
#[track_caller]
pub fn echoes(client: &mut Process) {
    client.write("hello\n");
    client.expect_line("hello");
    client.end_input();
    assert_eq!(client.status(), 0);
}

/// It reaches nobody, and its reason has at least one of these words in it.
#[track_caller]
pub fn fails(client: &mut Process, words: &[&str]) {
    assert_eq!(client.status(), 1);
    assert_eq!(client.stdout(), "");
    let reason = client.stderr().to_lowercase();
    assert!(words.iter().any(|word| reason.contains(word)), "none of {words:?} in `{reason}`");
}
