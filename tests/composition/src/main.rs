//! `compose SOCKET PLUG OUT`: gives the component SOCKET what PLUG exports, and writes both as one
//! component to OUT.

use std::error::Error;
use std::process::ExitCode;
use std::{env, fs};

use wac_graph::types::Package;
use wac_graph::{CompositionGraph, EncodeOptions};

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let [socket, plug, out] = &args[..] else {
        eprintln!("usage: compose SOCKET PLUG OUT");
        return ExitCode::from(2);
    };
    match compose(socket, plug, out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("compose: {error}");
            ExitCode::FAILURE
        }
    }
}

fn compose(socket: &str, plug: &str, out: &str) -> Result<(), Box<dyn Error>> {
    let mut graph = CompositionGraph::new();
    let socket = Package::from_file("test:socket", None, socket, graph.types_mut())?;
    let plug = Package::from_file("test:plug", None, plug, graph.types_mut())?;
    let (socket, plug) = (graph.register_package(socket)?, graph.register_package(plug)?);
    wac_graph::plug(&mut graph, vec![plug], socket)?;
    fs::write(out, graph.encode(EncodeOptions::default())?)?;
    Ok(())
}
