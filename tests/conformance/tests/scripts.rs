//! The scripts themselves.

use witsocket_conformance::Suite;

#[test]
fn there_are_scripts_and_all_can_be_read() {
    let suite = Suite::load();
    println!("{} scripts", suite.scripts.len());
    assert!(suite.mistakes.is_empty(), "{}", suite.mistakes.join("\n"));
    assert!(suite.scripts.len() >= 120, "{} scripts are too few", suite.scripts.len());
}
