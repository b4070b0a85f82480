//! Where the logs go: to stderr, as much of them as `-v` asks for.

use std::io::IsTerminal;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::{self, time};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Without `-v` come warnings; each one adds a level.
pub fn init(verbose: u8) {
    let level = match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    // The levels are meant for this program, not for the compiler inside of it.
    let filter = Targets::new().with_default(LevelFilter::WARN).with_target("witsocket", level);
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let layer = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(!plain && std::io::stderr().is_terminal())
        .with_timer(time::uptime())
        .with_target(false);
    tracing_subscriber::registry().with(layer).with(filter).init();
}
