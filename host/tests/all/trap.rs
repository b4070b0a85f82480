//! A component that fails, and what does not make it fail.

use std::time::Duration;

use futures_util::SinkExt as _;
use tokio::io::AsyncReadExt as _;
use witsocket_host::{
    BroadcastOptions, Cause, Client, Compress, Config, Kind, Limits, Message, SendError, Server,
    ServerBuilder, WebSocket, broadcast,
};

use super::raw::{CLOSE, Raw, TEXT, masked};
use super::{connect, echo, url, within};

/// A server whose component has little memory, and may be given more than that to send.
fn cramped(shards: usize) -> ServerBuilder {
    let limits = Limits { high_water: u32::MAX, max_buffered: u32::MAX, ..Limits::default() };
    let config = Config { limits, ..Config::default() };
    Server::builder().config(config).shards(shards).memory(8 << 20).listen("127.0.0.1:0")
}

/// Echoes, and sends what the component has no memory for if it is asked to.
async fn failing(ws: WebSocket) {
    while let Some(message) = ws.receive().await {
        if message.as_text() == Some("fail") {
            // What the peer does not read waits in the component.
            while ws.send_with(vec![7; 900_000], Compress::Never).await.is_ok() {}
        }
        if ws.send(message).await.is_err() {
            break;
        }
    }
}

/// Has the component fail that the next connection is in.
async fn trap(server: &Server) {
    let before = server.stats().await.trapped;
    let mut peer = Raw::open(server).await;
    peer.write(masked(TEXT, b"fail")).await;
    within(async {
        while server.stats().await.trapped == before {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
    // It is told nothing, and sees that.
    let mut rest = Vec::new();
    let _ = within(peer.socket.read_to_end(&mut rest)).await;
}

async fn assert_talks(ws: &WebSocket) {
    within(ws.send("hello")).await.unwrap();
    assert_eq!(within(ws.receive()).await, Some("hello".into()));
}

#[tokio::test]
async fn the_connections_of_a_shard_end_and_the_shard_goes_on() {
    let server = cramped(1).start(failing).await.unwrap();
    let neighbour = connect(&server).await;
    assert_talks(&neighbour).await;
    for _ in 0..3 {
        trap(&server).await;
    }
    assert_eq!(within(neighbour.receive()).await, None);
    let closed = neighbour.closed().unwrap();
    assert_eq!((closed.code(), closed.clean), (1006, false));
    assert_talks(&connect(&server).await).await;
    within(server.shutdown(1001, "")).await;
}

#[tokio::test]
async fn other_shards_do_not_notice() {
    let server = cramped(2).start(failing).await.unwrap();
    let (first, second) = (connect(&server).await, connect(&server).await);
    // Both have one, and it is in one of them.
    trap(&server).await;
    let mut lost = 0;
    for ws in [&first, &second] {
        match within(ws.ping(None)).await {
            Ok(_) => assert_talks(ws).await,
            Err(_) => lost += 1,
        }
    }
    assert_eq!((lost, server.stats().await.trapped), (1, 2));
}

#[tokio::test]
async fn the_handler_learns_why() {
    let (report, reports) = std::sync::mpsc::channel();
    let handler = move |ws: WebSocket| {
        let report = report.clone();
        async move {
            failing(ws.clone()).await;
            report.send(ws.wait_closed().await).unwrap();
        }
    };
    let server = cramped(1).start(handler).await.unwrap();
    trap(&server).await;
    let wait = move || reports.recv_timeout(Duration::from_secs(20));
    let closed = tokio::task::spawn_blocking(wait).await.unwrap().unwrap();
    assert_eq!((closed.code(), closed.cause), (1006, Some(Cause::Trap)));
    within(server.shutdown(1001, "")).await;
}

/// Each has a message of which much is there and the end is missing, in few bytes or in many.
#[tokio::test]
async fn what_many_peers_keep_it_holding_fails_theirs_and_no_others() {
    let server = cramped(1).start(echo).await.unwrap();
    let neighbour = connect(&server).await;
    let mut crowd = Vec::new();
    for _ in 0..40 {
        let mut peer = Raw::open(&server).await;
        // Not final, and of 900 000 bytes.
        peer.write(b"\x02\xff\0\0\0\0\0\x0d\xbb\xa0\0\0\0\0").await;
        peer.write(vec![7; 800_000]).await;
        crowd.push(peer);
    }
    assert_talks(&neighbour).await;
    let stats = server.stats().await;
    assert_eq!(stats.trapped, 0);
    // Who was refused was told so.
    let refused = crowd.last_mut().unwrap();
    let (first, payload) = within(refused.frame()).await;
    assert_eq!((first, &payload[..2]), (CLOSE, &1009_u16.to_be_bytes()[..]));
    drop(crowd);
    tokio::time::sleep(Duration::from_millis(200)).await;
    // And there is room again.
    within(neighbour.send(vec![7; 900_000])).await.unwrap();
    assert_eq!(within(neighbour.receive()).await, Some(vec![7; 900_000].into()));
}

#[tokio::test]
async fn one_that_cannot_start_is_told_of_at_once() {
    let started = Server::builder().memory(64 << 10).listen("127.0.0.1:0").start(echo).await;
    assert!(started.is_err());
}

#[tokio::test]
async fn a_message_without_a_limit_ends_where_the_memory_does() {
    let mut config = Config::default();
    config.limits.max_message = None;
    let server = cramped(1).config(config).start(echo).await.unwrap();
    let (neighbour, ws) = (connect(&server).await, connect(&server).await);
    let _ = within(ws.send(vec![0; 16 << 20])).await;
    assert_eq!(within(ws.receive()).await, None);
    assert_eq!(ws.closed().unwrap().received.unwrap().code, 1009);
    assert_talks(&neighbour).await;
}

/// What the component has no memory for is refused before it gets there, whichever way it goes.
#[tokio::test]
async fn a_message_that_is_too_large_to_send_is_refused_and_nobody_is_lost() {
    let server = cramped(1).start(too_much).await.unwrap();
    let ws = connect(&server).await;
    assert_talks(&ws).await;
    // Of the message whose part was refused.
    assert_eq!(within(ws.receive()).await, Some(vec![].into()));
    assert_eq!(within(ws.receive()).await, Some("refused".into()));
    // Of a client, whose memory is 256 MiB, from a thread that is not the connection's.
    let refused = SendError::TooLarge { most: 32 << 20 };
    let mut sink = ws.clone();
    assert_eq!(within(sink.feed("x".repeat(100 << 20).into())).await, Err(refused));
    within(ws.begin(Kind::Binary)).await.unwrap();
    assert_eq!(within(ws.part(vec![0; 100 << 20])).await, Err(refused));
    within(ws.part(vec![0; 10])).await.unwrap();
    within(ws.finish()).await.unwrap();
    assert_eq!(within(ws.receive()).await, Some(vec![0; 10].into()));
    assert!(refused.to_string().contains("33554432 bytes"), "{refused}");
    assert_eq!(server.stats().await.trapped, 0);
}

/// Echoes, and after the first tries to send more than there is room for, in every way.
async fn too_much(ws: WebSocket) {
    let Some(message) = ws.receive().await else { return };
    ws.send(message).await.unwrap();
    let large = || vec![0; 32 << 20];
    let refused = Err(SendError::TooLarge { most: 1 << 20 });
    assert_eq!(ws.clone().feed(large().into()).await, refused);
    ws.begin(Kind::Binary).await.unwrap();
    assert_eq!(ws.part(large()).await, refused);
    ws.finish().await.unwrap();
    let delivered = broadcast([&ws], large(), BroadcastOptions::default()).await;
    assert_eq!((delivered.sent, delivered.dropped), (0, 1));
    ws.send("refused").await.unwrap();
    while let Some(message) = ws.receive().await {
        ws.send(message).await.unwrap();
    }
}

/// The largest that is let in has room, compressed or not, where nothing of it shrinks; what is
/// larger goes in parts.
#[tokio::test]
async fn the_largest_message_has_room() {
    let mut config = Config::default();
    config.limits.max_message = None;
    let sink = async |ws: WebSocket| {
        while let Some(message) = ws.receive().await {
            ws.send(message.len().to_string()).await.unwrap();
        }
    };
    let server = Server::builder().shards(1).memory(512 << 20).config(config.clone());
    let server = server.listen("127.0.0.1:0").start(sink).await.unwrap();
    let ws = Client::new().config(config).connect(&url(&server)).await.unwrap();
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    })
    .take(32 << 20)
    .collect();
    let text = "ä".repeat(20 << 20);
    for compress in [Compress::Never, Compress::Always] {
        for message in [Message::from(noise.clone()), text.clone().into()] {
            let length = message.len();
            within(ws.send_with(message, compress)).await.unwrap();
            let answer = within(ws.receive()).await;
            let how = (compress, ws.closed());
            assert_eq!(answer, Some(length.to_string().into()), "{how:?}");
        }
    }
    // 32 MiB in one frame, and 40 MiB in parts of one and an empty end.
    let frames = ws.stats().await.frames_sent;
    assert_eq!(frames, 2 * (1 + 40 + 1));
}
