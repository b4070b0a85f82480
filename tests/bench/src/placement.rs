//! Which CPU the server and the load run on: two different ones, if there are two.

use std::{fmt, fs};

use anyhow::{Context, Result};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// Where the server and the load run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// On a CPU each; `one_core` if they are two hardware threads of the same core.
    Pinned { server: usize, load: usize, one_core: bool },
    /// Wherever the scheduler puts them: there is only one CPU.
    Free,
}

impl Placement {
    /// Chooses among the CPUs that this process may use.
    pub fn choose() -> Result<Self> {
        let allowed = sched_getaffinity(None).context("cannot read the CPU affinity")?;
        let cpus: Vec<usize> = (0..CpuSet::MAX_CPU).filter(|&cpu| allowed.is_set(cpu)).collect();
        // The last one for the server: the first ones have most of the interrupts.
        let Some((&server, others @ [first, ..])) = cpus.split_last() else {
            return Ok(Self::Free);
        };
        let siblings = siblings(server);
        let apart = others.iter().find(|cpu| !siblings.contains(cpu));
        Ok(Self::Pinned { server, load: *apart.unwrap_or(first), one_core: apart.is_none() })
    }

    /// Moves the calling thread, and with it the children it starts, to the server's CPU.
    pub fn enter_server(self) -> Result<()> {
        match self {
            Self::Pinned { server, .. } => pin(server),
            Self::Free => Ok(()),
        }
    }

    /// Moves the calling thread to the load's CPU.
    pub fn enter_load(self) -> Result<()> {
        match self {
            Self::Pinned { load, .. } => pin(load),
            Self::Free => Ok(()),
        }
    }
}

impl fmt::Display for Placement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pinned { server, load, one_core } => {
                write!(f, "server pinned to CPU {server}, load to CPU {load}")?;
                if *one_core {
                    write!(f, " (two threads of one core: they slow each other down)")?;
                }
                Ok(())
            }
            Self::Free => write!(f, "not pinned: only one CPU"),
        }
    }
}

fn pin(cpu: usize) -> Result<()> {
    let mut set = CpuSet::new();
    set.set(cpu);
    sched_setaffinity(None, &set).with_context(|| format!("cannot move to CPU {cpu}"))
}

/// The hardware threads of the same core, as far as the kernel tells: `0,4` or `0-1`.
fn siblings(cpu: usize) -> Vec<usize> {
    let path = format!("/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list");
    let text = fs::read_to_string(path).unwrap_or_default();
    text.trim().split(',').filter_map(range).flatten().collect()
}

fn range(text: &str) -> Option<std::ops::RangeInclusive<usize>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some(first.parse().ok()?..=last.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sibling_lists_are_numbers_and_ranges() {
        assert_eq!(range("4"), Some(4..=4));
        assert_eq!(range("0-1"), Some(0..=1));
        assert_eq!(range(""), None);
    }
}
