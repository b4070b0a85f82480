//! What the peer sends, inflated: RFC 7692 §7.2.2.

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytes::{Buf as _, Bytes};

use super::inflater::Inflater;
use super::{Deflate, DeflatePool, remember};
use crate::growth::{Allowance, Buffer};

/// Inflates the messages of one connection.
pub(crate) struct Decompressor {
    pool: DeflatePool,
    /// Bytes of earlier messages that a message may refer to.
    window: usize,
    /// The last of these.
    history: Vec<u8>,
    /// At work on a message.
    inflater: Option<Box<Inflater>>,
    /// Bytes of the message that came, and that came out.
    wire: u64,
    size: u64,
    /// These at the last milestone, and how many in a row have brought nothing.
    marked: u64,
    told: u64,
    silent: u32,
}

/// What came of a piece.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Inflated {
    /// All of the input is used.
    All,
    /// There is as much as was wanted, and more to come.
    Enough,
}

/// What is wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is not DEFLATE, or refers to what was not there.
    Corrupt,
    /// More comes out than is allowed.
    TooBig,
    /// Too much comes out of too little, or nothing out of much.
    Bomb,
    /// There is no memory for what comes out.
    Full,
}

/// How far a message may go.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    /// Bytes of the message.
    pub(crate) size: Option<u64>,
    /// How many times more bytes than came.
    pub(crate) ratio: Option<u32>,
    /// Bytes to give at once.
    pub(crate) batch: usize,
}

impl Decompressor {
    pub(crate) fn new(config: &Deflate, bits: u8, takeover: bool) -> Self {
        Self {
            pool: config.pool.clone(),
            window: if takeover { 1 << bits } else { 0 },
            history: Vec::new(),
            inflater: None,
            wire: 0,
            size: 0,
            marked: 0,
            told: 0,
            silent: 0,
        }
    }

    /// Inflates a piece of a message, and appends what comes of it to `out`, on a fault too.
    pub(crate) fn feed(
        &mut self,
        input: &mut Bytes,
        bounds: Bounds,
        together: &Allowance,
        out: &mut Buffer,
    ) -> Result<Inflated, Fault> {
        let mut inflater = match self.inflater.take() {
            Some(inflater) => inflater,
            None => self.begin(),
        };
        let inflated = self.inflate(&mut inflater, input, bounds, together, out);
        self.inflater = Some(inflater);
        inflated
    }

    fn inflate(
        &mut self,
        inflater: &mut Inflater,
        input: &mut Bytes,
        bounds: Bounds,
        together: &Allowance,
        out: &mut Buffer,
    ) -> Result<Inflated, Fault> {
        let start = out.len();
        loop {
            let room = bounds.batch.saturating_sub(out.len() - start);
            if room == 0 {
                return Ok(Inflated::Enough);
            }
            // One byte beyond the limit is enough to know that it is passed.
            let left = bounds.size.map_or(u64::MAX, |limit| (limit - self.size).saturating_add(1));
            let budget = usize::try_from(left).unwrap_or(usize::MAX).min(room);
            // Up to the next milestone, so that it does not matter in which pieces bytes come.
            let most = MILESTONE - (self.wire - self.marked) as usize;
            let before = out.len();
            let piece = &input[..input.len().min(most)];
            let step = inflater.step(piece, budget, together, out);
            let given = out.len() - before;
            self.size += given as u64;
            if bounds.size.is_some_and(|limit| self.size > limit) {
                return Err(Fault::TooBig);
            }
            let step = step?;
            input.advance(step.used);
            self.wire += step.used as u64;
            if !step.more && step.used == most {
                self.milestone(bounds)?;
            } else if step.used == 0 && given == 0 && !input.is_empty() {
                return Err(Fault::Corrupt);
            }
            if input.is_empty() && !step.more {
                return Ok(Inflated::All);
            }
        }
    }

    /// Ends a message.
    pub(crate) fn finish(&mut self, bounds: Bounds) -> Result<(), Fault> {
        let mut inflater = match self.inflater.take() {
            Some(inflater) => inflater,
            None => self.begin(),
        };
        // Some compressors make nothing at all of nothing.
        if self.wire > 0 {
            inflater.finish()?;
        }
        self.check_ratio(bounds)?;
        if self.window > 0 {
            let recent = usize::try_from(self.size).unwrap_or(usize::MAX).min(self.window);
            remember(&mut self.history, inflater.history(recent), self.window);
        }
        self.pool.give_inflater(inflater);
        Ok(())
    }

    fn begin(&mut self) -> Box<Inflater> {
        (self.wire, self.size) = (0, 0);
        (self.marked, self.told, self.silent) = (0, 0, 0);
        let mut inflater = self.pool.take_inflater();
        inflater.begin(&self.history);
        inflater
    }

    /// Looks at what came of the bytes since the last milestone.
    fn milestone(&mut self, bounds: Bounds) -> Result<(), Fault> {
        self.silent = if self.size > self.told { 0 } else { self.silent + 1 };
        (self.marked, self.told) = (self.wire, self.size);
        if self.silent >= MAX_SILENT {
            return Err(Fault::Bomb);
        }
        self.check_ratio(bounds)
    }

    fn check_ratio(&self, bounds: Bounds) -> Result<(), Fault> {
        let most = bounds.ratio.map_or(u64::MAX, |ratio| self.wire.saturating_mul(ratio.into()));
        if self.size > most { Err(Fault::Bomb) } else { Ok(()) }
    }
}

/// Bytes after which it is seen what came of them.
const MILESTONE: usize = 1 << 10;

/// Milestones in a row without output: far more than the tables of a block take.
const MAX_SILENT: u32 = 4;
