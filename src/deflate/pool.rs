//! The memory for compression, shared by many connections.

extern crate std;

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zlib_rs::{Deflate, DeflateConfig, Method};

use super::inflater::Inflater;
use super::{Settings, Strategy};

/// The memory for compression, shared by the connections that have the same pool.
///
/// A compressor takes hundreds of kilobytes. So it belongs to a connection only as long as no
/// other one needs it more: a connection keeps the end of what it sent, and any compressor
/// that is given this goes on where the last one stopped. Beyond the budget, messages are sent as
/// they are, which is always legal (RFC 7692 §6).
#[derive(Clone)]
pub struct DeflatePool(Arc<Mutex<Pool>>);

struct Pool {
    budget: usize,
    used: usize,
    /// The latest use.
    clock: u64,
    owners: u64,
    compressors: Vec<Slot>,
    inflaters: Vec<Box<Inflater>>,
}

/// A compressor, and whose context it has.
pub(crate) struct Slot {
    pub(super) deflate: Deflate,
    pub(super) settings: Settings,
    pub(super) owner: Option<u64>,
    used: u64,
}

impl DeflatePool {
    /// A pool of at most so many bytes.
    pub fn new(budget: usize) -> Self {
        Self(Arc::new(Mutex::new(Pool {
            budget,
            used: 0,
            clock: 0,
            owners: 0,
            compressors: Vec::new(),
            inflaters: Vec::new(),
        })))
    }

    /// Bytes in use: compressors, and what connections keep of messages.
    pub fn memory(&self) -> usize {
        self.lock().used
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A number for a connection.
    pub(super) fn owner(&self) -> u64 {
        let mut pool = self.lock();
        pool.owners += 1;
        pool.owners
    }

    /// A compressor: the one that has this owner's context, or another, or none if there is no
    /// memory for it.
    pub(super) fn take(&self, owner: u64, settings: Settings) -> Option<Slot> {
        let mut pool = self.lock();
        let own = |slot: &Slot| slot.owner == Some(owner) && slot.settings == settings;
        if let Some(index) = pool.compressors.iter().position(own) {
            return Some(pool.compressors.swap_remove(index));
        }
        loop {
            if pool.used + settings.memory() <= pool.budget {
                pool.used += settings.memory();
                return Some(Slot::new(settings));
            }
            // Several small ones may have to go for a large one.
            let index = pool.oldest()?;
            let mut slot = pool.compressors.swap_remove(index);
            if slot.settings == settings {
                slot.owner = None;
                return Some(slot);
            }
            pool.used = pool.used.saturating_sub(slot.settings.memory());
        }
    }

    /// Takes a compressor back.
    pub(super) fn give(&self, mut slot: Slot) {
        let mut pool = self.lock();
        pool.clock += 1;
        slot.used = pool.clock;
        pool.compressors.push(slot);
    }

    /// Lets go of a compressor that failed.
    pub(super) fn discard(&self, slot: Slot) {
        self.release(slot.settings.memory());
    }

    /// Asks for more bytes for what a connection keeps.
    pub(super) fn reserve(&self, bytes: usize) -> bool {
        let mut pool = self.lock();
        // Contexts come before compressors: any compressor can go on from any context.
        while pool.used + bytes > pool.budget && pool.compressors.len() > MIN_COMPRESSORS {
            let Some(oldest) = pool.oldest() else { break };
            let slot = pool.compressors.swap_remove(oldest);
            pool.used = pool.used.saturating_sub(slot.settings.memory());
        }
        let fits = pool.used + bytes <= pool.budget;
        pool.used += if fits { bytes } else { 0 };
        fits
    }

    /// Gives bytes back that `reserve` granted.
    pub(super) fn release(&self, bytes: usize) {
        let mut pool = self.lock();
        pool.used = pool.used.saturating_sub(bytes);
    }

    pub(super) fn take_inflater(&self) -> Box<Inflater> {
        self.lock().inflaters.pop().unwrap_or_default()
    }

    pub(super) fn give_inflater(&self, inflater: Box<Inflater>) {
        let mut pool = self.lock();
        if pool.inflaters.len() < MAX_INFLATERS {
            pool.inflaters.push(inflater);
        }
    }
}

impl Pool {
    /// The compressor that was not used for the longest time.
    fn oldest(&self) -> Option<usize> {
        let slots = self.compressors.iter().enumerate();
        slots.min_by_key(|(_, slot)| slot.used).map(|(index, _)| index)
    }
}

impl Slot {
    fn new(settings: Settings) -> Self {
        let deflate = Deflate::new_with_config(DeflateConfig {
            level: settings.level.into(),
            method: Method::Deflated,
            // Negative: without a header.
            window_bits: -i32::from(settings.bits),
            mem_level: settings.mem_level.into(),
            strategy: match settings.strategy {
                Strategy::Default => zlib_rs::Strategy::Default,
                Strategy::Filtered => zlib_rs::Strategy::Filtered,
                Strategy::HuffmanOnly => zlib_rs::Strategy::HuffmanOnly,
                Strategy::Rle => zlib_rs::Strategy::Rle,
                Strategy::Fixed => zlib_rs::Strategy::Fixed,
            },
        });
        Self { deflate, settings, owner: None, used: 0 }
    }
}

impl Default for DeflatePool {
    /// 16 MiB: the contexts of 3000 connections of 12 bits, and two dozen compressors.
    fn default() -> Self {
        Self::new(16 << 20)
    }
}

impl PartialEq for DeflatePool {
    /// Whether it is the same one.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for DeflatePool {}

impl fmt::Debug for DeflatePool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pool = self.lock();
        f.debug_struct("DeflatePool")
            .field("budget", &pool.budget)
            .field("used", &pool.used)
            .finish()
    }
}

/// Compressors that stay while contexts need memory. Another one is in use while these wait.
const MIN_COMPRESSORS: usize = 1;

/// Inflaters that wait for work. One works at a time, unless messages come in fragments.
const MAX_INFLATERS: usize = 4;
