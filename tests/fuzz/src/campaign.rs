//! The loop: change an input, run it, keep it if it was worth it.

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::coverage::Coverage;
use crate::mutation::mutate;
use crate::random::Random;
use crate::seeds::seeds;
use crate::targets::Target;
use crate::watch::Watch;

/// When to stop.
#[derive(Clone, Copy)]
pub enum Budget {
    Runs(u64),
    Time(Duration),
}

/// The fuzzing of one target.
pub struct Campaign {
    target: Target,
    corpus: Vec<Vec<u8>>,
    random: Random,
    coverage: Coverage,
    watch: Watch,
    /// Where an input goes that fails.
    folder: PathBuf,
}

impl Campaign {
    pub fn new(target: Target, seed: u64) -> Result<Self, String> {
        let folder = PathBuf::from("target/fuzz/found");
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let watch = Watch::start(folder.join(format!("{target}-endless")));
        let corpus = seeds(target)?;
        let (random, coverage) = (Random::new(seed), Coverage::new());
        Ok(Self { target, corpus, random, coverage, watch, folder })
    }

    /// Runs until the budget is used up. Says what was done, or which input failed.
    pub fn run(mut self, budget: Budget) -> Result<String, String> {
        let start = Instant::now();
        let seeds = self.corpus.len();
        for seed in 0..seeds {
            let input = self.corpus[seed].clone();
            self.try_input(&input)?;
        }
        let mut runs = seeds as u64;
        while match budget {
            Budget::Runs(most) => runs < most,
            Budget::Time(most) => start.elapsed() < most,
        } {
            let one = self.random.below(self.corpus.len());
            let other = self.random.below(self.corpus.len());
            let input = mutate(&self.corpus[one], &self.corpus[other], &mut self.random);
            runs += 1;
            if self.try_input(&input)? {
                self.corpus.push(input);
            }
        }
        let reached = match self.coverage.is_there() {
            true => format!("{} edges", self.coverage.reached()),
            false => "by chance: there are no counters".into(),
        };
        let found = self.corpus.len() - seeds;
        let seconds = start.elapsed().as_secs_f64();
        Ok(format!(
            "{:<10} {runs} inputs in {seconds:.1} s; {seeds} from scripts, {found} kept; {reached}",
            self.target.to_string()
        ))
    }

    /// Runs an input, and says whether it reached anything new.
    fn try_input(&mut self, input: &[u8]) -> Result<bool, String> {
        self.watch.begin(input);
        self.coverage.reset();
        let result = panic::catch_unwind(AssertUnwindSafe(|| self.target.run(input)));
        let news = self.coverage.is_new();
        self.watch.end();
        if result.is_ok() {
            return Ok(news);
        }
        let name = format!("{}-{:016x}", self.target, hash(input));
        let file = self.folder.join(name);
        fs::write(&file, input).map_err(|error| format!("{}: {error}", file.display()))?;
        let (target, file) = (self.target, file.display());
        Err(format!(
            "{target}: an input of {} bytes breaks a law, see above. To see it again:\n\
             cargo xtask fuzz {target} --input {file}",
            input.len()
        ))
    }
}

/// FNV-1a.
fn hash(input: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    input.iter().fold(0xcbf2_9ce4_8422_2325, step)
}
