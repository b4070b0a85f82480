//! Connections that come and go.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use witsocket_host::Config;

use crate::peer::{self, CLOSE, TEXT};
use crate::{alone, echo, empty, files, resident, scale, serve};

#[tokio::test(flavor = "multi_thread")]
async fn connects_and_closes_leave_nothing_behind() {
    let _alone = alone().await;
    let server = serve(Config::default(), echo).await;
    let address = server.local_addrs()[0];
    let all: usize = scale(2000, 100_000);
    for _ in 0..all / 4 {
        come_and_go(address);
    }
    empty(&server, Duration::from_secs(5)).await;
    let (before, open, since) = (resident("self"), files(), Instant::now());
    for _ in 0..all {
        come_and_go(address);
    }
    empty(&server, Duration::from_secs(5)).await;
    let grown = resident("self").saturating_sub(before);
    println!("{all} connections in {:?}: {grown} bytes more", since.elapsed());
    assert!(grown < 1 << 20, "{grown} bytes");
    assert!(files() <= open);
    let stats = server.stats().await;
    assert_eq!(stats.closed_clean as usize, all + all / 4);
    assert_eq!((stats.open, stats.present), (0, 0));
}

fn come_and_go(address: std::net::SocketAddr) {
    let mut client = peer::open(address);
    client.write_all(&peer::masked(TEXT, b"hello")).unwrap();
    client.write_all(&peer::masked(CLOSE, &[3, 232])).unwrap();
    let mut answer = Vec::new();
    client.read_to_end(&mut answer).unwrap();
    assert_eq!(answer, [&[TEXT, 5][..], b"hello", &[CLOSE, 2, 3, 232]].concat());
}
