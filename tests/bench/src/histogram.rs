//! Latencies in buckets of equal ratio: 64 to each doubling, so that a reading is within 1 %.

use std::time::Duration;

/// Counts of durations.
#[derive(Default)]
pub struct Histogram {
    /// Grows up to the bucket of the longest duration.
    counts: Vec<u64>,
    count: u64,
}

impl Histogram {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn record(&mut self, duration: Duration) {
        let bucket = bucket(duration.as_nanos() as u64);
        if bucket >= self.counts.len() {
            self.counts.resize(bucket + 1, 0);
        }
        self.counts[bucket] += 1;
        self.count += 1;
    }

    /// How many durations were recorded.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The duration that `share` (0 to 1) of all durations do not exceed, in µs.
    pub fn quantile_us(&self, share: f64) -> f64 {
        let rank = (self.count as f64 * share).ceil() as u64;
        let mut seen = 0;
        let found = self.counts.iter().position(|count| {
            seen += count;
            seen >= rank
        });
        found.map_or(0.0, |bucket| middle(bucket) / 1000.0)
    }
}

/// Values below 64 ns have a bucket each; above, the 6 bits after the leading one choose it.
fn bucket(ns: u64) -> usize {
    if ns < SUB {
        return ns as usize;
    }
    let shift = ns.ilog2() - SUB_BITS;
    (u64::from(shift) * SUB + (ns >> shift)) as usize
}

fn middle(bucket: usize) -> f64 {
    let bucket = bucket as u64;
    if bucket < SUB {
        return bucket as f64;
    }
    let shift = bucket / SUB - 1;
    let low = (bucket % SUB + SUB) << shift;
    low as f64 + (1_u64 << shift) as f64 / 2.0
}

const SUB_BITS: u32 = 6;
const SUB: u64 = 1 << SUB_BITS;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_follow_each_other_without_gap() {
        for ns in 1..100_000 {
            let step = bucket(ns) - bucket(ns - 1);
            assert!(step <= 1);
            assert!((middle(bucket(ns)) / ns as f64 - 1.0).abs() < 0.01);
        }
    }

    #[test]
    fn quantiles_count_from_the_shortest() {
        let mut histogram = Histogram::new();
        (1..=100).for_each(|ms| histogram.record(Duration::from_millis(ms)));
        assert!((histogram.quantile_us(0.5) / 50_000.0 - 1.0).abs() < 0.01);
        assert!((histogram.quantile_us(0.99) / 99_000.0 - 1.0).abs() < 0.01);
        assert_eq!(Histogram::new().quantile_us(0.5), 0.0);
    }
}
