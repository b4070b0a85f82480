//! A component that fails.

use witsocket_host::{Cause, Config, Limits, Server};

use super::{connect, echo, url, within};

/// A server whose component has too little memory for what it lets through.
async fn cramped(shards: usize) -> Server {
    let limits = Limits { max_message: None, ..Limits::default() };
    Server::builder()
        .config(Config { limits, ..Config::default() })
        .shards(shards)
        .memory(4 << 20)
        .listen("127.0.0.1:0")
        .start(echo)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_connections_of_a_shard_end_and_the_shard_goes_on() {
    let server = cramped(1).await;
    let neighbour = connect(&server).await;
    within(neighbour.send("hello")).await.unwrap();
    assert_eq!(within(neighbour.receive()).await, Some("hello".into()));

    for _ in 0..3 {
        let ws = connect(&server).await;
        let _ = within(ws.send(vec![0; 16 << 20])).await;
        assert_eq!(within(ws.receive()).await, None);
        let closed = ws.closed().unwrap();
        assert_eq!((closed.code(), closed.clean), (1006, false));
    }
    assert_eq!(within(neighbour.receive()).await, None);
    assert_eq!(neighbour.closed().unwrap().code(), 1006);

    let ws = connect(&server).await;
    within(ws.send("again")).await.unwrap();
    assert_eq!(within(ws.receive()).await, Some("again".into()));
    within(server.shutdown(1001, "")).await;
}

#[tokio::test]
async fn other_shards_do_not_notice() {
    let server = cramped(2).await;
    let (first, second) = (connect(&server).await, connect(&server).await);
    let _ = within(first.send(vec![0; 16 << 20])).await;
    assert_eq!(within(first.receive()).await, None);
    within(second.send("hello")).await.unwrap();
    assert_eq!(within(second.receive()).await, Some("hello".into()));
}

#[tokio::test]
async fn the_handler_learns_why() {
    let (report, reports) = std::sync::mpsc::channel();
    let limits = Limits { max_message: None, ..Limits::default() };
    let server = Server::builder()
        .config(Config { limits, ..Config::default() })
        .shards(1)
        .memory(4 << 20)
        .listen("127.0.0.1:0")
        .start(move |ws| {
            let report = report.clone();
            async move {
                assert_eq!(ws.receive().await, None);
                assert!(ws.send("too late").await.is_err());
                report.send(ws.closed().unwrap()).unwrap();
            }
        })
        .await
        .unwrap();
    let ws = witsocket_host::connect(&url(&server)).await.unwrap();
    let _ = within(ws.send(vec![0; 16 << 20])).await;
    let closed = tokio::task::spawn_blocking(move || reports.recv()).await.unwrap().unwrap();
    assert_eq!((closed.code(), closed.cause), (1006, Some(Cause::Trap)));
    within(server.shutdown(1001, "")).await;
}
