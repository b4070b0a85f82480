//! The scripts of dials, against the crate and the component.

mod dial_crate;
mod dial_plugin;

use witsocket_conformance::run_dials;

#[test]
fn every_dial_holds_for_the_crate() {
    run_dials("the crate", &dial_crate::start);
}

#[test]
fn every_dial_holds_for_the_component() {
    let component = dial_plugin::component();
    run_dials("the component", &|setup| dial_plugin::start(&component, setup));
}
