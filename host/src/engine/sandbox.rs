//! What runs the protocol, and how much it may take down with it.

use std::io;

use super::component::Component;
use super::machine::Machine;
use crate::bindings::wit;
use crate::types::{Headers, InvalidSetting};

/// What to run, with how much memory, and for how many.
#[derive(Clone)]
pub(crate) struct Sandbox {
    pub(crate) component: Component,
    /// Bytes that one instance may take.
    pub(crate) memory: usize,
    pub(crate) isolation: Isolation,
}

impl Sandbox {
    /// Whether the component starts at all with so much memory, and what it says of settings that
    /// it could not complain of later.
    pub(crate) fn check(&self, config: &wit::Config, headers: &Headers) -> io::Result<()> {
        let failed = |error: wasmtime::Error| io::Error::other(format!("{error:#}"));
        let mut machine = Machine::new(&self.component, self.memory).map_err(failed)?;
        let mut refused = |subprotocols: &[Vec<u8>], header: &[wit::Header]| {
            machine.check_server(subprotocols, header).map(|checked| checked.is_err())
        };
        // One after the other, to tell which.
        for (index, name) in config.subprotocols.iter().enumerate() {
            if refused(&config.subprotocols[..=index], &[]).map_err(failed)? {
                let name = String::from_utf8_lossy(name).into_owned();
                return Err(InvalidSetting::Subprotocol(name).into());
            }
        }
        for header in <Vec<wit::Header>>::from(headers) {
            let name = String::from_utf8_lossy(&header.name).into_owned();
            if refused(&[], &[header]).map_err(failed)? {
                return Err(InvalidSetting::Header(name).into());
            }
        }
        Ok(())
    }
}

/// Which connections are lost together if the component fails.
///
/// The component is written not to fail. Where it does all the same, or needs more memory than
/// it may have, its connections end with code 1006 and [`Cause::Trap`](crate::Cause::Trap), and
/// the next connection gets a new instance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Isolation {
    /// Those of one thread share an instance.
    #[default]
    Shared,
    /// Each has an instance of its own. That takes 0.2 ms and some 300 KiB of memory for each,
    /// and 4 GiB of address space, of which a process has room for some 30,000.
    PerConnection,
}

/// Bytes that the connections of an instance may take in the component.
pub(crate) const DEFAULT_MEMORY: usize = 256 << 20;
