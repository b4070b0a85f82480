//! The scripts and the dials, against the core of the npm package in Node.
//!
//! `cargo xtask test --only js-conformance` builds it, and tells where it is in the environment
//! variable `WITSOCKET_JS_SUBJECT`.

mod node_module;

use std::cell::RefCell;
use std::rc::Rc;

use witsocket_conformance::{Setup, Suite, run_dials};

use node_module::{Connection, Dial, Node};

#[test]
#[ignore = "cargo xtask test --only js-conformance"]
fn every_script_holds_for_the_npm_package() {
    let node = Rc::new(RefCell::new(Node::start()));
    let start = |setup: &Setup, now| Ok(Box::new(Connection::start(&node, setup, now)?) as _);
    Suite::load().run(&start).assert_passed("the npm package");
}

#[test]
#[ignore = "cargo xtask test --only js-conformance"]
fn every_dial_holds_for_the_npm_package() {
    let node = Rc::new(RefCell::new(Node::start()));
    run_dials("the npm package", &|setup| Ok(Box::new(Dial::start(&node, setup)?)));
}
