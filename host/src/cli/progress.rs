//! How far a long transfer is, for those who wait for it.

use std::convert::Infallible;
use std::future::pending;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use tokio::time::{Instant, sleep};
use witsocket_host::WebSocket;

/// Shows it while this lives, on a stderr that is a terminal and a stdout that is none: there it
/// would be among the messages.
pub struct Progress {
    start: Instant,
    is_shown: bool,
}

impl Progress {
    pub fn new() -> Self {
        Self { start: Instant::now(), is_shown: false }
    }

    /// Shows it again and again.
    pub async fn watch(&mut self, socket: &WebSocket) -> Infallible {
        if !io::stderr().is_terminal() || io::stdout().is_terminal() {
            pending::<Infallible>().await;
        }
        sleep(SHORT).await;
        loop {
            let stats = socket.stats().await;
            let sent = stats.bytes_sent.saturating_sub(stats.buffered);
            if sent + stats.bytes_received >= SMALL {
                self.is_shown = true;
                let line = line(sent, stats.bytes_received, self.start.elapsed());
                let _ = write!(io::stderr(), "\r{line}\x1b[K");
            }
            sleep(PERIOD).await;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

fn line(sent: u64, received: u64, time: Duration) -> String {
    let rate = (sent + received) as f64 / time.as_secs_f64().max(0.001);
    format!("sent {}, received {}, {}/s", size(sent as f64), size(received as f64), size(rate))
}

fn size(bytes: f64) -> String {
    let mut units = ["B", "KiB", "MiB", "GiB"].into_iter();
    let (mut number, mut unit) = (bytes, units.next().unwrap_or_default());
    for larger in units {
        if number < 1000.0 {
            break;
        }
        (number, unit) = (number / 1024.0, larger);
    }
    match unit {
        "B" => format!("{number:.0} {unit}"),
        _ => format!("{number:.1} {unit}"),
    }
}

/// A transfer that takes no longer needs no progress,
const SHORT: Duration = Duration::from_millis(700);
/// nor one of no more bytes.
const SMALL: u64 = 256 << 10;
const PERIOD: Duration = Duration::from_millis(200);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_short() {
        assert_eq!(
            line(900, 3 << 20, Duration::from_secs(2)),
            "sent 900 B, received 3.0 MiB, 1.5 MiB/s"
        );
        assert_eq!(size((1u64 << 42) as f64), "4096.0 GiB");
    }
}
