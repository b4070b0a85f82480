//! Inflation with bounds: what miniz_oxide does, in steps, and after a history.

use alloc::vec;
use alloc::vec::Vec;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress_with_limit};

use super::decompressor::Fault;
use crate::growth::{Allowance, Buffer, Full};

/// Inflates one message at a time. It keeps nothing between messages, so that connections can
/// share it.
pub(crate) struct Inflater {
    state: DecompressorOxide,
    /// What the message may refer to, then what came of it. Always of the same length.
    window: Vec<u8>,
    position: usize,
    /// A final block ended (RFC 7692 §7.2.3.5), and what comes next begins anew.
    finished: bool,
}

/// What one step did.
pub(crate) struct Step {
    /// Bytes of the input that were used.
    pub(crate) used: usize,
    /// Whether there may be more output without more input.
    pub(crate) more: bool,
}

impl Default for Inflater {
    fn default() -> Self {
        Self {
            state: DecompressorOxide::new(),
            window: vec![0; HISTORY + STEP],
            position: 0,
            finished: false,
        }
    }
}

impl Inflater {
    /// Begins a message that may refer to this.
    pub(crate) fn begin(&mut self, history: &[u8]) {
        let history = &history[history.len().saturating_sub(HISTORY)..];
        self.window[..history.len()].copy_from_slice(history);
        self.position = history.len();
        self.state.init();
        self.finished = false;
    }

    /// Inflates some of the input, and appends at most `budget` bytes to `out`, on a fault too.
    pub(crate) fn step(
        &mut self,
        input: &[u8],
        budget: usize,
        together: &Allowance,
        out: &mut Buffer,
    ) -> Result<Step, Fault> {
        if self.finished {
            if input.is_empty() {
                return Ok(Step { used: 0, more: false });
            }
            self.finished = false;
            self.state.init();
        }
        if self.position > self.window.len() - STEP {
            self.window.copy_within(self.position - HISTORY..self.position, 0);
            self.position = HISTORY;
        }
        let flags = TINFL_FLAG_HAS_MORE_INPUT | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
        let (status, used, written) = decompress_with_limit(
            &mut self.state,
            input,
            &mut self.window,
            self.position,
            budget.min(STEP),
            flags,
        );
        let end = self.position + written;
        let fresh = self.window.get(self.position..end).ok_or(Fault::Corrupt)?;
        out.append(fresh, budget as u64, together).map_err(|Full| Fault::Full)?;
        self.position = end;
        match status {
            TINFLStatus::NeedsMoreInput => Ok(Step { used, more: false }),
            TINFLStatus::HasMoreOutput => Ok(Step { used, more: true }),
            TINFLStatus::Done => {
                self.finished = true;
                Ok(Step { used, more: used < input.len() })
            }
            _ => Err(Fault::Corrupt),
        }
    }

    /// Ends a message: it must end where a block does, once its tail is put back
    /// (RFC 7692 §7.2.2).
    ///
    /// To see that it does, an empty final block follows: anywhere else these bytes mean
    /// something else.
    pub(crate) fn finish(&mut self) -> Result<(), Fault> {
        if self.finished {
            // §7.2.3.5 wants one more block, which many leave out.
            return Ok(());
        }
        const END: [u8; 6] = [0x00, 0x00, 0xff, 0xff, 0x03, 0x00];
        let mut nothing = Buffer::default();
        let step = self.step(&END, 1, &Allowance::default(), &mut nothing)?;
        if self.finished && step.used == END.len() && nothing.is_empty() {
            Ok(())
        } else {
            Err(Fault::Corrupt)
        }
    }

    /// The last bytes that a next message may refer to.
    pub(crate) fn history(&self, most: usize) -> &[u8] {
        &self.window[self.position.saturating_sub(most)..self.position]
    }
}

/// The largest window.
const HISTORY: usize = 32 << 10;

/// Bytes that one step may give.
const STEP: usize = 16 << 10;
