//! The memory of an idle connection: resident memory before and after opening many.

use std::{thread, time::Duration};

use anyhow::Result;
use serde::Serialize;

use crate::{
    cell::Size,
    load::Load,
    measure::resident,
    server::{Kind, Launcher, Server},
    traffic::Traffic,
};

/// Resident memory per connection.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Idle {
    pub server: Kind,
    pub connections: usize,
    /// After the opening handshake, before any message.
    pub opened_kib: f64,
    /// After one message was echoed on each, when all is quiet again.
    pub used_kib: f64,
}

/// Opens `connections` to a fresh server and reads its memory.
pub fn measure(launcher: &Launcher, kind: Kind, connections: usize) -> Result<Idle> {
    let server = launcher.start(kind, MESSAGE)?;
    let (opened_kib, used_kib) =
        read(&server, connections).map_err(|error| server.explain(error))?;
    Ok(Idle { server: kind, connections, opened_kib, used_kib })
}

fn read(server: &Server, connections: usize) -> Result<(f64, f64)> {
    let open = |connections| Load::open(server.address(), connections, Traffic::new(MESSAGE.0, 1));

    // What the first connections touch (code, tables, the allocator's arenas) is not theirs, nor is
    // what a runtime takes to compile what it has called often: several MB in V8, once.
    let mut first = open(WARM_UP)?;
    for _ in 0..EXCHANGES {
        first.exchange()?;
    }
    let before = settled(server)?;

    let mut load = open(connections)?;
    let opened = settled(server)?;
    load.exchange()?;
    let used = settled(server)?;

    let each_kib = |now: u64| (now as f64 - before as f64) / connections as f64 / 1024.0;
    Ok((each_kib(opened), each_kib(used)))
}

fn settled(server: &Server) -> Result<u64> {
    thread::sleep(Duration::from_millis(200));
    resident(server.pid())
}

const WARM_UP: usize = 500;
const EXCHANGES: usize = 20;
const MESSAGE: Size = Size(125);
