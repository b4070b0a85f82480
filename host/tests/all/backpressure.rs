//! Who does not read makes the other wait, and costs it no memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use witsocket_host::{Config, Event, Limits};

use super::raw::{PING, PONG, Raw, TEXT, masked};
use super::{connect, serve, within};

/// More than two sockets and all queues hold.
const MUCH: usize = 64 << 20;
const PIECE: usize = 16 << 10;

#[tokio::test]
async fn a_server_stops_sending_to_a_client_that_does_not_read() {
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = sent.clone();
    let server = serve(Config::default(), move |ws| {
        let counter = counter.clone();
        async move {
            while counter.load(Ordering::Relaxed) < MUCH {
                ws.send(vec![0; PIECE]).await?;
                counter.fetch_add(PIECE, Ordering::Relaxed);
            }
            Ok::<(), witsocket_host::SendError>(())
        }
    })
    .await;
    let mut raw = Raw::open(&server).await;
    let stopped_at = settle(&sent).await;
    assert!(stopped_at < MUCH, "all was taken");

    let mut received = 0;
    while received < MUCH {
        received += within(raw.frame()).await.1.len();
    }
    assert_eq!(received, MUCH);
    // The handler may not have counted its last message yet.
    assert_eq!(settle(&sent).await, MUCH);
}

#[tokio::test]
async fn a_server_stops_reading_for_a_handler_that_does_not_receive() {
    let go = Arc::new(Notify::new());
    let gone = go.clone();
    // Zeros would shrink to nothing.
    let config = Config { deflate: None, ..Config::default() };
    let server = serve(config, move |ws| {
        let go = gone.clone();
        async move {
            go.notified().await;
            let mut received = 0;
            while received < MUCH
                && let Some(message) = ws.receive().await
            {
                received += message.len();
            }
            ws.send(received.to_string()).await
        }
    })
    .await;
    let ws = connect(&server).await;
    let sent = Arc::new(AtomicUsize::new(0));
    let sending = tokio::spawn({
        let (ws, sent) = (ws.clone(), sent.clone());
        async move {
            while sent.load(Ordering::Relaxed) < MUCH {
                ws.send(vec![0; PIECE]).await.unwrap();
                sent.fetch_add(PIECE, Ordering::Relaxed);
            }
        }
    });
    let stopped_at = settle(&sent).await;
    assert!(stopped_at < MUCH, "all was taken");

    go.notify_one();
    within(sending).await.unwrap();
    assert_eq!(within(ws.receive()).await, Some(MUCH.to_string().into()));
}

#[tokio::test]
async fn two_full_peers_do_not_wait_for_each_other_for_ever() {
    async fn flood(ws: &witsocket_host::WebSocket) {
        let sending = async {
            for _ in 0..MUCH / PIECE {
                ws.send(vec![0; PIECE]).await.unwrap();
            }
        };
        let receiving = async {
            for _ in 0..MUCH / PIECE {
                ws.receive().await.unwrap();
            }
        };
        tokio::join!(sending, receiving);
    }
    let server = serve(Config::default(), async |ws| flood(&ws).await).await;
    let ws = connect(&server).await;
    within(flood(&ws)).await;
}

#[tokio::test]
async fn pings_are_answered_while_the_handler_is_busy() {
    let server = serve(Config::default(), async |ws| {
        tokio::time::sleep(Duration::from_secs(60)).await;
        drop(ws);
    })
    .await;
    let mut raw = Raw::open(&server).await;
    raw.write(masked(TEXT, b"waits for the handler")).await;
    for i in 0..1000u16 {
        raw.write(masked(PING, &i.to_be_bytes())).await;
        assert_eq!(within(raw.frame()).await, (PONG, i.to_be_bytes().to_vec()));
    }
}

#[tokio::test]
async fn a_limit_of_its_own_lets_a_big_message_through() {
    let limits = Limits { max_buffered: 1000, high_water: 100, low_water: 10, ..Limits::default() };
    let server = serve(Config { limits, ..Config::default() }, super::echo).await;
    let ws = connect(&server).await;
    within(async {
        for length in [1 << 20, 0, 1 << 10, 1 << 20] {
            ws.send(vec![1; length]).await.unwrap();
        }
        for length in [1 << 20, 0, 1 << 10, 1 << 20] {
            assert_eq!(ws.receive().await.map(|message| message.len()), Some(length));
        }
    })
    .await;
    let events = async { while !matches!(ws.event().await, Some(Event::Closed(_))) {} };
    let (closed, ()) = within(async { tokio::join!(ws.close(1000, ""), events) }).await;
    assert!(closed.unwrap().clean);
}

/// Waits until a counter stands still, and reads it.
async fn settle(counter: &AtomicUsize) -> usize {
    within(async {
        loop {
            let before = counter.load(Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(300)).await;
            let after = counter.load(Ordering::Relaxed);
            if before == after && after > 0 {
                return after;
            }
        }
    })
    .await
}
