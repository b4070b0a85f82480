//! The end of a server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::net::TcpListener;
use witsocket_host::{Config, ConnectError, Server};

use super::raw::{REQUEST, Raw};
use super::{connect, echo, serve, url, within};

#[tokio::test]
async fn connections_are_told_and_handlers_waited_for() {
    let ended = Arc::new(AtomicUsize::new(0));
    let counter = ended.clone();
    let server = Server::builder()
        .shards(2)
        .listen("127.0.0.1:0")
        .start(move |ws| {
            let counter = counter.clone();
            async move {
                while ws.receive().await.is_some() {}
                tokio::time::sleep(Duration::from_millis(200)).await;
                counter.fetch_add(1, Ordering::Relaxed);
            }
        })
        .await
        .unwrap();
    let mut sockets = Vec::new();
    for _ in 0..10 {
        sockets.push(connect(&server).await);
    }
    within(server.shutdown(1012, "restart")).await;
    assert_eq!((ended.load(Ordering::Relaxed), server.present()), (10, 0));
    for ws in sockets {
        assert_eq!(within(ws.receive()).await, None);
        let closed = ws.closed().unwrap();
        assert_eq!((closed.code(), closed.reason(), closed.clean), (1012, "restart", true));
    }
    // Again, and the port is free.
    within(server.shutdown(1001, "")).await;
    TcpListener::bind(server.local_addrs()[0]).await.unwrap();
}

#[tokio::test]
async fn openings_in_progress_are_refused() {
    let server = serve(Config::default(), echo).await;
    let mut raw = Raw::silent(&server).await;
    raw.write(&REQUEST[..20]).await;
    while server.present() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let told = async {
        let head = raw.head().await;
        assert!(head.starts_with("HTTP/1.1 503 "), "{head}");
        drop(raw);
    };
    within(async { tokio::join!(told, server.shutdown(1001, "")) }).await;
}

#[tokio::test]
async fn a_close_that_cannot_be_sent_becomes_going_away() {
    let server = serve(Config::default(), echo).await;
    let ws = connect(&server).await;
    within(server.shutdown(1, "")).await;
    assert_eq!(within(ws.receive()).await, None);
    assert_eq!(ws.closed().unwrap().code(), 1001);
}

#[tokio::test]
async fn a_dropped_server_goes_away() {
    let server = serve(Config::default(), echo).await;
    let ws = connect(&server).await;
    let url = url(&server);
    drop(server);
    assert_eq!(within(ws.receive()).await, None);
    assert_eq!(ws.closed().unwrap().code(), 1001);
    let refused = within(witsocket_host::connect(&url)).await;
    assert!(matches!(refused, Err(ConnectError::Io { .. })), "{refused:?}");
}
