//! How long to wait before the next attempt: the figures of Python's websockets.

use core::time::Duration;

/// The delays between attempts to connect: first a random part of `initial`, so that the clients
/// of a server that went do not all come back at once, then `min`, growing by `factor` up to
/// `max`, and `max` for ever.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Backoff {
    /// The most that the first delay takes, 5 s.
    pub initial: Duration,
    /// The second delay, 3.1 s.
    pub min: Duration,
    /// By how much each delay is longer than the one before, 1.618.
    pub factor: f64,
    /// The longest delay, 90 s.
    pub max: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            initial: Duration::from_secs(5),
            min: Duration::from_millis(3_100),
            factor: 1.618,
            max: Duration::from_secs(90),
        }
    }
}

/// Where in the delays a client is.
#[derive(Clone, Debug, Default)]
pub(super) struct Delays(Option<f64>);

impl Delays {
    /// The next delay; `random` is anything.
    pub(super) fn next(&mut self, backoff: &Backoff, random: [u8; 4]) -> Duration {
        let max = backoff.max.as_secs_f64();
        match self.0 {
            None => {
                self.0 = Some(backoff.min.as_secs_f64());
                let part = f64::from(u32::from_le_bytes(random)) / (f64::from(u32::MAX) + 1.0);
                backoff.initial.mul_f64(part)
            }
            // A factor that is no number leads here too.
            Some(delay) if delay < max => {
                self.0 = Some(delay * backoff.factor);
                Duration::try_from_secs_f64(delay).unwrap_or(backoff.max)
            }
            Some(_) => backoff.max,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_websockets() {
        let (backoff, mut delays) = (Backoff::default(), Delays::default());
        let first = delays.next(&backoff, [0, 0, 0, 0x80]);
        assert_eq!(first, Duration::from_millis(2_500));
        let centis: [u128; 10] =
            core::array::from_fn(|_| (delays.next(&backoff, [0; 4]).as_millis() + 5) / 10);
        assert_eq!(centis, [310, 502, 812, 1_313, 2_125, 3_438, 5_562, 8_999, 9_000, 9_000]);
    }

    #[test]
    fn the_first_delay_is_anything_below_the_initial_one() {
        let backoff = Backoff::default();
        let first = |random| Delays::default().next(&backoff, random);
        assert_eq!(first([0; 4]), Duration::ZERO);
        assert!(first([255; 4]) < backoff.initial);
        assert!(first([255; 4]) > Duration::from_millis(4_999));
    }

    #[test]
    fn senseless_figures_do_no_harm() {
        for factor in [f64::NAN, f64::INFINITY, -1.0, 0.0] {
            let backoff = Backoff { factor, ..Backoff::default() };
            let mut delays = Delays::default();
            for _ in 0..9 {
                assert!(delays.next(&backoff, [1; 4]) <= backoff.max);
            }
        }
    }
}
