//! The module in the npm package: `witsocket-js`, linked.
//!
//! It is a crate of its own because link-time optimisation goes by the level of the last crate.
//! This one has the highest, so that zlib-rs keeps its vectors. Each function of another crate stays
//! as small as the level of that crate says.

// Its exports are the module's.
extern crate witsocket_js;
