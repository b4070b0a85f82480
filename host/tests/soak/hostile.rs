//! Peers that want more than they give.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use witsocket_host::{Config, Limits};

use crate::peer::{self, BINARY, CLOSE, COMPRESSED, PING};
use crate::{alone, echo, resident, scale, serve};

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_for_ever_and_never_reads_holds_less_than_1_mib() {
    let _alone = alone().await;
    for payload in [1, 100, 16 << 10, 64 << 10, 256 << 10] {
        let server = serve(Config::default(), echo).await;
        flood(server.local_addrs()[0], &peer::masked(BINARY, &vec![7; payload]), "messages").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_million_unread_pings_hold_less_than_1_mib() {
    let _alone = alone().await;
    let server = serve(Config::default(), echo).await;
    flood(server.local_addrs()[0], &peer::masked(PING, &[7; 125]), "pings").await;
}

/// Ten clients send this until the server takes no more, or a million.
async fn flood(address: std::net::SocketAddr, frame: &[u8], what: &str) {
    let frames = frame.repeat((256 << 10) / frame.len() + 1);
    let mut clients: Vec<_> = (0..CLIENTS).map(|_| peer::open(address)).collect();
    let before = resident("self");
    let mut sent = 0;
    for client in &mut clients {
        sent += fill(client, &frames, 1_000_000 * frame.len() / CLIENTS);
    }
    tokio::time::sleep(Duration::from_millis(scale(200, 5000))).await;
    let each = resident("self").saturating_sub(before) / CLIENTS;
    let length = frame.len();
    println!("{sent} bytes of {what} of {length} bytes: {each} bytes held for each client");
    assert!(each < 1 << 20, "{each} bytes");
}

/// Sends these frames again and again until nothing was taken for a while.
fn fill(client: &mut TcpStream, frames: &[u8], most: usize) -> usize {
    client.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
    let mut sent = 0;
    while sent < most {
        match client.write(&frames[sent % frames.len()..]) {
            Ok(length) => sent += length,
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) => panic!("{error}"),
        }
    }
    sent
}

/// 64 MiB of zeros in 400 KiB, for a server that takes 4 MiB.
#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_is_refused_and_its_memory_is_bounded() {
    let _alone = alone().await;
    let limit = 4 << 20;
    let limits = Limits { max_message: Some(limit as u64), max_ratio: None, ..Limits::default() };
    let server = serve(Config { limits, ..Config::default() }, echo).await;
    let address = server.local_addrs()[0];
    let bomb = peer::masked(COMPRESSED, &zeros(64 << 20));
    let offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n";
    let _first = peer::open_with(address, offer);
    let before = resident("self");
    for _ in 0..scale(3, 100) {
        let mut client = peer::open_with(address, offer);
        client.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        // It need not be read to its end.
        let _ = client.write_all(&bomb);
        let mut answer = [0; 4];
        client.read_exact(&mut answer).unwrap();
        assert_eq!((answer[0], u16::from_be_bytes([answer[2], answer[3]])), (CLOSE, 1009));
    }
    let grown = resident("self").saturating_sub(before);
    println!("a bomb of 64 MiB, a limit of {limit}: {grown} bytes held");
    // The message, and half of it while its buffer grows. What the component had, it keeps; and
    // another test may have left some.
    assert!(grown <= 2 * limit + limit / 4, "{grown} bytes");
}

/// So many zeros, or a few more, as RFC 1951 §3.2.6 has them: one literal, then matches of 258
/// bytes at the distance 1, of 13 bits each.
fn zeros(length: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    // The last block of its kind need not be marked: RFC 7692 §7.2.1 ends it.
    bits.push(0b010, 3);
    bits.push_code(0b0011_0000, 8);
    for _ in 0..length / 258 {
        bits.push_code(0b1100_0101, 8);
        bits.push_code(0, 5);
    }
    bits.push_code(0, 7);
    // An empty stored block, without what is left out on the wire.
    bits.push(0, 3);
    bits.bytes
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    /// The lowest bit first, as numbers stand.
    fn push(&mut self, bits: u32, count: usize) {
        for i in 0..count {
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |= ((bits >> i & 1) as u8) << (self.count % 8);
            self.count += 1;
        }
    }

    /// The highest bit first, as Huffman codes stand.
    fn push_code(&mut self, code: u32, count: usize) {
        self.push(code.reverse_bits() >> (32 - count), count);
    }
}

/// Whoever floods does not keep the others of its thread from their turn.
#[tokio::test(flavor = "multi_thread")]
async fn who_floods_does_not_starve_the_others() {
    let _alone = alone().await;
    let server = serve(Config::default(), echo).await;
    let address = server.local_addrs()[0];
    let end = Instant::now() + Duration::from_secs(scale(1, 20));
    let flood = std::thread::spawn(move || {
        let mut client = peer::open(address);
        let frames = peer::masked(BINARY, &[7]).repeat(10_000);
        let mut reader = client.try_clone().unwrap();
        std::thread::spawn(move || while reader.read(&mut [0; 64 << 10]).is_ok_and(|n| n > 0) {});
        while Instant::now() < end {
            client.write_all(&frames).unwrap();
        }
        client.shutdown(std::net::Shutdown::Both).unwrap();
    });
    let mut client = peer::open(address);
    let (mut slowest, mut count) = (Duration::ZERO, 0);
    while Instant::now() < end {
        let since = Instant::now();
        client.write_all(&peer::masked(BINARY, &[7; 10])).unwrap();
        client.read_exact(&mut [0; 12]).unwrap();
        slowest = slowest.max(since.elapsed());
        count += 1;
    }
    flood.join().unwrap();
    println!("{count} messages beside a flood, the slowest in {slowest:?}");
    assert!(slowest < Duration::from_millis(500), "{slowest:?}");
}

const CLIENTS: usize = 10;
