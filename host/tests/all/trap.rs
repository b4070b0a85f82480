//! A component that fails, and what does not make it fail.

use std::time::Duration;

use witsocket_host::{Cause, Compress, Config, Server, ServerBuilder, WebSocket};

use super::raw::{CLOSE, Raw};
use super::{connect, echo, url, within};

/// A server whose component has little memory.
fn cramped(shards: usize) -> ServerBuilder {
    Server::builder().shards(shards).memory(8 << 20).listen("127.0.0.1:0")
}

/// Echoes, and sends what the component has no memory for if it is asked to.
async fn failing(ws: WebSocket) {
    while let Some(message) = ws.receive().await {
        let sent = match message.as_text() {
            Some("fail") => ws.send_with(vec![0; 32 << 20], Compress::Always).await,
            _ => ws.send(message).await,
        };
        if sent.is_err() {
            break;
        }
    }
}

/// The peer of a connection whose component trapped is told nothing, and sees that.
async fn trap(ws: &WebSocket) {
    within(ws.send("fail")).await.unwrap();
    assert_eq!(within(ws.receive()).await, None);
    let closed = ws.closed().unwrap();
    assert_eq!((closed.code(), closed.clean), (1006, false));
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
        trap(&connect(&server).await).await;
    }
    assert_eq!(within(neighbour.receive()).await, None);
    assert_eq!(neighbour.closed().unwrap().code(), 1006);
    assert_talks(&connect(&server).await).await;
    within(server.shutdown(1001, "")).await;
}

#[tokio::test]
async fn other_shards_do_not_notice() {
    let server = cramped(2).start(failing).await.unwrap();
    let (first, second) = (connect(&server).await, connect(&server).await);
    trap(&first).await;
    assert_talks(&second).await;
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
    trap(&witsocket_host::connect(&url(&server)).await.unwrap()).await;
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
