//! Peers that are killed, or that say nothing any more.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use witsocket_host::{Config, Timeouts};

use crate::{alone, echo, empty, files, peer, scale, serve, settled_files};

#[tokio::test(flavor = "multi_thread")]
async fn peers_that_are_killed_leave_nothing() {
    let _alone = alone().await;
    let server = serve(Config::default(), echo).await;
    let (before, url) = (settled_files(&server).await, server.urls()[0].clone());
    let mut peers = Vec::new();
    for _ in 0..scale(3, 100) {
        let mut peer = Command::new(env!("CARGO_BIN_EXE_witsocket"))
            .args(["connect", &url])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        writeln!(peer.stdin.as_mut().unwrap(), "hello").unwrap();
        let mut answer = String::new();
        BufReader::new(peer.stdout.as_mut().unwrap()).read_line(&mut answer).unwrap();
        assert_eq!(answer, "hello\n");
        peers.push(peer);
    }
    for peer in &mut peers {
        // SIGKILL.
        peer.kill().unwrap();
        peer.wait().unwrap();
    }
    drop(peers);
    empty(&server, Duration::from_secs(5)).await;
    assert!(files() <= before);
    // And the one that came first.
    assert_eq!(server.stats().await.closed_abnormal, scale(3, 100) + 1);
}

/// Nothing of TCP tells that such a peer is gone: only the heartbeat does.
#[tokio::test(flavor = "multi_thread")]
async fn half_open_peers_are_found_by_the_heartbeat() {
    let _alone = alone().await;
    let beat = Duration::from_millis(scale(200, 20_000));
    let (ping_interval, ping_timeout) = (Some(beat), Some(beat));
    let timeouts = Timeouts {
        ping_interval,
        ping_timeout,
        close: Some(Duration::from_millis(100)),
        ..Timeouts::default()
    };
    let server = serve(Config { timeouts, ..Config::default() }, echo).await;
    let before = settled_files(&server).await;
    let silent: Vec<_> = (0..20).map(|_| peer::open(server.local_addrs()[0])).collect();
    let took = empty(&server, beat * 2 + Duration::from_secs(2)).await;
    println!("found after {took:?}, at a heartbeat of {beat:?}");
    drop(silent);
    assert!(files() <= before);
}

/// A byte now and then does not make an opening take longer than it may.
#[tokio::test(flavor = "multi_thread")]
async fn an_opening_that_drips_is_cut() {
    let _alone = alone().await;
    let limit = Duration::from_millis(scale(400, 10_000));
    let timeouts = Timeouts { open: Some(limit), ..Timeouts::default() };
    let server = serve(Config { timeouts, ..Config::default() }, echo).await;
    let mut client = TcpStream::connect(server.local_addrs()[0]).unwrap();
    client.set_read_timeout(Some(limit / 20)).unwrap();
    let since = Instant::now();
    for byte in peer::request("").as_bytes() {
        let _ = client.write_all(&[*byte]);
        match client.read(&mut [0]) {
            // Nothing came.
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            _ => break,
        }
    }
    let took = since.elapsed();
    println!("cut after {took:?} of {limit:?}");
    assert!(took >= limit * 9 / 10 && took < limit + Duration::from_secs(1), "{took:?}");
    empty(&server, Duration::from_secs(2)).await;
}
