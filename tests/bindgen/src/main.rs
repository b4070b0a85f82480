//! `witsocket-bindgen MODULE FOLDER`: makes the bindings of a compiled module.
//!
//! Writes `witsocket.js`, `witsocket.d.ts` and `witsocket_bg.wasm`. `js/build.mjs` goes on from
//! there: in a page or in a worker, neither path nor name of any file is known here.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::unreached::Links;

mod checksums;
mod panics;
mod trap;
mod unreached;

fn main() -> Result<()> {
    let mut args = env::args_os().skip(1).map(PathBuf::from);
    let module = args.next().context("the first argument is the compiled module")?;
    let folder = args.next().context("the second argument is the folder for the bindings")?;
    let links = Links::read(&fs::read(&module)?)?;
    let mut bindgen = Bindgen::new();
    bindgen
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .keep_debug(false)
        // wasm-opt tells sizes function by function while they have names; it strips them last.
        .remove_name_section(false)
        .remove_producers_section(true)
        .out_name("witsocket")
        .input_path(module);
    let mut output = bindgen.generate_output()?;
    checksums::leave_out(output.wasm_mut());
    panics::silence(output.wasm_mut());
    unreached::leave_out(output.wasm_mut(), &links);
    output.emit(folder)
}
