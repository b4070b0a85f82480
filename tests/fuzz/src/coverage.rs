//! Which code was reached: the counters that LLVM's SanitizerCoverage puts into what xtask builds
//! for this, one byte for each edge between basic blocks.

use std::sync::Mutex;

/// Where counters begin and end.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Region {
    start: *mut u8,
    length: usize,
}

// SAFETY: the counters are static, and only the one thread that runs the targets looks at them.
unsafe impl Send for Region {}

static REGIONS: Mutex<Vec<Region>> = Mutex::new(Vec::new());

/// Called before `main` for each object that has counters, more than once for some.
///
/// # Safety
///
/// As LLVM calls it: from `start` to `stop` there are counters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __sanitizer_cov_8bit_counters_init(start: *mut u8, stop: *mut u8) {
    let region = Region { start, length: (stop as usize).saturating_sub(start as usize) };
    if let Ok(mut regions) = REGIONS.lock()
        && region.length > 0
        && !regions.contains(&region)
    {
        regions.push(region);
    }
}

/// The counters, and what they have shown so far.
pub struct Coverage {
    regions: Vec<Region>,
    /// For each counter, the magnitudes that it has had.
    seen: Vec<u8>,
    reached: usize,
}

impl Coverage {
    pub fn new() -> Self {
        let regions = REGIONS.lock().map(|regions| regions.clone()).unwrap_or_default();
        let length = regions.iter().map(|region| region.length).sum();
        Self { regions, seen: vec![0; length], reached: 0 }
    }

    /// Whether there are counters at all.
    pub fn is_there(&self) -> bool {
        !self.seen.is_empty()
    }

    /// The edges that were reached.
    pub fn reached(&self) -> usize {
        self.reached
    }

    /// Sets the counters to 0.
    pub fn reset(&self) {
        for region in &self.regions {
            // SAFETY: LLVM told of this memory, and nothing runs that counts.
            unsafe { std::ptr::write_bytes(region.start, 0, region.length) };
        }
    }

    /// Whether something was reached that was not before, or a multiple as often.
    pub fn is_new(&mut self) -> bool {
        let mut news = false;
        let mut offset = 0;
        for region in &self.regions {
            // SAFETY: as in `reset`.
            let counters = unsafe { std::slice::from_raw_parts(region.start, region.length) };
            let seen = &mut self.seen[offset..offset + region.length];
            offset += region.length;
            // Most of them are 0.
            for (counters, seen) in counters.chunks(64).zip(seen.chunks_mut(64)) {
                if counters.iter().all(|count| *count == 0) {
                    continue;
                }
                for (count, seen) in counters.iter().zip(seen) {
                    let magnitude = magnitude(*count);
                    if magnitude & !*seen != 0 {
                        self.reached += usize::from(*seen == 0);
                        *seen |= magnitude;
                        news = true;
                    }
                }
            }
        }
        news
    }
}

/// How often, roughly: a bit.
fn magnitude(count: u8) -> u8 {
    match count {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        4..8 => 8,
        8..16 => 16,
        16..32 => 32,
        32..128 => 64,
        128.. => 128,
    }
}
