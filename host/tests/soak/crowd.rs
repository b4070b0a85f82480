//! Many connections at once, and what they cost.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::peer::{self, BINARY};
use crate::{alone, resident, scale};

#[tokio::test]
async fn the_idle_cost_4_kib_each_and_the_busy_go_on() {
    let _alone = alone().await;
    allow_files(scale(2000, 10_000) + 1000);
    let server = Echo::start();
    let _first: Vec<_> = (0..100).map(|_| peer::open(server.address)).collect();
    let before = server.resident();
    let idle: Vec<_> = (0..scale(1000, 10_000)).map(|_| peer::open(server.address)).collect();
    let each = server.resident().saturating_sub(before) / idle.len();
    println!("{} idle connections: {each} bytes of resident memory each", idle.len());
    assert!(each <= 4 << 10, "{each} bytes");

    let mut busy: Vec<_> = (0..scale(50, 200)).map(|_| peer::open(server.address)).collect();
    let (since, length) = (Instant::now(), Duration::from_secs(scale(1, 30)));
    let mut messages = 0;
    while since.elapsed() < length {
        messages += talk(&mut busy);
    }
    println!("{} busy ones beside them: {messages} messages in {length:?}", busy.len());

    // All are still there.
    let mut idle = idle;
    assert_eq!(talk(&mut idle), idle.len());
    let grown = server.resident().saturating_sub(before) / (idle.len() + busy.len());
    println!("{grown} bytes each after a message on all");
    assert!(grown <= 5 << 10, "{grown} bytes");
}

/// A message on each of these connections, and its echo.
fn talk(clients: &mut [TcpStream]) -> usize {
    let frame = peer::masked(BINARY, &[7; 100]);
    clients.iter_mut().for_each(|client| client.write_all(&frame).unwrap());
    for client in clients.iter_mut() {
        let mut answer = [0; 102];
        client.read_exact(&mut answer).unwrap();
        assert!(answer.starts_with(&[BINARY, 100]) && answer[2..] == [7; 100]);
    }
    clients.len()
}

/// The command line tool as a server: its memory is not this process's.
struct Echo {
    process: Child,
    address: SocketAddr,
}

impl Echo {
    fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_witsocket"))
            .args(["serve", "--listen", "127.0.0.1:0", "--shards", "1", "--ping-interval", "0"])
            .args(["--no-deflate"])
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let url = lines.find_map(|line| Some(line.unwrap().split_once("ws://")?.1.to_owned()));
        let address = url.unwrap().trim_end_matches('/').parse().unwrap();
        Self { process, address }
    }

    /// When all is quiet.
    fn resident(&self) -> usize {
        thread::sleep(Duration::from_millis(300));
        resident(&self.process.id().to_string())
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// For this process and for those that it starts.
fn allow_files(wanted: u64) {
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < wanted) {
        let maximum = limit.maximum.map(|maximum| maximum.max(wanted));
        setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }).unwrap();
    }
}
