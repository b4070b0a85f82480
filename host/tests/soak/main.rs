//! Load and faults, in a process of its own, one test after the other.
//!
//! By default in seconds, with fewer connections and shorter timeouts; `cargo xtask soak` sets
//! `WITSOCKET_SOAK`, and then it is the full measure with the default timeouts.

mod churn;
mod crowd;
mod cuts;
mod hostile;
mod peer;
mod silence;
#[path = "../wire/mod.rs"]
mod wire;

use std::fs;
use std::future::Future;
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, MutexGuard};
use witsocket_host::{Config, Server, WebSocket};

/// One of two figures: for a smoke test, or for the full measure.
pub(crate) fn scale<T>(smoke: T, full: T) -> T {
    match std::env::var_os("WITSOCKET_SOAK") {
        None => smoke,
        Some(_) => full,
    }
}

pub(crate) async fn serve<F: Future<Output = ()> + 'static>(
    config: Config,
    handler: impl Fn(WebSocket) -> F + Send + Sync + 'static,
) -> Server {
    let builder = Server::builder().config(config).shards(1).listen("127.0.0.1:0");
    builder.start(handler).await.unwrap()
}

pub(crate) async fn echo(ws: WebSocket) {
    while let Some(message) = ws.receive().await {
        if ws.send(message).await.is_err() {
            break;
        }
    }
}

/// Waits until a server has no connections any more, and tells how long that took.
pub(crate) async fn empty(server: &Server, most: Duration) -> Duration {
    let since = Instant::now();
    while server.present() > 0 {
        assert!(since.elapsed() < most, "{} connections after {most:?}", server.present());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    since.elapsed()
}

/// Open files of this process, when a server has all that it needs, and an earlier one nothing.
pub(crate) async fn settled_files(server: &Server) -> usize {
    drop(peer::open(server.local_addrs()[0]));
    empty(server, Duration::from_secs(5)).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    files()
}

/// Open files of this process.
pub(crate) fn files() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

/// Bytes of memory that a process holds.
pub(crate) fn resident(process: &str) -> usize {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Rss:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
}

pub(crate) async fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::const_new(());
    ALONE.lock().await
}
