//! Messages of parts: as long as they like, one after the other.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use tokio::sync::mpsc;
use witsocket_host::{
    Compress, Config, Delivery, Event, Kind, Limits, Message, SendError, StreamError, WebSocket,
};

use crate::raw::Raw;
use crate::{connect, connect_with, echo, serve, within};

/// Parts that somebody else sends.
struct Parts(mpsc::UnboundedReceiver<Result<&'static str, &'static str>>);

impl Stream for Parts {
    type Item = Result<&'static str, &'static str>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx)
    }
}

type Feed = mpsc::UnboundedSender<Result<&'static str, &'static str>>;

fn parts() -> (Feed, Parts) {
    let (feed, parts) = mpsc::unbounded_channel();
    (feed, Parts(parts))
}

async fn send(ws: &WebSocket, parts: Parts) -> Result<(), StreamError<&'static str>> {
    ws.send_stream(Kind::Text, Compress::Auto, parts).await
}

#[tokio::test]
async fn each_part_is_a_frame_and_the_end_is_empty() {
    let server = serve(Config::default(), |ws: WebSocket| async move {
        let parts = ["one", "", "two"];
        ws.send_parts(Kind::Text, Compress::Auto, parts).await.unwrap();
        ws.receive().await;
    })
    .await;
    let mut raw = Raw::open(&server).await;
    for expected in [(0x01, "one"), (0x00, ""), (0x00, "two"), (0x80, "")] {
        let (first, payload) = within(raw.frame()).await;
        assert_eq!((first, &payload[..]), (expected.0, expected.1.as_bytes()));
    }
}

#[tokio::test]
async fn other_messages_wait_for_its_end_on_any_thread() {
    let server = serve(Config::default(), echo).await;
    let ws = connect(&server).await;
    let (feed, one) = parts();
    let (other_feed, other) = parts();
    let start = |parts| {
        let ws = ws.clone();
        tokio::spawn(async move { send(&ws, parts).await })
    };
    feed.send(Ok("first ")).unwrap();
    let first = start(one);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let second = start(other);
    let whole = tokio::spawn({
        let ws = ws.clone();
        async move { ws.send("whole").await }
    });
    other_feed.send(Ok("second")).unwrap();
    drop(other_feed);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!whole.is_finished() && !second.is_finished());
    // Others do not stop pings.
    within(ws.ping(None)).await.unwrap();
    feed.send(Ok("of all")).unwrap();
    drop(feed);
    within(first).await.unwrap().unwrap();
    within(second).await.unwrap().unwrap();
    within(whole).await.unwrap().unwrap();
    let mut got = Vec::new();
    for _ in 0..3 {
        match within(ws.receive()).await {
            Some(Message::Text(text)) => got.push(text),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(got[0], "first of all");
    got[1..].sort();
    assert_eq!(got[1..], ["second", "whole"]);
}

#[tokio::test]
async fn a_handler_waits_as_well() {
    let server = serve(Config::default(), |ws: WebSocket| async move {
        let (feed, one) = parts();
        let sending = tokio::task::spawn_local({
            let ws = ws.clone();
            async move { send(&ws, one).await }
        });
        feed.send(Ok("a")).unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
        let whole = tokio::task::spawn_local({
            let ws = ws.clone();
            async move { ws.send("b").await }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(!whole.is_finished());
        drop(feed);
        sending.await.unwrap().unwrap();
        whole.await.unwrap().unwrap();
        ws.receive().await;
    })
    .await;
    let ws = connect(&server).await;
    assert_eq!(within(ws.receive()).await, Some("a".into()));
    assert_eq!(within(ws.receive()).await, Some("b".into()));
}

#[tokio::test]
async fn half_a_message_fails_the_connection() {
    let server = serve(Config::default(), echo).await;
    let ws = connect(&server).await;
    let (feed, one) = parts();
    feed.send(Ok("half")).unwrap();
    feed.send(Err("no more")).unwrap();
    assert_eq!(within(send(&ws, one)).await, Err(StreamError::Source("no more")));
    let closed = within(ws.close(1000, "")).await.unwrap();
    assert_eq!(closed.sent.map(|close| close.code), Some(1011));

    // To drop the future is the same.
    let ws = connect(&server).await;
    let (feed, one) = parts();
    feed.send(Ok("half")).unwrap();
    let sending = tokio::time::timeout(Duration::from_millis(50), send(&ws, one));
    assert!(sending.await.is_err());
    let closed = within(ws.close(1000, "")).await.unwrap();
    assert_eq!(closed.sent.map(|close| close.code), Some(1011));
    assert_eq!(ws.send("late").await, Err(SendError::Closed));
    drop(feed);
}

#[tokio::test]
async fn a_message_of_any_length_passes() {
    const LENGTH: usize = 256 << 20;
    let config = Config {
        delivery: Delivery::Chunk,
        limits: Limits { max_message: None, max_fragments: None, ..Limits::default() },
        ..Config::default()
    };
    let server = serve(config, |ws: WebSocket| async move {
        let mut length = 0;
        while let Some(event) = ws.event().await {
            let Event::Chunk(chunk) = event else { continue };
            length += chunk.data.len();
            if chunk.end_of_message {
                ws.send(length.to_string()).await.unwrap();
            }
        }
    })
    .await;
    let ws = connect_with(&server, Config::default()).await;
    let part = bytes::Bytes::from(vec![7; 1 << 20]);
    let parts = std::iter::repeat_n(part, LENGTH >> 20);
    let sending = ws.send_parts(Kind::Binary, Compress::Always, parts);
    tokio::time::timeout(Duration::from_secs(120), sending).await.unwrap().unwrap();
    assert_eq!(within(ws.receive()).await, Some(LENGTH.to_string().into()));
    let stats = ws.stats().await;
    assert_eq!((stats.data_sent, stats.messages_sent), (LENGTH as u64, 1));
    assert!(stats.compression().1 > 100.0, "{stats}");
}
