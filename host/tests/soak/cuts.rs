//! A conversation whose bytes come in two pieces, or not all.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use witsocket_host::Config;

use crate::peer::{self, CLOSE, PING, PONG, TEXT};
use crate::{alone, echo, empty, files, serve, settled_files};

fn conversation() -> Vec<u8> {
    let frames = [
        peer::masked(TEXT, "grüße".as_bytes()),
        peer::masked(PING, b"there?"),
        peer::masked(0x01, b"in "),
        peer::masked(0x80, b"parts"),
        peer::masked(TEXT, &[b'a'; 300]),
        peer::masked(CLOSE, b"\x03\xe8bye"),
    ];
    [peer::request("").as_bytes(), &frames.concat()].concat()
}

/// What the server says to that: its frames, and apart from them its pongs, which wait for no
/// handler.
async fn answer(address: SocketAddr, pieces: [&[u8]; 2]) -> [Vec<Vec<u8>>; 2] {
    let mut client = TcpStream::connect(address).await.unwrap();
    client.set_nodelay(true).unwrap();
    for piece in pieces {
        client.write_all(piece).await.unwrap();
        // Time to be read by itself.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let mut answer = Vec::new();
    client.read_to_end(&mut answer).await.unwrap();
    let head = answer.windows(4).position(|end| end == b"\r\n\r\n").unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 101 "));
    let mut answers = [Vec::new(), Vec::new()];
    let mut left = &answer[head + 4..];
    while let [first, short, rest @ ..] = left {
        let (length, start) = match short {
            126 => (usize::from(rest[0]) << 8 | usize::from(rest[1]), 4),
            short => (usize::from(*short), 2),
        };
        let (frame, rest) = left.split_at(start + length);
        answers[usize::from(*first == PONG)].push(frame.to_vec());
        left = rest;
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_splitting_the_bytes_leaves_the_conversation_intact() {
    let _alone = alone().await;
    let server = serve(Config::default(), echo).await;
    let (address, all) = (server.local_addrs()[0], conversation());
    let whole = answer(address, [&all, &[]]).await;
    assert_eq!([whole[0].len(), whole[1].len()], [4, 1]);
    assert!(whole[0][3] == b"\x88\x05\x03\xe8bye" && whole[1][0] == b"\x8a\x06there?");
    for at in 1..all.len() {
        let (first, second) = all.split_at(at);
        assert_eq!(answer(address, [first, second]).await, whole, "split at {at}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_at_any_byte_leaves_no_socket_behind() {
    let _alone = alone().await;
    let server = serve(Config::default(), echo).await;
    let (address, all) = (server.local_addrs()[0], conversation());
    let before = settled_files(&server).await;
    for at in 0..all.len() {
        for hard in [false, true] {
            let mut client = TcpStream::connect(address).await.unwrap();
            client.write_all(&all[..at]).await.unwrap();
            if hard {
                // A reset, not an end.
                let socket = socket2::SockRef::from(&client);
                socket.set_linger(Some(Duration::ZERO)).unwrap();
            }
        }
    }
    empty(&server, Duration::from_secs(5)).await;
    assert!(files() <= before);
    let stats = server.stats().await;
    assert_eq!((stats.open, stats.present, stats.trapped), (0, 0, 0));
}
